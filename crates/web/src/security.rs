//! The outermost layers: who may send a form, what the browser may load, and the dress of the errors.

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use maud::Render;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{House, WebError, api::Problem, error::Told, ui::ErrorPage};

/// No inline script or style, nothing from elsewhere, no frame around us.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'";

const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, CSP),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
];

/// Refuses a change that another site sends, then adds the headers and dresses what went wrong.
pub(crate) async fn guard(State(house): State<House>, request: Request, next: Next) -> Response {
    let api = request.uri().path().starts_with("/api/");
    let target = request.uri().path_and_query().map_or("/", |p| p.as_str()).to_owned();
    let method = request.method().clone();
    let response =
        if comes_from_elsewhere(&request, &house) { WebError::Csrf.into_response() } else { next.run(request).await };
    let mut response = dress(response, api, &method, &target);
    let headers = response.headers_mut();
    for (name, value) in &HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    // A page is about a person: no shared cache keeps it. Assets said otherwise already.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-store"));
    if house.config().public_url.starts_with("https://") {
        let year = HeaderValue::from_static("max-age=31536000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
    response
}

/// Whether a change is sent by a page that is not ours. A browser always tells; a program with its token need not.
fn comes_from_elsewhere(request: &Request, house: &House) -> bool {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return false;
    }
    let headers = request.headers();
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    if text("sec-fetch-site").is_some_and(|site| !matches!(site, "same-origin" | "none")) {
        return true;
    }
    match text("origin") {
        Some(origin) => !is_ours(origin, headers, house),
        // Without an origin, only what carries no cookie of ours may pass (API, curl).
        None => text("sec-fetch-site").is_none() && headers.contains_key(header::COOKIE) && text("referer").is_none(),
    }
}

fn is_ours(origin: &str, headers: &HeaderMap, house: &House) -> bool {
    let host = headers.get(header::HOST).and_then(|v| v.to_str().ok());
    let told = origin.split_once("://").map(|(_, rest)| rest);
    origin == house.config().public_url || (told.is_some() && told == host)
}

/// Gives an error the form that its reader expects: the sign-in, a page, or a problem.
fn dress(response: Response, api: bool, method: &Method, target: &str) -> Response {
    let told = match response.extensions().get::<Told>() {
        Some(told) => told.clone(),
        None => match undressed(&response) {
            Some(error) => return dress(error.into_response(), api, method, target),
            None => return response,
        },
    };
    if api {
        return Problem::from_told(&told).into_response();
    }
    if told.status == StatusCode::UNAUTHORIZED {
        let back = if *method == Method::GET { target } else { "/" };
        let back = utf8_percent_encode(back, NON_ALPHANUMERIC);
        return Redirect::to(&format!("/connexion?suite={back}")).into_response();
    }
    let mut page = ErrorPage::new(told.status, told.title).to_do(told.sentence);
    if let Some(incident) = told.incident {
        page = page.incident(incident);
    }
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    Response::from_parts(parts, Body::from(page.render().into_string()))
}

/// What axum itself refuses, in our words.
fn undressed(response: &Response) -> Option<WebError> {
    let plain = response.headers().get(header::CONTENT_TYPE).is_none_or(|v| v.as_bytes().starts_with(b"text/plain"));
    match response.status() {
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED if plain => Some(WebError::NotFound),
        StatusCode::PAYLOAD_TOO_LARGE if plain => {
            Some(WebError::TooLarge("Ce formulaire dépasse la taille permise.".to_owned()))
        }
        StatusCode::BAD_REQUEST | StatusCode::UNSUPPORTED_MEDIA_TYPE if plain => {
            Some(WebError::Unreadable("Beffroi n’a pas compris ce qui lui a été envoyé.".to_owned()))
        }
        _ => None,
    }
}
