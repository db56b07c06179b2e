//! From the refusals of the annuaire to what a page answers: by the field of a form, or as a page of its own.

use annuaire::{AnnuaireError, FieldErrors, Refus};
use axum::response::{IntoResponse, Response};
use db::DbError;
use web::{WebError, api::Problem, ui::FormState};

use crate::regles;

/// Gives an answer of the annuaire the shape that a handler returns.
pub(crate) trait Answer<T> {
    /// Without a form to show it in.
    fn answer(self) -> Result<T, WebError>;

    /// With a form: a refusal becomes its errors and gives none.
    fn or_error(self, form: &mut FormState) -> Result<Option<T>, WebError>;
}

impl<T> Answer<T> for Result<T, AnnuaireError> {
    fn answer(self) -> Result<T, WebError> {
        self.map_err(shape)
    }

    fn or_error(self, form: &mut FormState) -> Result<Option<T>, WebError> {
        match self {
            Ok(value) => Ok(Some(value)),
            Err(AnnuaireError::Refus(refus)) => {
                form.add_error(field_of(&refus), refus.to_string());
                Ok(None)
            }
            Err(AnnuaireError::Champs(errors)) => {
                for (champ, phrase) in errors.0 {
                    form.add_error(champ, phrase);
                }
                Ok(None)
            }
            other => other.answer().map(Some),
        }
    }
}

/// Why an operation of the API did not happen, as it is answered: fields refused one by one, or a problem.
pub(crate) struct Refusal(Box<Response>);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        *self.0
    }
}

impl From<AnnuaireError> for Refusal {
    fn from(error: AnnuaireError) -> Self {
        match error {
            AnnuaireError::Champs(errors) => problem_of(errors).into(),
            AnnuaireError::Refus(refus) => Problem::refus(refus.to_string()).into(),
            other => shape(other).into(),
        }
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self(Box::new(problem.into_response()))
    }
}

impl From<WebError> for Refusal {
    fn from(error: WebError) -> Self {
        Self(Box::new(error.into_response()))
    }
}

impl From<DbError> for Refusal {
    fn from(error: DbError) -> Self {
        WebError::from(error).into()
    }
}

impl From<regles::Refus> for Refusal {
    fn from(refus: regles::Refus) -> Self {
        Problem::refus(refus.to_string()).into()
    }
}

/// Fields refused one by one, for the API.
pub(crate) fn problem_of(errors: FieldErrors) -> Problem {
    Problem::fields(errors.0.into_iter().map(|(field, detail)| (field.to_owned(), detail)))
}

fn shape(error: AnnuaireError) -> WebError {
    match error {
        AnnuaireError::Refus(refus) => WebError::Refus(refus.to_string()),
        refused @ AnnuaireError::Champs(_) => WebError::Refus(refused.to_string()),
        AnnuaireError::NotFound => WebError::NotFound,
        AnnuaireError::Db(error) => error.into(),
        AnnuaireError::Internal(why) => WebError::internal(why),
    }
}

/// The field by which a refusal is shown; none: on top of the form.
const fn field_of(refus: &Refus) -> &'static str {
    match refus {
        Refus::MotDePasseFaible(_) => "nouveau",
        Refus::MotDePasseFaux => "actuel",
        Refus::CodeFaux => "code",
        Refus::AppartenanceExiste | Refus::RoleDuCentre(_) | Refus::DernierAdministrateur => "role",
        Refus::JetonSansPortee => "portees",
        Refus::JetonExpire => "expire_le",
        _ => "",
    }
}
