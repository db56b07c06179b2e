//! Who acts, for the gestures of the pages.

use axum::http::StatusCode;
use db::Tx;
use web::{Agent, House, WebError};

use crate::{
    domain::{Acte, ActeId},
    gestes::{Contexte, actes as acts},
};

pub(crate) fn contexte<'a, P>(house: &'a House, agent: &'a Agent<P>) -> Contexte<'a> {
    Contexte::new(house.clock(), &agent.acteur, &agent.collectivite)
}

/// An acte of the collectivité of the page; that of another does not exist.
pub(crate) async fn find<P>(tx: &mut Tx, house: &House, agent: &Agent<P>, id: ActeId) -> Result<Acte, WebError> {
    Ok(acts::find(tx, contexte(house, agent), id).await?)
}

/// What a refused form answers.
pub(super) const REFUSED: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
