//! `Refuse`: why an operation was not done, as a problem (RFC 9457).

use annuaire::{AnnuaireError, FieldErrors};
use axum::response::{IntoResponse, Response};
use db::DbError;
use kernel::Illisible;
use web::{WebError, api::Problem};

use crate::refus::web_error;

#[derive(Debug)]
pub(crate) enum Refuse {
    Web(WebError),
    Problem(Problem),
}

impl IntoResponse for Refuse {
    fn into_response(self) -> Response {
        match self {
            Self::Web(error) => error.into_response(),
            Self::Problem(problem) => problem.into_response(),
        }
    }
}

impl From<WebError> for Refuse {
    fn from(error: WebError) -> Self {
        Self::Web(error)
    }
}

impl From<DbError> for Refuse {
    fn from(error: DbError) -> Self {
        Self::Web(error.into())
    }
}

impl From<Illisible> for Refuse {
    fn from(error: Illisible) -> Self {
        Self::Web(error.into())
    }
}

impl From<FieldErrors> for Refuse {
    fn from(errors: FieldErrors) -> Self {
        Self::Problem(Problem::fields(errors.0.into_iter().map(|(champ, phrase)| (champ.to_owned(), phrase))))
    }
}

impl From<AnnuaireError> for Refuse {
    fn from(error: AnnuaireError) -> Self {
        match error {
            AnnuaireError::Champs(errors) => errors.into(),
            other => Self::Web(web_error(other)),
        }
    }
}
