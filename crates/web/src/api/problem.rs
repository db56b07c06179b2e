//! `Problem`: an error of the API, in the form of RFC 9457.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Told;

/// `application/problem+json`. `detail` is a French sentence that may be shown to a person.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// Always `about:blank`: the status says the kind.
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub title: String,
    pub status: u16,
    pub detail: String,
    /// What the server's log calls this error, when it is ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incident: Option<String>,
    /// The fields that are wrong, each with its sentence.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
}

/// A field of the body that is refused.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FieldProblem {
    pub field: String,
    pub detail: String,
}

impl Problem {
    /// The body reads but the rule refuses it: 422.
    pub fn refus(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "Ce n’est pas possible", detail)
    }

    /// Fields refused one by one: 422.
    pub fn fields(errors: impl IntoIterator<Item = (String, String)>) -> Self {
        let errors = errors.into_iter().map(|(field, detail)| FieldProblem { field, detail }).collect();
        Self { errors, ..Self::refus("Certains champs sont à corriger.") }
    }

    pub fn new(status: StatusCode, title: &str, detail: impl Into<String>) -> Self {
        Self {
            kind: "about:blank",
            title: title.to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            incident: None,
            errors: Vec::new(),
        }
    }

    pub(crate) fn from_told(told: &Told) -> Self {
        Self { incident: told.incident.clone(), ..Self::new(told.status, told.title, told.sentence.clone()) }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self)).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        response
    }
}
