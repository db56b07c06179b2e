//! Saying where a promise stands.

use axum::{
    extract::{Path, State},
    response::Redirect,
};
use web::{Agent, Formulaire, House, WebError, with_fait};

use super::convention_list::base;
use crate::{
    domain::{ConventionId, EtatEngagement},
    droits::SuivreEngagements,
    gestes::engagements,
};

pub(super) async fn set(
    State(house): State<House>,
    agent: Agent<SuivreEngagements>,
    Path((_, id, code)): Path<(String, ConventionId, String)>,
    Formulaire(form): Formulaire,
) -> Result<Redirect, WebError> {
    let etat: EtatEngagement = form.value("etat").parse()?;
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let said = (code.as_str(), etat, form.value("note"));
    engagements::set(&mut tx, house.clock(), &agent.acteur, (agent.id(), id), said).await?;
    tx.commit().await?;
    let there = format!("{}/{id}", base(agent.collectivite.fiche.siren));
    Ok(Redirect::to(&format!("{}#engagements", with_fait(&there, "engagement"))))
}
