//! `/api/v1/collectivites/{siren}/personnes`: the people of one collectivité.

use annuaire::appartenances;
use axum::{Json, extract::State, http::StatusCode};
use db::Perimetre;
use web::{
    Agent, House, WebError,
    api::{Corps, PageApi},
};

use super::formes::{AppartenanceApi, ArriveeApi, SaisieMembreApi};
use crate::{
    courriels,
    droits::{GererCollectivite, ensure_member},
    gestes,
    refus::Refusal,
};

pub(super) async fn list(
    State(house): State<House>,
    agent: Agent<GererCollectivite>,
) -> Result<Json<PageApi<AppartenanceApi>>, WebError> {
    ensure_member(&agent)?;
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let found = appartenances::in_collectivite(&mut tx, agent.id()).await?;
    Ok(Json(PageApi { elements: found.into_iter().map(AppartenanceApi::from).collect(), suite: None }))
}

pub(super) async fn create(
    State(house): State<House>,
    agent: Agent<GererCollectivite>,
    Corps(asked): Corps<SaisieMembreApi>,
) -> Result<(StatusCode, Json<ArriveeApi>), Refusal> {
    ensure_member(&agent)?;
    let (fiche, membership) = (asked.read()?, asked.role.read(false, house.clock().today())?);
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    let both = (&fiche, &membership);
    let arrivee = gestes::bring(&mut tx, house.clock(), &agent.acteur, &agent.collectivite, both).await?;
    courriels::send_arrivee(&mut tx, &house, &arrivee, &agent.acteur.nom).await?;
    tx.commit().await?;
    house.wake().now();
    Ok((StatusCode::CREATED, Json(arrivee.into())))
}
