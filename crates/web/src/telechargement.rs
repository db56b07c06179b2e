//! Documents served: whole or in part, never with a script.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use db::Tx;
use documents::{DocumentId, OpenError, Part, content_disposition};
use kernel::CollectiviteId;

use crate::{House, WebError};

/// A document, whole or the part that is asked; what the browser may show is shown.
pub async fn serve(
    house: &House,
    tx: &mut Tx,
    (collectivite, id): (CollectiviteId, DocumentId),
    asked: &HeaderMap,
) -> Result<Response, WebError> {
    let opened = house.documents().open(tx, collectivite, id).await.map_err(|error| match error {
        OpenError::Refus(refus) => WebError::Refus(refus.to_string()),
        OpenError::Db(error) => error.into(),
        OpenError::Io(error) => WebError::internal(error),
    })?;
    let download = opened.ok_or(WebError::NotFound)?;
    let text = |name: HeaderName| asked.get(name).and_then(|value| value.to_str().ok());
    let etag = download.etag();
    if text(header::IF_NONE_MATCH).is_some_and(|held| held.split(',').any(|one| one.trim() == etag)) {
        return Ok(StatusCode::NOT_MODIFIED.into_response());
    }
    let part = download.range(text(header::RANGE), text(header::IF_RANGE));
    let (size, document) = (download.size(), &download.document);
    let status = match part {
        Part::Whole => StatusCode::OK,
        Part::Of { .. } => StatusCode::PARTIAL_CONTENT,
        Part::Unsatisfiable => StatusCode::RANGE_NOT_SATISFIABLE,
    };
    let mut headers = vec![
        (header::CONTENT_TYPE, document.genre.media().to_owned()),
        (header::CONTENT_DISPOSITION, content_disposition(&document.nom, document.genre.inline())),
        (header::CONTENT_LENGTH, part.len(size).to_string()),
        (header::ACCEPT_RANGES, "bytes".to_owned()),
        (header::ETAG, etag),
    ];
    headers.extend(part.content_range(size).map(|range| (header::CONTENT_RANGE, range)));
    let stream = download.stream(part).await.map_err(WebError::internal)?;
    let mut response = (status, Body::from_stream(stream)).into_response();
    put(&mut response, headers);
    Ok(response)
}

/// Bytes under a name that somebody typed, always to be kept, never shown.
pub fn named(nom: &str, bytes: Vec<u8>) -> Response {
    let mut response = bytes.into_response();
    let headers = vec![
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, content_disposition(nom, false)),
    ];
    put(&mut response, headers);
    response
}

/// What is opened in the browser draws itself alone: no script, nothing from elsewhere.
fn put(response: &mut Response, headers: Vec<(HeaderName, String)>) {
    let kept = response.headers_mut();
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            kept.insert(name, value);
        }
    }
    let alone = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; object-src 'self'; frame-ancestors 'none'";
    kept.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(alone));
}
