//! `Corps<T>`: the JSON body of a change, refused in French when it does not read.

use axum::{
    Json,
    extract::{FromRequest, Request, rejection::JsonRejection},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::de::DeserializeOwned;

use super::Problem;

/// A JSON body read as a `T`.
#[derive(Debug)]
pub struct Corps<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Corps<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(value)) => Ok(Self(value)),
            Err(rejection) => Err(explain(&rejection).into_response()),
        }
    }
}

fn explain(rejection: &JsonRejection) -> Problem {
    let wrong = |detail| Problem::new(StatusCode::BAD_REQUEST, "Cette demande ne se lit pas", detail);
    match rejection {
        JsonRejection::JsonDataError(error) => {
            Problem::refus(format!("Le corps de la demande n’a pas la forme attendue : {}.", error.body_text()))
        }
        JsonRejection::JsonSyntaxError(_) => wrong("Le corps de la demande n’est pas du JSON valable."),
        JsonRejection::MissingJsonContentType(_) => wrong("Envoyez le corps avec Content-Type: application/json."),
        _ => wrong("Le corps de la demande n’a pas pu être lu en entier."),
    }
}
