//! The register over the API: of a day, sealed, in and out of files, and the lots that can be undone.

use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
};
use kernel::{Id, parse_date};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use web::{
    Agent, House, Operation, Routes, WebError,
    api::{Corps, Parametre},
};

use super::{decode, formes::VersionApi};
use crate::{
    domain::LotId,
    droits::{ConsulterTout, GererRegistre},
    gestes::{
        imports::{self as imports_acts, Consignes},
        lots as lots_acts, registre as acts,
    },
    rapport::Rapport,
    store::{
        imports, lots,
        scelles::{self, Scelle},
    },
    web::{acces::contexte, registre_export},
};

const TAG: &str = "Registre RGPD";

/// The day of a register.
#[derive(Debug, Deserialize)]
struct Jour {
    au: String,
}

/// A day to seal.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NouveauScelle {
    /// `2026-12-31`.
    au: String,
}

/// A sealed register.
#[derive(Debug, Serialize, ToSchema)]
struct ScelleApi {
    id: String,
    au: String,
    traitements: u32,
    /// SHA-256, hexadecimal.
    empreinte: String,
    scelle_le: String,
    scelle_par: String,
    /// Whether what is kept today still gives this hash; absent in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    intact: Option<bool>,
}

/// A file to import.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NouvelImport {
    /// `registre.ods`.
    nom: String,
    /// ODS, XLSX or CSV, in base64; 1.4 MB at most (larger files: the page, or the command line).
    contenu: String,
    /// True: tells what would happen, keeps nothing.
    #[serde(default)]
    essai: bool,
}

/// What came at once.
#[derive(Debug, Serialize, ToSchema)]
struct LotApi {
    id: String,
    genre: String,
    nom: String,
    crees: u32,
    modifies: u32,
    fait_le: String,
    fait_par: String,
    annule_le: Option<String>,
}

/// What undoing did.
#[derive(Debug, Serialize, ToSchema)]
struct AnnulationApi {
    retires: u32,
    remis: u32,
    /// Somebody had worked there since.
    gardes: u32,
}

const EXPORT: &[Parametre] = &[
    Parametre { nom: "format", description: "`ods`, `xlsx`, `plat`, `csv`, `pdf`, `docx`, `json`, `jsonld`." },
    Parametre { nom: "au", description: "Le registre en vigueur ce jour-là ; sinon celui qui s’écrit." },
    Parametre { nom: "communicable", description: "`oui` : sans les mesures de sécurité ni les logiciels." },
];

pub(super) fn routes() -> Routes {
    let op = |id, resume| Operation::new(TAG, id, resume);
    Routes::new()
        .api(
            "GET",
            "/api/v1/c/{siren}/rgpd/registre",
            op("registreAu", "Le registre en vigueur un jour")
                .query(&[Parametre { nom: "au", description: "`2026-12-31`." }])
                .gives::<Vec<VersionApi>>(),
            at,
        )
        .api(
            "GET",
            "/api/v1/c/{siren}/rgpd/export",
            op("exporterRegistre", "Le registre en fichier").query(EXPORT),
            registre_export::download,
        )
        .api(
            "POST",
            "/api/v1/c/{siren}/rgpd/import",
            op("importerRegistre", "Importer un registre, ou l’essayer").takes::<NouvelImport>().gives::<Rapport>(),
            import,
        )
        .api(
            "GET",
            "/api/v1/c/{siren}/rgpd/scelles",
            op("scelles", "Les registres scellés").gives::<Vec<ScelleApi>>(),
            seals,
        )
        .api(
            "POST",
            "/api/v1/c/{siren}/rgpd/scelles",
            op("sceller", "Sceller le registre d’un jour").takes::<NouveauScelle>().gives::<ScelleApi>().status(201),
            seal,
        )
        .api(
            "GET",
            "/api/v1/c/{siren}/rgpd/scelles/{id}",
            op("verifierScelle", "Vérifier un registre scellé").gives::<ScelleApi>(),
            verify,
        )
        .api(
            "GET",
            "/api/v1/c/{siren}/rgpd/lots",
            op("lots", "Ce qui est venu d’un coup").gives::<Vec<LotApi>>(),
            list_lots,
        )
        .api(
            "POST",
            "/api/v1/c/{siren}/rgpd/lots/{id}/annulation",
            op("annulerLot", "Annuler un lot").gives::<AnnulationApi>(),
            undo,
        )
}

async fn at(
    State(house): State<House>,
    agent: Agent<ConsulterTout>,
    Query(asked): Query<Jour>,
) -> Result<Json<Vec<VersionApi>>, WebError> {
    let au = parse_date(&asked.au)?;
    let mut tx = house.db().read(agent.perimetre()).await?;
    let all = acts::at(&mut tx, contexte(&house, &agent), au).await?;
    Ok(Json(all.into_iter().map(VersionApi::from).collect()))
}

async fn import(
    State(house): State<House>,
    agent: Agent<GererRegistre>,
    Corps(asked): Corps<NouvelImport>,
) -> Result<(StatusCode, Json<Value>), WebError> {
    let octets = decode(&asked.contenu)?;
    let mut tx = house.db().read(agent.perimetre()).await?;
    let souvenirs = imports::remembered(&mut tx, agent.id()).await?;
    drop(tx);
    let consignes = Consignes { corrigees: Vec::new(), souvenirs };
    let read = tokio::task::spawn_blocking(move || imports_acts::read(&octets, &consignes)).await;
    let lu = read.map_err(WebError::internal)??;
    let ctx = contexte(&house, &agent);
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let plan = imports_acts::plan(&mut tx, ctx, lu).await?;
    let rejets = plan.rejets();
    let done = imports_acts::apply(&mut tx, ctx, plan, &asked.nom).await?;
    let rapport = Rapport::read(&mut tx, agent.id(), done, rejets).await?;
    if !asked.essai {
        tx.commit().await?;
        house.wake().now();
    }
    let all_refused = done.bilan.changes() + done.bilan.inchanges == 0;
    let status = if all_refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok((status, Json(serde_json::to_value(rapport).map_err(WebError::internal)?)))
}

async fn seals(State(house): State<House>, agent: Agent<ConsulterTout>) -> Result<Json<Vec<ScelleApi>>, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let all = scelles::list(&mut tx, agent.id()).await?;
    Ok(Json(all.iter().map(|s| ScelleApi::new(s, None)).collect()))
}

async fn seal(
    State(house): State<House>,
    agent: Agent<GererRegistre>,
    Corps(asked): Corps<NouveauScelle>,
) -> Result<(StatusCode, Json<ScelleApi>), WebError> {
    let au = parse_date(&asked.au)?;
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let id = acts::seal(&mut tx, contexte(&house, &agent), au).await?;
    let made = scelles::find(&mut tx, agent.id(), id).await?.ok_or(WebError::NotFound)?;
    tx.commit().await?;
    house.wake().now();
    Ok((StatusCode::CREATED, Json(ScelleApi::new(&made, None))))
}

async fn verify(
    State(house): State<House>,
    agent: Agent<ConsulterTout>,
    Path((_, id)): Path<(String, Id<Scelle>)>,
) -> Result<Json<ScelleApi>, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let known = scelles::find(&mut tx, agent.id(), id).await?.ok_or(WebError::NotFound)?;
    let intact = acts::verify(&mut tx, contexte(&house, &agent), &known).await?;
    Ok(Json(ScelleApi::new(&known, Some(intact))))
}

async fn list_lots(State(house): State<House>, agent: Agent<GererRegistre>) -> Result<Json<Vec<LotApi>>, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let all = lots::list(&mut tx, agent.id()).await?;
    let told = all.into_iter().map(|lot| LotApi {
        id: lot.id.to_string(),
        genre: lot.genre.code().to_owned(),
        nom: lot.nom,
        crees: lot.crees,
        modifies: lot.modifies,
        fait_le: lot.fait_le.to_string(),
        fait_par: lot.fait_par,
        annule_le: lot.annule_le.map(|le| le.to_string()),
    });
    Ok(Json(told.collect()))
}

async fn undo(
    State(house): State<House>,
    agent: Agent<GererRegistre>,
    Path((_, id)): Path<(String, LotId)>,
) -> Result<Json<AnnulationApi>, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let done = lots_acts::undo(&mut tx, contexte(&house, &agent), id).await?;
    tx.commit().await?;
    house.wake().now();
    Ok(Json(AnnulationApi { retires: done.retires, remis: done.remis, gardes: done.gardes }))
}

impl ScelleApi {
    fn new(s: &Scelle, intact: Option<bool>) -> Self {
        Self {
            id: s.id.to_string(),
            au: s.au.to_string(),
            traitements: s.traitements,
            empreinte: s.empreinte.clone(),
            scelle_le: s.scelle_le.to_string(),
            scelle_par: s.scelle_par.clone(),
            intact,
        }
    }
}
