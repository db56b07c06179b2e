//! A small demo world for the tests: made once a test, on a clock that stands still.

use std::path::PathBuf;

use axum::{
    Router,
    body::Body,
    http::{Request, Response, StatusCode, header},
};
use beffroi::{
    demo,
    open::{Opened, open_with},
    rooms::migrations,
    settings::Settings,
};
use db::testing::TestDb;
use kernel::Clock;
use tower::ServiceExt;

/// The demo of the CDG 82, in a database and a folder of its own.
pub struct World {
    pub opened: Opened,
    pub router: Router,
    test: TestDb,
    _folder: tempfile::TempDir,
}

impl World {
    pub async fn sqlite() -> Self {
        Self::on(TestDb::sqlite(&migrations()).await).await
    }

    pub async fn postgres() -> Self {
        Self::on(TestDb::postgres(&migrations()).await).await
    }

    async fn on(test: TestDb) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = settings(folder.path().to_owned(), &test.url);
        let clock = Clock::fixed("2020-12-01T08:00:00Z".parse().unwrap());
        let durete = annuaire::Durete::pour_les_tests();
        let opened = open_with(&settings, test.db.clone(), clock, durete).await.unwrap();
        demo::make(&opened, "cdg82").await.unwrap();
        Self { router: opened.router(), opened, test, _folder: folder }
    }

    /// Another server on the same database.
    pub async fn second_node(&self) -> Node {
        let folder = tempfile::tempdir().unwrap();
        let settings = settings(folder.path().to_owned(), &self.test.url);
        let db = db::Db::open(&self.test.url, 2).await.unwrap();
        let clock = self.opened.services.clock().clone();
        let opened = open_with(&settings, db, clock, annuaire::Durete::pour_les_tests()).await.unwrap();
        Node { router: opened.router(), _folder: folder }
    }

    /// Signs in and gives the cookie.
    pub async fn sign_in(&self, courriel: &str) -> String {
        let body = format!("courriel={}&mot_de_passe={}", courriel.replace('@', "%40"), demo::PASSWORD);
        let answer = self.post("/connexion", None, &body).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{courriel} cannot sign in");
        let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap();
        cookie.split(';').next().unwrap().to_owned()
    }

    pub async fn get(&self, path: &str, cookie: Option<&str>) -> Response<Body> {
        send(&self.router, "GET", path, cookie, "").await
    }

    pub async fn post(&self, path: &str, cookie: Option<&str>, body: &str) -> Response<Body> {
        send(&self.router, "POST", path, cookie, body).await
    }

    pub async fn send(&self, method: &str, path: &str, cookie: Option<&str>, body: &str) -> Response<Body> {
        send(&self.router, method, path, cookie, body).await
    }
}

/// A second server of a world.
pub struct Node {
    router: Router,
    _folder: tempfile::TempDir,
}

impl Node {
    pub async fn get(&self, path: &str, cookie: Option<&str>) -> Response<Body> {
        send(&self.router, "GET", path, cookie, "").await
    }

    pub async fn post(&self, path: &str, cookie: Option<&str>, body: &str) -> Response<Body> {
        send(&self.router, "POST", path, cookie, body).await
    }
}

/// The hidden field of the forms of this session.
pub async fn csrf_of(node: &Node, cookie: &str) -> String {
    let page = text(node.get("/perimetre", Some(cookie)).await).await;
    let after = page.split("name=\"_csrf\" value=\"").nth(1).unwrap();
    after.split('"').next().unwrap().to_owned()
}

/// A request as a browser on our own page sends it.
async fn send(router: &Router, method: &str, path: &str, cookie: Option<&str>, body: &str) -> Response<Body> {
    let genre = if path.starts_with("/api/") { "application/json" } else { "application/x-www-form-urlencoded" };
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, "127.0.0.1:8082")
        .header(header::ORIGIN, "http://127.0.0.1:8082")
        .header(header::CONTENT_TYPE, genre);
    if let Some(cookie) = cookie {
        request = request.header(header::COOKIE, cookie);
    }
    let request = request.body(Body::from(body.to_owned())).unwrap();
    router.clone().oneshot(request).await.unwrap()
}

fn settings(data: PathBuf, database: &str) -> Settings {
    Settings {
        data,
        database: database.to_owned(),
        connections: 4,
        listen: "127.0.0.1:8082".parse().unwrap(),
        public_url: "http://127.0.0.1:8082".to_owned(),
        behind_proxy: false,
        max_upload: 10 * 1024 * 1024,
        workers: 1,
        smtp: None,
        clamd: None,
        webhooks: webhooks::WebhooksConfig::default(),
        actes: None,
        demo: true,
    }
}

/// The body of an answer, as text.
pub async fn text(answer: Response<Body>) -> String {
    use http_body_util::BodyExt;
    String::from_utf8(answer.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
}
