//! `Idempotency-Key`: a change sent twice with the same key is made once and answered twice alike.

use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use db::{DbError, Migration, Perimetre};
use sha2::{Digest, Sha256};

use super::Problem;
use crate::{House, WebError, store};

/// The largest body that a key covers: what the API takes as JSON.
const LARGEST: usize = 4 * 1024 * 1024;
/// A change still « en cours » after this long was lost with its node: the same key may try again.
const LOST_AFTER_SECONDS: i64 = 120;

pub(crate) const IDEMPOTENCE: Migration =
    Migration { room: "web", name: "0001_idempotence", sql: include_str!("../../migrations/0001_idempotence.sql") };

/// The layer of the API: without a key it lets everything pass.
pub(crate) async fn replay(State(house): State<House>, request: Request, next: Next) -> Response {
    let key = request.headers().get("idempotency-key").cloned();
    match key {
        Some(key) if *request.method() == Method::POST => {
            once(&house, &key, request, next).await.unwrap_or_else(IntoResponse::into_response)
        }
        _ => next.run(request).await,
    }
}

async fn once(house: &House, key: &HeaderValue, request: Request, next: Next) -> Result<Response, WebError> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, LARGEST)
        .await
        .map_err(|_| WebError::TooLarge("Le corps d’une demande à l’API fait 4 Mo au plus.".to_owned()))?;
    let who = parts.headers.get(header::AUTHORIZATION).map_or(&b""[..], HeaderValue::as_bytes);
    let key = digest(&[who, key.as_bytes()]);
    let asked = digest(&[parts.uri.path().as_bytes(), &body]);
    if let Some(known) = reserve(house, &key, &asked).await? {
        return Ok(known);
    }
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    keep(house, &key, response).await
}

/// Takes the key, or gives the answer that it already had.
async fn reserve(house: &House, key: &str, asked: &str) -> Result<Option<Response>, WebError> {
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    let now = house.clock().now();
    let lost = now.plus_seconds(-LOST_AFTER_SECONDS);
    let known = store::idempotence_find(&mut tx, key).await?;
    let answer = match known {
        None => None,
        Some(known) if known.demande != asked => Some(
            Problem::refus("Cette clé Idempotency-Key a déjà servi pour une autre demande : prenez-en une nouvelle.")
                .into_response(),
        ),
        Some(known) => match (known.statut, known.corps) {
            (Some(statut), Some(corps)) => Some(again(statut, &known.genre, corps)),
            _ if known.recue_le > lost => Some(
                WebError::Conflict("La même demande est en cours : attendez sa réponse.".to_owned()).into_response(),
            ),
            _ => None,
        },
    };
    if answer.is_none() {
        match store::idempotence_reserve(&mut tx, key, asked, now, lost).await {
            Ok(true) => tx.commit().await?,
            Ok(false) | Err(DbError::Unique(_)) => {
                return Err(WebError::Conflict("La même demande est en cours : attendez sa réponse.".to_owned()));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(answer)
}

/// Keeps an answer that settles the matter; one that does not (a busy server) gives the key back.
async fn keep(house: &House, key: &str, response: Response) -> Result<Response, WebError> {
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, LARGEST).await.map_err(WebError::internal)?;
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    if parts.status.is_server_error() {
        store::idempotence_forget(&mut tx, key).await?;
    } else {
        let genre = content_type(&parts.headers);
        store::idempotence_keep(&mut tx, key, parts.status.as_u16(), genre, &body).await?;
    }
    tx.commit().await?;
    Ok(Response::from_parts(parts, Body::from(body)))
}

fn again(statut: i64, genre: &str, corps: Vec<u8>) -> Response {
    let code = u16::try_from(statut).ok().and_then(|s| StatusCode::from_u16(s).ok()).unwrap_or(StatusCode::OK);
    let mut response = (code, corps).into_response();
    let headers = response.headers_mut();
    if let Ok(genre) = HeaderValue::from_str(genre) {
        headers.insert(header::CONTENT_TYPE, genre);
    }
    headers.insert("idempotency-replayed", HeaderValue::from_static("true"));
    response
}

fn content_type(headers: &HeaderMap) -> &str {
    headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("application/json")
}

fn digest(parts: &[&[u8]]) -> String {
    let hash = parts
        .iter()
        .fold(Sha256::new(), |h, part| h.chain_update((part.len() as u64).to_be_bytes()).chain_update(part));
    hex::encode(hash.finalize())
}
