//! `Porteur`: whoever the token or the session says, whatever their permissions and their collectivité.

use annuaire::{Droits, Personne, jetons};
use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};
use db::Perimetre;
use web::{Acces, Connecte, Gate, House, Usage, WebError};

/// Who bears the token of a request, or is signed in.
#[derive(Debug)]
pub(super) struct Porteur {
    pub personne: Personne,
    /// Cut to the scopes of the token.
    pub droits: Droits,
}

impl Gate for Porteur {
    fn acces() -> Acces {
        Acces::Connecte
    }
}

impl FromRequestParts<House> for Porteur {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, WebError> {
        let bearer = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let Some(secret) = bearer.and_then(|text| text.strip_prefix("Bearer ")) else {
            let session = Connecte::from_request_parts(parts, house).await?.session;
            return Ok(Self { personne: session.effective().clone(), droits: session.droits });
        };
        let mut tx = house.db().read(Perimetre::Commun).await?;
        let jeton = jetons::find(&mut tx, house.clock(), secret).await?.ok_or(WebError::Anonymous)?;
        drop(tx);
        Usage::of_jeton(&jeton).write(house).await;
        Ok(Self { personne: jeton.personne, droits: jeton.droits })
    }
}
