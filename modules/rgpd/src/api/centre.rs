//! What the centre does for every member, over the API: all the traitements, the models, the deployments.

use std::collections::HashMap;

use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
};
use kernel::{CollectiviteId, GenreCollectivite, Siren};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use web::{
    Agent, House, Operation, Routes, WebError,
    api::{Corps, PageApi, PageQuery},
};

use super::{formes::TraitementLigneApi, traitements::FILTRES};
use crate::{
    domain::{Contenu, DeploiementId, FamilleModele, ModelePublie},
    droits::{GererModeles, SuivreRgpd},
    gestes::{
        deploiements as acts,
        modeles::{self as modeles_acts, Presentation},
    },
    store::{
        deploiements::{self, Deploiement},
        traitements::{self, LigneTraitement},
    },
    web::{acces::contexte, centre_traitement_list::within},
};

const TAG: &str = "Modèles RGPD";

/// A model of the library.
#[derive(Debug, Serialize, ToSchema)]
struct ModeleApi {
    code: String,
    titre: String,
    famille: String,
    /// Empty: for all.
    genres: Vec<String>,
    resume: String,
    version: u32,
    retire: bool,
    /// In the whole model only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Object)]
    contenu: Option<Value>,
}

/// The next version of a model; what is absent stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ModeleEcrit {
    titre: Option<String>,
    famille: Option<String>,
    genres: Option<Vec<String>>,
    resume: Option<String>,
    retire: Option<bool>,
    #[schema(value_type = Object)]
    contenu: Option<Contenu>,
}

/// A model to begin.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NouveauModele {
    titre: String,
    famille: String,
    #[serde(default)]
    genres: Vec<String>,
    #[serde(default)]
    resume: String,
}

/// What changes, for the members.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Publier {
    #[serde(default)]
    note: String,
}

/// Models to give.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NouveauDeploiement {
    modeles: Vec<String>,
    /// SIREN of the members.
    sirens: Vec<String>,
}

/// A deployment.
#[derive(Debug, Serialize, ToSchema)]
struct DeploiementApi {
    id: String,
    modeles: Vec<String>,
    collectivites: u32,
    demande_le: String,
    demande_par: String,
    crees: u32,
    deja: u32,
    termine_le: Option<String>,
    annule_le: Option<String>,
}

pub(super) fn routes() -> Routes {
    let op = |id, resume| Operation::new(TAG, id, resume);
    Routes::new()
        .api(
            "GET",
            "/api/v1/rgpd/traitements",
            op("traitementsAdherents", "Les traitements de tous les adhérents")
                .query(FILTRES)
                .gives::<PageApi<TraitementLigneApi>>(),
            list,
        )
        .api(
            "GET",
            "/api/v1/rgpd/modeles",
            op("modeles", "La bibliothèque de modèles").gives::<Vec<ModeleApi>>(),
            models,
        )
        .api(
            "POST",
            "/api/v1/rgpd/modeles",
            op("commencerModele", "Commencer un modèle").takes::<NouveauModele>().gives::<ModeleApi>().status(201),
            create,
        )
        .api("GET", "/api/v1/rgpd/modeles/{code}", op("modele", "Un modèle").gives::<ModeleApi>(), model)
        .api(
            "PUT",
            "/api/v1/rgpd/modeles/{code}/brouillon",
            op("ecrireModele", "Écrire la prochaine version").takes::<ModeleEcrit>().gives::<ModeleApi>(),
            write,
        )
        .api(
            "POST",
            "/api/v1/rgpd/modeles/{code}/publication",
            op("publierModele", "Publier la prochaine version").takes::<Publier>().gives::<ModeleApi>(),
            publish,
        )
        .api(
            "GET",
            "/api/v1/rgpd/deploiements",
            op("deploiements", "Les déploiements de modèles").gives::<Vec<DeploiementApi>>(),
            deployments,
        )
        .api(
            "POST",
            "/api/v1/rgpd/deploiements",
            op("deployer", "Donner des modèles à des adhérents")
                .takes::<NouveauDeploiement>()
                .gives::<DeploiementApi>()
                .status(202),
            deploy,
        )
        .api(
            "GET",
            "/api/v1/rgpd/deploiements/{id}",
            op("deploiement", "Un déploiement").gives::<DeploiementApi>(),
            deployment,
        )
        .api(
            "POST",
            "/api/v1/rgpd/deploiements/{id}/annulation",
            op("annulerDeploiement", "Annuler un déploiement").gives::<DeploiementApi>().status(202),
            undo,
        )
}

async fn list(
    State(house): State<House>,
    agent: Agent<SuivreRgpd>,
    Query(query): Query<PageQuery>,
) -> Result<Json<PageApi<TraitementLigneApi>>, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let asked = within(&mut tx, &house, &agent, query.request()).await?;
    let found = traitements::after_centre(&mut tx, &asked, query.after()?).await?;
    let mut ids: Vec<CollectiviteId> = found.rows.iter().map(|row| row.collectivite_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let whose: HashMap<CollectiviteId, Siren> =
        annuaire::collectivites::find_many(&mut tx, &ids).await?.into_iter().map(|c| (c.id, c.fiche.siren)).collect();
    let siren = |id| whose.get(&id).map(ToString::to_string).unwrap_or_default();
    Ok(Json(PageApi::new(
        found,
        |row: &LigneTraitement| row.id,
        |row| {
            let of = siren(row.collectivite_id);
            TraitementLigneApi::new(row, of)
        },
    )))
}

async fn models(State(house): State<House>, agent: Agent<GererModeles>) -> Result<Json<Vec<ModeleApi>>, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let library = modeles_acts::library(&mut tx).await?;
    Ok(Json(library.all().iter().map(|m| ModeleApi::new(m, false)).collect()))
}

async fn model(
    State(house): State<House>,
    agent: Agent<GererModeles>,
    Path(code): Path<String>,
) -> Result<Json<ModeleApi>, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let library = modeles_acts::library(&mut tx).await?;
    Ok(Json(ModeleApi::new(library.find(&code).ok_or(WebError::NotFound)?, true)))
}

async fn create(
    State(house): State<House>,
    agent: Agent<GererModeles>,
    Corps(asked): Corps<NouveauModele>,
) -> Result<(StatusCode, Json<ModeleApi>), WebError> {
    let presentation = Presentation {
        titre: asked.titre,
        famille: asked.famille.parse::<FamilleModele>()?,
        genres: genres(&asked.genres)?,
        resume: asked.resume,
        retire: false,
    };
    let ctx = contexte(&house, &agent);
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let code = modeles_acts::create(&mut tx, ctx, presentation).await?;
    let draft = modeles_acts::draft(&mut tx, ctx, &code).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(ModeleApi::new(&ModelePublie { modele: draft.modele, version: 1 }, true))))
}

async fn write(
    State(house): State<House>,
    agent: Agent<GererModeles>,
    Path(code): Path<String>,
    Corps(asked): Corps<ModeleEcrit>,
) -> Result<Json<ModeleApi>, WebError> {
    let ctx = contexte(&house, &agent);
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let draft = modeles_acts::draft(&mut tx, ctx, &code).await?;
    let m = &draft.modele;
    let presentation = Presentation {
        titre: asked.titre.unwrap_or_else(|| m.titre.clone()),
        famille: asked.famille.as_deref().map_or(Ok(m.famille), str::parse)?,
        genres: asked.genres.as_deref().map_or_else(|| Ok(m.genres.clone()), genres)?,
        resume: asked.resume.unwrap_or_else(|| m.resume.clone()),
        retire: asked.retire.unwrap_or(m.retire),
    };
    modeles_acts::present(&mut tx, ctx, draft, presentation).await?;
    if let Some(contenu) = &asked.contenu {
        let draft = modeles_acts::draft(&mut tx, ctx, &code).await?;
        modeles_acts::edit(&mut tx, ctx, draft, contenu).await?;
    }
    let written = modeles_acts::draft(&mut tx, ctx, &code).await?;
    let version = modeles_acts::library(&mut tx).await?.find(&code).map_or(1, |latest| latest.version + 1);
    tx.commit().await?;
    Ok(Json(ModeleApi::new(&ModelePublie { modele: written.modele, version }, true)))
}

async fn publish(
    State(house): State<House>,
    agent: Agent<GererModeles>,
    Path(code): Path<String>,
    Corps(asked): Corps<Publier>,
) -> Result<Json<ModeleApi>, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    modeles_acts::publish(&mut tx, contexte(&house, &agent), &code, &asked.note).await?;
    let library = modeles_acts::library(&mut tx).await?;
    tx.commit().await?;
    house.wake().now();
    Ok(Json(ModeleApi::new(library.find(&code).ok_or(WebError::NotFound)?, true)))
}

fn genres(codes: &[String]) -> Result<Vec<GenreCollectivite>, WebError> {
    let find = |code: &String| {
        let wrong = || WebError::Refus(format!("«\u{a0}{code}\u{a0}» n’est pas un genre de collectivité."));
        GenreCollectivite::all().find(|genre| genre.code() == code).ok_or_else(wrong)
    };
    codes.iter().map(find).collect()
}

async fn deployments(
    State(house): State<House>,
    agent: Agent<GererModeles>,
) -> Result<Json<Vec<DeploiementApi>>, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let all = deploiements::list(&mut tx).await?;
    Ok(Json(all.into_iter().map(DeploiementApi::from).collect()))
}

async fn deployment(
    State(house): State<House>,
    agent: Agent<GererModeles>,
    Path(id): Path<DeploiementId>,
) -> Result<Json<DeploiementApi>, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    Ok(Json(deploiements::find(&mut tx, id).await?.ok_or(WebError::NotFound)?.into()))
}

async fn deploy(
    State(house): State<House>,
    agent: Agent<GererModeles>,
    Corps(asked): Corps<NouveauDeploiement>,
) -> Result<(StatusCode, Json<DeploiementApi>), WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let mut to = Vec::with_capacity(asked.sirens.len());
    for siren in &asked.sirens {
        let wrong =
            || WebError::Refus(format!("«\u{a0}{siren}\u{a0}» n’est pas le SIREN d’un adhérent que vous suivez."));
        let known = siren.parse::<Siren>().map_err(|_| wrong())?;
        let found = annuaire::collectivites::find_by_siren(&mut tx, known).await?;
        to.push(found.filter(|c| !c.exploitant && agent.droits.sees(c.id)).ok_or_else(wrong)?.id);
    }
    let (id, _) = acts::ask(&mut tx, contexte(&house, &agent), &asked.modeles, &to).await?;
    let made = deploiements::find(&mut tx, id).await?.ok_or(WebError::NotFound)?;
    tx.commit().await?;
    house.wake().now();
    Ok((StatusCode::ACCEPTED, Json(made.into())))
}

async fn undo(
    State(house): State<House>,
    agent: Agent<GererModeles>,
    Path(id): Path<DeploiementId>,
) -> Result<(StatusCode, Json<DeploiementApi>), WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    acts::ask_undo(&mut tx, contexte(&house, &agent), id).await?;
    let changed = deploiements::find(&mut tx, id).await?.ok_or(WebError::NotFound)?;
    tx.commit().await?;
    house.wake().now();
    Ok((StatusCode::ACCEPTED, Json(changed.into())))
}

impl ModeleApi {
    fn new(ModelePublie { modele: m, version }: &ModelePublie, whole: bool) -> Self {
        Self {
            code: m.code.clone(),
            titre: m.titre.clone(),
            famille: m.famille.code().to_owned(),
            genres: m.genres.iter().map(|genre| genre.code().to_owned()).collect(),
            resume: m.resume.clone(),
            version: *version,
            retire: m.retire,
            contenu: if whole { m.commun().and_then(|c| serde_json::to_value(c).ok()) } else { None },
        }
    }
}

impl From<Deploiement> for DeploiementApi {
    fn from(d: Deploiement) -> Self {
        Self {
            id: d.id.to_string(),
            modeles: d.modeles.into_iter().map(|m| m.code).collect(),
            collectivites: u32::try_from(d.collectivites.len()).unwrap_or(u32::MAX),
            demande_le: d.demande_le.to_string(),
            demande_par: d.demande_par,
            crees: d.crees,
            deja: d.deja,
            termine_le: d.termine_le.map(|le| le.to_string()),
            annule_le: d.annule_le.map(|le| le.to_string()),
        }
    }
}
