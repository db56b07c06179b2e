//! For tests: somebody at the door, who sends requests as their browser would and reads the answers.
#![expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a test fails where it stands")]

mod maison;

pub use maison::{Maison, fiche, fiche_centre, migrations, services, services_with};

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

/// Somebody who signed in, or a passer-by.
#[derive(Debug, Clone)]
pub struct Visiteur {
    router: Router,
    cookie: String,
    pub csrf: String,
}

/// An answer, whole.
#[derive(Debug)]
pub struct Reponse {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Visiteur {
    /// `jeton` is that of the session; empty for a passer-by.
    pub fn new(router: Router, jeton: &str, csrf: String) -> Self {
        let cookie = if jeton.is_empty() { String::new() } else { format!("beffroi={jeton}") };
        Self { router, cookie, csrf }
    }

    pub async fn get(&self, path: &str) -> Reponse {
        self.send(self.request(Method::GET, path).body(Body::empty()).unwrap()).await
    }

    /// A form of our own page: with its token.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Reponse {
        let pairs: Vec<(&str, &str)> =
            std::iter::once(("_csrf", self.csrf.as_str())).chain(fields.iter().copied()).collect();
        let request =
            self.request(Method::POST, path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(serde_urlencoded::to_string(pairs).unwrap())).unwrap()).await
    }

    /// A form of our own page with a file: its field, its name, what it holds.
    pub async fn upload(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        (field, name, content): (&str, &str, impl AsRef<[u8]>),
    ) -> Reponse {
        self.upload_all(path, fields, &[(field, name, content.as_ref())]).await
    }

    /// The same with several files.
    pub async fn upload_all(&self, path: &str, fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Reponse {
        let mut body = self.parts(fields);
        for (field, name, content) in files {
            body.extend(part(&format!("name=\"{field}\"; filename=\"{name}\""), content));
        }
        self.send_parts(path, body).await
    }

    /// The same form without a file.
    pub async fn send_form(&self, path: &str, fields: &[(&str, &str)]) -> Reponse {
        self.send_parts(path, self.parts(fields)).await
    }

    fn parts(&self, fields: &[(&str, &str)]) -> Vec<u8> {
        let fields = std::iter::once(("_csrf", self.csrf.as_str())).chain(fields.iter().copied());
        fields.flat_map(|(name, value)| part(&format!("name=\"{name}\""), value.as_bytes())).collect()
    }

    async fn send_parts(&self, path: &str, mut body: Vec<u8>) -> Reponse {
        body.extend(b"--bord--\r\n");
        let request =
            self.request(Method::POST, path).header(header::CONTENT_TYPE, "multipart/form-data; boundary=bord");
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// An operation of the API, signed in by the session.
    pub async fn api(&self, method: Method, path: &str, body: Option<Value>) -> Reponse {
        let request = self.request(method, path).header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(body.map_or_else(Body::empty, |json| Body::from(json.to_string()))).unwrap()).await
    }

    /// A creation by the API under a key: sent twice, it is made once.
    pub async fn api_once(&self, path: &str, key: &str, body: Value) -> Reponse {
        let request = self.request(Method::POST, path).header(header::CONTENT_TYPE, "application/json");
        self.send(request.header("idempotency-key", key).body(Body::from(body.to_string())).unwrap()).await
    }

    /// An operation of the API whose body is a file.
    pub async fn api_file(&self, path: &str, content_type: &str, content: &[u8]) -> Reponse {
        let request = self.request(Method::POST, path).header(header::CONTENT_TYPE, content_type);
        self.send(request.body(Body::from(content.to_vec())).unwrap()).await
    }

    fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("sec-fetch-site", "same-origin")
            .header(header::HOST, "beffroi.test");
        if self.cookie.is_empty() { request } else { request.header(header::COOKIE, &self.cookie) }
    }

    async fn send(&self, request: Request<Body>) -> Reponse {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        Reponse { status: parts.status, headers: parts.headers, bytes }
    }
}

impl Reponse {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The text without its tags nor its no-break spaces, as one would read it aloud.
    pub fn plain(&self) -> String {
        plain(&self.text())
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The first value that a field of the page would send: a hidden one, a box.
    #[track_caller]
    pub fn hidden(&self, name: &str) -> String {
        let text = self.text();
        let found = text.split(&format!("name=\"{name}\" value=\"")).nth(1).and_then(|rest| rest.split('"').next());
        found.unwrap_or_else(|| panic!("no field « {name} » in: {text}")).to_owned()
    }

    /// The value of the choice that has this label, in a list.
    pub fn choice(&self, label: &str) -> String {
        let text = self.text();
        let end = text.find(&format!(">{label}</option>")).unwrap_or_else(|| panic!("no choice « {label} »"));
        let start = text[..end].rfind("value=\"").unwrap() + "value=\"".len();
        text[start..end].split('"').next().unwrap().to_owned()
    }

    pub fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Where a redirect leads, what it says was done included.
    #[track_caller]
    pub fn location(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.plain());
        self.header(header::LOCATION)
    }

    /// Asserts the status and that the page says each of these, in plain text.
    #[track_caller]
    pub fn says(&self, status: StatusCode, words: &[&str]) {
        let text = self.plain();
        assert_eq!(self.status, status, "{text}");
        for word in words {
            assert!(text.contains(word), "« {word} » is not in: {text}");
        }
    }

    #[track_caller]
    pub fn hides(&self, word: &str) {
        assert!(!self.plain().contains(word), "« {word} » is shown");
    }
}

/// A part of a form that carries files.
fn part(told: &str, value: &[u8]) -> Vec<u8> {
    let head = format!("--bord\r\nContent-Disposition: form-data; {told}\r\n\r\n");
    [head.as_bytes(), value, b"\r\n"].concat()
}

fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push(' ');
            }
            '\u{a0}' | '\u{202f}' | '\n' if !inside => text.push(' '),
            c if !inside => text.push(c),
            _ => {}
        }
    }
    text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
