//! `WebError`: what a page answers when it cannot do what it is asked.

use std::error::Error;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use db::DbError;
use kernel::secret;

/// Why a request was not answered as asked. Each kind has one status and one French sentence.
#[derive(Debug)]
pub enum WebError {
    /// Nothing here, or nothing that this person may know of.
    NotFound,
    /// The person may see this place but not do this.
    Forbidden,
    /// Nobody is signed in: the page sends to the sign-in, the API answers 401.
    Anonymous,
    /// The form does not come from our own page, or the session changed since it was shown.
    Csrf,
    /// The request does not read: the sentence says what to write.
    Unreadable(String),
    /// The rule says no, and there is no form to show it in.
    Refus(String),
    /// Somebody else was there first.
    Conflict(String),
    /// The file or the form is too large.
    TooLarge(String),
    /// Too many tries; seconds to wait.
    TooMany(i64),
    /// Not our fault nor theirs: try again in a moment.
    Busy,
    /// No room left: nothing was kept.
    Full,
    /// Our fault: logged once, with an incident number.
    Internal(Box<dyn Error + Send + Sync>),
}

/// What was answered, carried beside the response so that the outermost layer dresses it as a page or as a problem (RFC 9457).
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub status: StatusCode,
    pub title: &'static str,
    pub sentence: String,
    pub incident: Option<String>,
}

impl WebError {
    pub fn internal(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Internal(error.into())
    }

    fn told(&self) -> Told {
        let told =
            |status, title, sentence: &str| Told { status, title, sentence: sentence.to_owned(), incident: None };
        match self {
            Self::NotFound => told(
                StatusCode::NOT_FOUND,
                "Cette page n’existe pas",
                "Elle a peut-être été déplacée, ou vous n’y avez pas accès. Vérifiez l’adresse, ou repartez de l’accueil.",
            ),
            Self::Forbidden => told(
                StatusCode::FORBIDDEN,
                "Vous n’avez pas ce droit",
                "Demandez-le à la personne qui administre Beffroi dans votre collectivité ou au centre de gestion.",
            ),
            Self::Anonymous => told(
                StatusCode::UNAUTHORIZED,
                "Connectez-vous",
                "Cette page demande un compte. Votre session s’est peut-être terminée.",
            ),
            Self::Csrf => told(
                StatusCode::FORBIDDEN,
                "Ce formulaire n’est plus valable",
                "Votre session a changé depuis son affichage. Revenez à la page précédente, rechargez-la et recommencez.",
            ),
            Self::Unreadable(sentence) => told(StatusCode::BAD_REQUEST, "Cette demande ne se lit pas", sentence),
            Self::Refus(sentence) => told(StatusCode::UNPROCESSABLE_ENTITY, "Ce n’est pas possible", sentence),
            Self::Conflict(sentence) => told(StatusCode::CONFLICT, "Quelqu’un est passé avant vous", sentence),
            Self::TooLarge(sentence) => told(StatusCode::PAYLOAD_TOO_LARGE, "C’est trop volumineux", sentence),
            Self::TooMany(seconds) => told(
                StatusCode::TOO_MANY_REQUESTS,
                "Trop d’essais",
                &format!("Attendez {seconds} secondes, puis recommencez."),
            ),
            Self::Busy => told(
                StatusCode::SERVICE_UNAVAILABLE,
                "Beffroi est très occupé",
                "Rien n’a été enregistré. Recommencez dans quelques instants.",
            ),
            Self::Full => told(
                StatusCode::INSUFFICIENT_STORAGE,
                "Il n’y a plus de place",
                "Le disque du serveur est plein : rien n’a été enregistré. Prévenez le centre de gestion.",
            ),
            Self::Internal(_) => told(
                StatusCode::INTERNAL_SERVER_ERROR,
                "Quelque chose s’est mal passé",
                "C’est une erreur de Beffroi, pas de vous. Elle est notée ; rien n’a été enregistré à moitié.",
            ),
        }
    }
}

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        let mut told = self.told();
        if let Self::Internal(error) = &self {
            let incident = incident();
            tracing::error!(%incident, error = %chain(error.as_ref()), "internal error");
            told.incident = Some(incident);
        }
        let mut response = (told.status, format!("{}. {}\n", told.title, told.sentence)).into_response();
        if let Self::TooMany(seconds) = self {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds.max(1)));
        }
        response.extensions_mut().insert(told);
        response
    }
}

/// The number that a person reads on the page and an administrator finds in the log: `A1B2-C3D4`.
fn incident() -> String {
    let token = secret::token::<4>().to_uppercase();
    format!("{}-{}", &token[..4], &token[4..])
}

fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(" ← ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

impl From<DbError> for WebError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Busy(_) => Self::Busy,
            DbError::Full(_) => Self::Full,
            other => Self::internal(other),
        }
    }
}

impl From<documents::ReceiveError> for WebError {
    fn from(error: documents::ReceiveError) -> Self {
        use documents::{ReceiveError, Refus};
        match error {
            ReceiveError::Refus(Refus::DisquePlein) => Self::Full,
            ReceiveError::Refus(refus @ Refus::Coupe) => Self::Unreadable(refus.to_string()),
            ReceiveError::Refus(refus) => Self::Refus(refus.to_string()),
            ReceiveError::Io(error) => Self::internal(error),
        }
    }
}

impl From<crate::NotOffered> for WebError {
    fn from(missing: crate::NotOffered) -> Self {
        Self::internal(missing)
    }
}

impl From<kernel::Illisible> for WebError {
    fn from(error: kernel::Illisible) -> Self {
        Self::Unreadable(error.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_internal_error_tells_a_number_and_never_its_cause() {
        let response = WebError::internal("mot de passe : secret").into_response();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let told = response.extensions().get::<Told>().unwrap();
        assert_eq!(told.incident.as_ref().unwrap().len(), 9);
        assert!(!told.sentence.contains("secret"));
    }

    #[test]
    fn a_full_disk_is_said() {
        let response = WebError::from(DbError::Full("13".to_owned())).into_response();
        assert_eq!(response.status(), StatusCode::INSUFFICIENT_STORAGE);
    }
}
