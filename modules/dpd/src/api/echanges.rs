//! Exchanges over the API: read, noted, corrected, removed.

use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
};
use kernel::{Exercice, Id, Siren, parse_date};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{
    Agent, House, Operation, Routes, WebError,
    api::{Corps, Parametre},
};

use crate::{
    domain::{Echange, EchangeId, FicheEchange, GenreEchange},
    droits::{Noter, Suivre},
    gestes::{Contexte, cockpit, echanges as acts},
    store::echanges,
    web::{find_member, sees},
};

const TAG: &str = "Délégué à la protection des données";
const SANS_REVISION: &str =
    "Donnez la «\u{a0}revision\u{a0}» que vous avez lue\u{a0}: elle prouve que personne n’est passé avant vous.";

/// An exchange, as it is kept.
#[derive(Debug, Serialize, ToSchema)]
struct EchangeApi {
    id: String,
    siren: String,
    /// `2026-11-24`.
    le: String,
    /// `visite`, `telephone`, `courriel`, `visio`, `reunion`, `formation`, `dossier`.
    genre: String,
    minutes: u32,
    avec: String,
    objet: String,
    notes: String,
    auteur: String,
    /// To give back when it is corrected.
    revision: i64,
}

/// An exchange to note, or to correct.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NouvelEchange {
    /// `2026-11-24`; not to come.
    le: String,
    genre: String,
    /// From 0 to 1440.
    minutes: u32,
    #[serde(default)]
    avec: String,
    objet: String,
    #[serde(default)]
    notes: String,
    /// The one that was read, to correct it.
    revision: Option<i64>,
}

#[derive(Debug, Deserialize)]
struct Annee {
    annee: Option<i32>,
}

pub(super) fn routes() -> Routes {
    const ANNEE: &[Parametre] =
        &[Parametre { nom: "annee", description: "L’année en cours quand rien n’est dit." }];
    let op = |id, resume| Operation::new(TAG, id, resume);
    let one = "/api/v1/dpd/membres/{membre}/echanges/{id}";
    Routes::new()
        .api(
            "GET",
            "/api/v1/dpd/echanges",
            op("echanges", "Les échanges d’une année, les derniers d’abord").query(ANNEE).gives::<Vec<EchangeApi>>(),
            list,
        )
        .api(
            "GET",
            "/api/v1/dpd/membres/{membre}/echanges",
            op("echangesDe", "Les échanges avec un adhérent").gives::<Vec<EchangeApi>>(),
            list_of,
        )
        .api(
            "POST",
            "/api/v1/dpd/membres/{membre}/echanges",
            op("noterEchange", "Noter un échange").takes::<NouvelEchange>().gives::<EchangeApi>().status(201),
            create,
        )
        .api(
            "PUT",
            one,
            op("corrigerEchange", "Corriger un échange").takes::<NouvelEchange>().gives::<EchangeApi>(),
            update,
        )
        .api("DELETE", one, op("retirerEchange", "Retirer un échange").status(204), remove)
}

async fn list(
    State(house): State<House>,
    agent: Agent<Suivre>,
    Query(asked): Query<Annee>,
) -> Result<Json<Vec<EchangeApi>>, WebError> {
    let year = asked.annee.map(Exercice::new).transpose()?.unwrap_or_else(|| Exercice::of(house.clock().today()));
    let mut tx = house.db().read(agent.perimetre()).await?;
    let members = cockpit::members(&mut tx, &house, agent.droits.visibles()).await?;
    let siren_of = |e: &Echange| members.iter().find(|m| m.id == e.collectivite_id).map(|m| m.siren);
    let rows = echanges::list_between(&mut tx, (year.periode().debut(), year.periode().fin())).await?;
    let rows = rows.iter().filter(|e| sees(&agent, e.collectivite_id));
    Ok(Json(rows.filter_map(|e| Some(told(e, siren_of(e)?))).collect()))
}

async fn list_of(
    State(house): State<House>,
    agent: Agent<Suivre>,
    Path(siren): Path<String>,
) -> Result<Json<Vec<EchangeApi>>, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let one = find_member(&mut tx, &agent, &siren).await?;
    let rows = echanges::list_of(&mut tx, one.id).await?;
    Ok(Json(rows.iter().map(|e| told(e, one.fiche.siren)).collect()))
}

async fn create(
    State(house): State<House>,
    agent: Agent<Noter>,
    Path(siren): Path<String>,
    Corps(asked): Corps<NouvelEchange>,
) -> Result<(StatusCode, Json<EchangeApi>), WebError> {
    let fiche = asked.read()?;
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let one = find_member(&mut tx, &agent, &siren).await?;
    let ctx = Contexte::new(house.clock(), (&agent.acteur, agent.id()), &one);
    let id = Id::new(house.clock());
    acts::note(&mut tx, ctx, id, fiche).await?;
    let made = acts::find(&mut tx, ctx, id).await?;
    tx.commit().await?;
    house.wake().now();
    Ok((StatusCode::CREATED, Json(told(&made, one.fiche.siren))))
}

async fn update(
    State(house): State<House>,
    agent: Agent<Noter>,
    Path((siren, id)): Path<(String, EchangeId)>,
    Corps(asked): Corps<NouvelEchange>,
) -> Result<Json<EchangeApi>, WebError> {
    let revision = asked.revision.ok_or_else(|| WebError::Refus(SANS_REVISION.to_owned()))?;
    let fiche = asked.read()?;
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let one = find_member(&mut tx, &agent, &siren).await?;
    let ctx = Contexte::new(house.clock(), (&agent.acteur, agent.id()), &one);
    acts::correct(&mut tx, ctx, (id, revision), fiche).await?;
    let kept = acts::find(&mut tx, ctx, id).await?;
    tx.commit().await?;
    Ok(Json(told(&kept, one.fiche.siren)))
}

async fn remove(
    State(house): State<House>,
    agent: Agent<Noter>,
    Path((siren, id)): Path<(String, EchangeId)>,
) -> Result<StatusCode, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let one = find_member(&mut tx, &agent, &siren).await?;
    acts::remove(&mut tx, Contexte::new(house.clock(), (&agent.acteur, agent.id()), &one), id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

impl NouvelEchange {
    fn read(&self) -> Result<FicheEchange, WebError> {
        Ok(FicheEchange {
            le: parse_date(&self.le)?,
            genre: self.genre.parse::<GenreEchange>()?,
            minutes: self.minutes,
            avec: self.avec.clone(),
            objet: self.objet.clone(),
            notes: self.notes.clone(),
        })
    }
}

fn told(e: &Echange, siren: Siren) -> EchangeApi {
    EchangeApi {
        id: e.id.to_string(),
        siren: siren.to_string(),
        le: e.fiche.le.to_string(),
        genre: e.fiche.genre.code().to_owned(),
        minutes: e.fiche.minutes,
        avec: e.fiche.avec.clone(),
        objet: e.fiche.objet.clone(),
        notes: e.fiche.notes.clone(),
        auteur: e.auteur_nom.clone(),
        revision: e.revision,
    }
}
