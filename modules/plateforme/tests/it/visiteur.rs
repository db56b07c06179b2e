//! Somebody at the door: sends requests as their browser would, reads the answers.

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

#[derive(Clone)]
pub struct Visiteur {
    router: Router,
    cookie: String,
    pub csrf: String,
}

/// An answer, whole.
pub struct Reponse {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Visiteur {
    pub fn new(router: Router, jeton: String, csrf: String) -> Self {
        let cookie = if jeton.is_empty() { jeton } else { format!("beffroi={jeton}") };
        Self { router, cookie, csrf }
    }

    pub async fn get(&self, path: &str) -> Reponse {
        self.send(self.request(Method::GET, path).body(Body::empty()).unwrap()).await
    }

    pub async fn get_with(&self, path: &str, name: header::HeaderName, value: &str) -> Reponse {
        self.send(self.request(Method::GET, path).header(name, value).body(Body::empty()).unwrap()).await
    }

    /// A form of our own page: with its token.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Reponse {
        let pairs = std::iter::once(("_csrf", self.csrf.as_str())).chain(fields.iter().copied());
        self.post_raw(path, &encoded(pairs)).await
    }

    pub async fn post_raw(&self, path: &str, body: &str) -> Reponse {
        let request =
            self.request(Method::POST, path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    /// A form with a file, `(field, name, bytes)`.
    pub async fn upload(
        &self,
        path: &str,
        csrf: &str,
        fields: &[(&str, &str)],
        file: Option<(&str, &str, &[u8])>,
    ) -> Reponse {
        let mut body = Vec::new();
        let texts = std::iter::once(("_csrf", csrf)).chain(fields.iter().copied());
        for (name, value) in texts {
            body.extend(
                format!("--bord\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
            );
        }
        let (field, name, bytes) = file.unwrap_or(("fichier", "", b""));
        body.extend(format!("--bord\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n").bytes());
        body.extend(bytes);
        body.extend(b"\r\n--bord--\r\n");
        let request =
            self.request(Method::POST, path).header(header::CONTENT_TYPE, "multipart/form-data; boundary=bord");
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// An operation of the API, signed in by the session.
    pub async fn api(&self, method: Method, path: &str, body: Option<Value>) -> Reponse {
        let request = self.request(method, path).header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(body.map_or_else(Body::empty, |json| Body::from(json.to_string()))).unwrap()).await
    }

    fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("sec-fetch-site", "same-origin")
            .header(header::HOST, "beffroi.test");
        if self.cookie.is_empty() { request } else { request.header(header::COOKIE, &self.cookie) }
    }

    pub async fn send(&self, request: Request<Body>) -> Reponse {
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

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Where a redirect leads, without what it says was done.
    pub fn location(&self) -> String {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text());
        let told = self.header(header::LOCATION);
        told.split(['?', '&'])
            .filter(|part| !part.starts_with("fait="))
            .collect::<Vec<_>>()
            .join("&")
            .replacen('&', "?", 1)
    }

    /// Asserts the status and that the page says each of these; gives the page.
    #[track_caller]
    pub fn says(&self, status: StatusCode, words: &[&str]) -> String {
        let text = self.text();
        assert_eq!(self.status, status, "{text}");
        for word in words {
            assert!(text.contains(word), "{word:?} is not in {text}");
        }
        text
    }

    /// The value of an input of the page.
    #[track_caller]
    pub fn value_of(&self, name: &str) -> String {
        let text = self.text();
        let at = text.find(&format!("name=\"{name}\"")).unwrap_or_else(|| panic!("no field {name} in {text}"));
        let tag = &text[at..text[at..].find('>').map_or(text.len(), |end| at + end)];
        tag.split_once("value=\"")
            .map(|(_, rest)| rest.split('"').next().unwrap_or_default().to_owned())
            .unwrap_or_default()
    }
}

fn encoded<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let escape = |text: &str| {
        text.bytes().fold(String::new(), |out, b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => out + &char::from(b).to_string(),
            other => out + &format!("%{other:02X}"),
        })
    };
    pairs.map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect::<Vec<_>>().join("&")
}
