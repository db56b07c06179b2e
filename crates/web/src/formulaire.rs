//! `Formulaire`: what a person typed, after the proof that it comes from our page.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
};
use kernel::Illisible;

use crate::{House, WebError, cookie, ui::FormState};

/// The fields of a form, as typed, whose token was verified.
#[derive(Debug, Default)]
pub struct Formulaire(pub FormState);

impl FromRequest<House> for Formulaire {
    type Rejection = WebError;

    async fn from_request(request: Request, house: &House) -> Result<Self, WebError> {
        let session = cookie::session(request.headers(), house);
        let too_large = || WebError::TooLarge("Ce formulaire dépasse 2 Mo.".to_owned());
        let body = Bytes::from_request(request, house).await.map_err(|_| too_large())?;
        let wrong = || WebError::Unreadable("Ce formulaire ne se lit pas.".to_owned());
        let state = FormState::new(serde_urlencoded::from_bytes(&body).map_err(|_| wrong())?);
        check_csrf(session.as_deref(), state.value("_csrf"))?;
        Ok(Self(state))
    }
}

/// The hidden field must be the session's own token. A passer-by has no session: the origin of the request was checked already.
pub(crate) fn check_csrf(session: Option<&str>, typed: &str) -> Result<(), WebError> {
    match session {
        Some(token) if !annuaire::sessions::csrf_of_token_matches(token, typed) => Err(WebError::Csrf),
        _ => Ok(()),
    }
}

/// A reader of whole numbers between two bounds, for `FormState::read`.
pub fn entier_entre(from: i64, to: i64) -> impl Fn(&str) -> Result<i64, Illisible> {
    move |text| {
        let typed: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let within = typed.parse::<i64>().ok().filter(|n| (from..=to).contains(n));
        within.ok_or_else(|| Illisible::new(format!("Écrivez un nombre entier entre {from} et {to}.")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_between_its_bounds() {
        let read = entier_entre(0, 5_000);
        assert_eq!(read("1 200"), Ok(1_200));
        assert!(read("-1").is_err() && read("5001").is_err() && read("douze").is_err());
    }
}
