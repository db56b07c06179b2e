//! The only cookie of the house: the session's.

use axum::http::{HeaderMap, HeaderValue, header};
use axum_extra::extract::CookieJar;

use crate::House;

/// `__Host-` binds the cookie to this host and to TLS; without TLS (a demo on one's own machine) browsers refuse it.
fn name(house: &House) -> &'static str {
    if is_secure(house) { "__Host-beffroi" } else { "beffroi" }
}

fn is_secure(house: &House) -> bool {
    house.config().public_url.starts_with("https://")
}

pub(crate) fn session(headers: &HeaderMap, house: &House) -> Option<String> {
    CookieJar::from_headers(headers).get(name(house)).map(|cookie| cookie.value().to_owned())
}

/// The header that opens a session in the browser.
pub fn set_session(house: &House, token: &str) -> (header::HeaderName, HeaderValue) {
    header_of(house, token, "")
}

/// The header that ends it.
pub fn clear_session(house: &House) -> (header::HeaderName, HeaderValue) {
    header_of(house, "", "; Max-Age=0")
}

fn header_of(house: &House, value: &str, more: &str) -> (header::HeaderName, HeaderValue) {
    let secure = if is_secure(house) { "; Secure" } else { "" };
    let text = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{more}", name(house));
    (header::SET_COOKIE, HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("")))
}
