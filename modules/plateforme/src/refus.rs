//! What the annuaire refuses, as a page answers it.

use annuaire::AnnuaireError;
use web::WebError;

/// For an act without a form: the sentence alone.
pub(crate) fn web_error(error: AnnuaireError) -> WebError {
    match error {
        AnnuaireError::NotFound => WebError::NotFound,
        AnnuaireError::Db(error) => error.into(),
        AnnuaireError::Internal(why) => WebError::internal(why),
        AnnuaireError::Refus(annuaire::Refus::FicheModifiee) => {
            WebError::Conflict(annuaire::Refus::FicheModifiee.to_string())
        }
        refused @ (AnnuaireError::Refus(_) | AnnuaireError::Champs(_)) => WebError::Refus(refused.to_string()),
    }
}
