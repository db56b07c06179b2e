//! `/api/v1/personnes`: every account, and opening one.

use annuaire::personnes;
use axum::{
    Json,
    extract::{Query, State},
    http::StatusCode,
};
use db::{ListRequest, Perimetre};
use serde::Deserialize;
use web::{
    Agent, House, WebError,
    api::{Corps, PageApi},
};

use super::formes::{ArriveeApi, PersonneApi, SaisieArriveeApi};
use crate::{courriels, droits::Gerer, gestes, refus::Refusal, regles};

/// `?q=vidal&apres=2`: the filters of the list, and which page follows.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    q: String,
    role: String,
    actif: String,
    apres: Option<u32>,
    par_page: Option<u32>,
}

pub(super) async fn list(
    State(house): State<House>,
    _: Agent<Gerer>,
    Query(asked): Query<Asked>,
) -> Result<Json<PageApi<PersonneApi>>, WebError> {
    let filters = [("q", asked.q), ("role", asked.role), ("actif", asked.actif)];
    let request = ListRequest {
        filters: filters.map(|(name, value)| (name.to_owned(), value)).to_vec(),
        page: asked.apres.unwrap_or(1),
        per_page: asked.par_page.unwrap_or(100).clamp(1, 500),
        ..ListRequest::default()
    };
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let found = personnes::list(&mut tx, None, &request).await?;
    let suite = (found.page < found.pages).then(|| (found.page + 1).to_string());
    Ok(Json(PageApi { elements: found.rows.into_iter().map(PersonneApi::from).collect(), suite }))
}

pub(super) async fn create(
    State(house): State<House>,
    agent: Agent<Gerer>,
    Corps(asked): Corps<SaisieArriveeApi>,
) -> Result<(StatusCode, Json<ArriveeApi>), Refusal> {
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    let place = gestes::place(&mut tx, &asked.siren).await?;
    let (fiche, membership) = (asked.membre.read()?, asked.membre.role.read(place.exploitant, house.clock().today())?);
    regles::may_give_role(&agent.droits, membership.role)?;
    let both = (&fiche, &membership);
    let arrivee = gestes::bring_new(&mut tx, house.clock(), &agent.acteur, &place, both).await?;
    courriels::send_arrivee(&mut tx, &house, &arrivee, &agent.acteur.nom).await?;
    tx.commit().await?;
    house.wake().now();
    Ok((StatusCode::CREATED, Json(arrivee.into())))
}
