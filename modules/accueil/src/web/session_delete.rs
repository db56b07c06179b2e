//! Signing out.

use annuaire::sessions;
use axum::{
    extract::State,
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use db::Perimetre;
use web::{Formulaire, House, Public, WebError, clear_session, with_fait};

use crate::faits;

pub(crate) async fn delete(State(house): State<House>, public: Public, _: Formulaire) -> Result<Response, WebError> {
    if let Some(connecte) = &public.connecte {
        let mut tx = house.db().begin(Perimetre::Commun).await?;
        sessions::close(&mut tx, &connecte.session).await?;
        tx.commit().await?;
    }
    let back = Redirect::to(&with_fait("/connexion", faits::DECONNECTE));
    Ok((AppendHeaders([clear_session(&house)]), back).into_response())
}
