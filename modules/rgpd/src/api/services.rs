//! The services of a collectivité over the API, and who is limited to which.

use annuaire::appartenances;
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use kernel::PersonneId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Agent, House, Operation, Routes, WebError, api::Corps};

use crate::{
    domain::ServiceId,
    droits::GererRegistre,
    gestes::services as acts,
    store::services::{self, Service},
    web::acces::contexte,
};

const TAG: &str = "Registre RGPD";

/// A service.
#[derive(Debug, Serialize, ToSchema)]
struct ServiceApi {
    id: String,
    nom: String,
    traitements: u32,
    /// The ids of the persons who are limited to it.
    personnes: Vec<String>,
}

/// A service to add.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NouveauService {
    nom: String,
}

/// The services of a person, and no others.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Habilitations {
    services: Vec<String>,
}

pub(super) fn routes() -> Routes {
    let op = |id, resume| Operation::new(TAG, id, resume);
    Routes::new()
        .api(
            "GET",
            "/api/v1/c/{siren}/rgpd/services",
            op("servicesRgpd", "Les services du registre").gives::<Vec<ServiceApi>>(),
            list,
        )
        .api(
            "POST",
            "/api/v1/c/{siren}/rgpd/services",
            op("ajouterService", "Ajouter un service").takes::<NouveauService>().gives::<ServiceApi>().status(201),
            add,
        )
        .api(
            "DELETE",
            "/api/v1/c/{siren}/rgpd/services/{id}",
            op("retirerService", "Retirer un service sans traitement").status(204),
            remove,
        )
        .api(
            "PUT",
            "/api/v1/c/{siren}/rgpd/services/personnes/{id}",
            op("habiliter", "Limiter une personne à des services").takes::<Habilitations>().gives::<Vec<ServiceApi>>(),
            assign,
        )
}

async fn all(house: &House, agent: &Agent<GererRegistre>) -> Result<Vec<ServiceApi>, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let known = services::list(&mut tx, agent.id()).await?;
    let assigned = services::habilitations(&mut tx, agent.id()).await?;
    let told = |s: Service| {
        let here = assigned.iter().filter(|h| h.service_id == s.id);
        let personnes = here.map(|h| h.personne_id.to_string()).collect();
        ServiceApi { id: s.id.to_string(), nom: s.nom, traitements: s.traitements, personnes }
    };
    Ok(known.into_iter().map(told).collect())
}

async fn list(State(house): State<House>, agent: Agent<GererRegistre>) -> Result<Json<Vec<ServiceApi>>, WebError> {
    Ok(Json(all(&house, &agent).await?))
}

async fn add(
    State(house): State<House>,
    agent: Agent<GererRegistre>,
    Corps(asked): Corps<NouveauService>,
) -> Result<(StatusCode, Json<ServiceApi>), WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let id = acts::add(&mut tx, contexte(&house, &agent), &asked.nom).await?;
    tx.commit().await?;
    let nom = asked.nom.trim().to_owned();
    Ok((StatusCode::CREATED, Json(ServiceApi { id: id.to_string(), nom, traitements: 0, personnes: Vec::new() })))
}

async fn remove(
    State(house): State<House>,
    agent: Agent<GererRegistre>,
    Path((_, id)): Path<(String, ServiceId)>,
) -> Result<StatusCode, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    acts::remove(&mut tx, contexte(&house, &agent), id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn assign(
    State(house): State<House>,
    agent: Agent<GererRegistre>,
    Path((_, personne)): Path<(String, PersonneId)>,
    Corps(asked): Corps<Habilitations>,
) -> Result<Json<Vec<ServiceApi>>, WebError> {
    let chosen: Vec<ServiceId> = asked.services.iter().map(|id| id.parse()).collect::<Result<_, _>>()?;
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let people = appartenances::in_collectivite(&mut tx, agent.id()).await?;
    let who = people.iter().find(|a| a.personne == personne).ok_or(WebError::NotFound)?;
    acts::assign(&mut tx, contexte(&house, &agent), (personne, &who.personne_nom), &chosen).await?;
    tx.commit().await?;
    Ok(Json(all(&house, &agent).await?))
}
