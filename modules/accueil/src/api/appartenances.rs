//! `/api/v1/personnes/{id}/appartenances`: where somebody works.

use annuaire::{AppartenanceActive, appartenances, personnes};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use db::Perimetre;
use kernel::{Id, PersonneId};
use web::{
    Agent, House, WebError,
    api::{Corps, PageApi},
};

use super::formes::{AppartenanceApi, PlaceApi};
use crate::{courriels, droits::Gerer, gestes, refus::Refusal, regles};

pub(super) async fn list(
    State(house): State<House>,
    _: Agent<Gerer>,
    Path(id): Path<PersonneId>,
) -> Result<Json<PageApi<AppartenanceApi>>, WebError> {
    let mut tx = house.db().read(Perimetre::Commun).await?;
    personnes::find(&mut tx, id).await?.ok_or(WebError::NotFound)?;
    let found = appartenances::of_personne(&mut tx, id).await?;
    Ok(Json(PageApi { elements: found.into_iter().map(AppartenanceApi::from).collect(), suite: None }))
}

pub(super) async fn create(
    State(house): State<House>,
    agent: Agent<Gerer>,
    Path(id): Path<PersonneId>,
    Corps(asked): Corps<PlaceApi>,
) -> Result<(StatusCode, Json<AppartenanceApi>), Refusal> {
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    let personne = personnes::find(&mut tx, id).await?.ok_or(WebError::NotFound)?;
    let place = gestes::place(&mut tx, &asked.siren).await?;
    let fiche = asked.role.read(place.exploitant, house.clock().today())?;
    regles::may_give_role(&agent.droits, fiche.role)?;
    let added = appartenances::add(&mut tx, house.clock(), &agent.acteur, (id, place.id), &fiche).await?;
    courriels::send_rattachement(&mut tx, &house, &personne, &place.nom_complet(), &agent.acteur.nom).await?;
    tx.commit().await?;
    house.wake().now();
    Ok((StatusCode::CREATED, Json(added.into())))
}

pub(super) async fn end(
    State(house): State<House>,
    agent: Agent<Gerer>,
    Path(both): Path<(PersonneId, Id<AppartenanceActive>)>,
) -> Result<StatusCode, Refusal> {
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    let (before, _) = gestes::membership(&mut tx, both).await?;
    regles::may_give_role(&agent.droits, before.fiche.role)?;
    appartenances::end(&mut tx, house.clock(), &agent.acteur, before.id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
