//! The whole router: the routes of the rooms, the assets, and the layers around them.

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    http::HeaderValue,
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use kernel::secret;
use tower_http::{
    compression::{CompressionLayer, Predicate, predicate::DefaultPredicate},
    trace::TraceLayer,
};
use tracing::Instrument;

use crate::{House, Routes, WebError, api, assets, security};

/// The largest form, files excepted.
const LARGEST_FORM: usize = 2 * 1024 * 1024;

/// Everything that the server answers.
pub fn router(house: House, routes: Routes) -> Router {
    let layered = routes
        .into_router()
        .fallback(async || WebError::NotFound.into_response())
        .layer(middleware::from_fn_with_state(house.clone(), api::replay))
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(middleware::from_fn_with_state(house.clone(), security::guard))
        // Outside the guard, which gives errors another body.
        .layer(CompressionLayer::new().compress_when(DefaultPredicate::new().and(NotDownloads)));
    layered
        .merge(assets::routes())
        .layer(TraceLayer::new_for_http())
        .layer(middleware::from_fn(numbered))
        .with_state(house)
}

/// Gives each request a number, in its span and in its answer.
async fn numbered(request: Request, next: Next) -> Response {
    let number = secret::token::<8>();
    let span = tracing::info_span!("request", number, method = %request.method(), path = request.uri().path());
    let mut response = next.run(request).instrument(span).await;
    if let Ok(value) = HeaderValue::from_str(&number) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

/// Files are sent as they are: most are compressed already, and their ranges are of the file itself.
#[derive(Debug, Clone, Copy)]
struct NotDownloads;

impl Predicate for NotDownloads {
    fn should_compress<B>(&self, response: &axum::http::Response<B>) -> bool
    where
        B: axum::body::HttpBody,
    {
        !response.headers().contains_key(axum::http::header::CONTENT_DISPOSITION)
    }
}
