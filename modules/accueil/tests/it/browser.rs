//! A browser: it keeps its cookie, sends the hidden token of the forms, and shows what came back.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header, request::Builder},
};
use http_body_util::BodyExt;
use tower::ServiceExt;

use crate::world::World;

pub struct Browser<'a> {
    world: &'a World,
    pub cookie: Option<String>,
    csrf: String,
}

/// What the server answered.
pub struct Answer {
    pub status: StatusCode,
    pub location: String,
    pub headers: axum::http::HeaderMap,
    pub body: String,
}

impl<'a> Browser<'a> {
    pub fn new(world: &'a World) -> Self {
        Self { world, cookie: None, csrf: String::new() }
    }

    pub async fn sign_in(&mut self, courriel: &str, mot_de_passe: &str) {
        let answer = self.post("/connexion", &[("courriel", courriel), ("mot_de_passe", mot_de_passe)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        self.read_csrf().await;
    }

    /// Any page has the token: that of the perimeter is everybody's.
    pub async fn read_csrf(&mut self) {
        let page = self.get("/perimetre").await;
        let (_, rest) = page.body.split_once(r#"name="_csrf" value=""#).unwrap();
        rest.split('"').next().unwrap().clone_into(&mut self.csrf);
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path), String::new()).await
    }

    /// Posts a form as a page of ours does.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = self.csrf.clone();
        let mut all = vec![("_csrf", csrf.as_str())];
        all.extend_from_slice(fields);
        self.post_bare(path, &all).await
    }

    /// Posts a form without adding the token.
    pub async fn post_bare(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = serde_urlencoded::to_string(fields).unwrap();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        self.send(request, body).await
    }

    /// Posts a form as the page at `referer` does.
    pub async fn post_from(&mut self, referer: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = self.csrf.clone();
        let mut all = vec![("_csrf", csrf.as_str())];
        all.extend_from_slice(fields);
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .header(header::REFERER, referer);
        self.send(request, serde_urlencoded::to_string(&all).unwrap()).await
    }

    async fn send(&mut self, request: Builder, body: String) -> Answer {
        let request = match &self.cookie {
            Some(cookie) => request.header(header::COOKIE, format!("__Host-beffroi={cookie}")),
            None => request,
        };
        let answer = call(self.world, request, body).await;
        for set in answer.headers.get_all(header::SET_COOKIE) {
            let value = set.to_str().unwrap().strip_prefix("__Host-beffroi=").unwrap();
            let value = value.split(';').next().unwrap();
            self.cookie = (!value.is_empty()).then(|| value.to_owned());
        }
        answer
    }
}

/// A program with its token.
pub async fn program(world: &World, method: Method, path: &str, token: &str, body: Option<&str>) -> Answer {
    let request = Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, "application/json");
    let request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    call(world, request, body.unwrap_or_default().to_owned()).await
}

async fn call(world: &World, request: Builder, body: String) -> Answer {
    let response = world.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    let location = parts.headers.get(header::LOCATION).map(|v| v.to_str().unwrap().to_owned()).unwrap_or_default();
    Answer {
        status: parts.status,
        location,
        headers: parts.headers,
        body: String::from_utf8_lossy(&bytes).into_owned(),
    }
}

impl Answer {
    #[track_caller]
    pub fn leads_to(&self, path: &str) {
        assert_eq!((self.status, self.location.as_str()), (StatusCode::SEE_OTHER, path), "{}", self.body);
    }

    #[track_caller]
    pub fn shows(&self, text: &str) {
        assert!(self.body.contains(text), "« {text} » is not shown:\n{}", self.body);
    }

    #[track_caller]
    pub fn hides(&self, text: &str) {
        assert!(!self.body.contains(text), "« {text} » is shown:\n{}", self.body);
    }

    /// A form or an act that is refused, and why.
    #[track_caller]
    pub fn is_refused(&self, why: &str) {
        assert_eq!(self.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", self.body);
        self.shows(why);
    }

    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.body))
    }
}
