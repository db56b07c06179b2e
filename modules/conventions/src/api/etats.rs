//! The yearly états over the API: computed, listed, shown, validated.

use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
};
use kernel::Exercice;
use serde::Serialize;
use utoipa::ToSchema;
use web::{
    Agent, Droit, House, Operation, Routes, WebError,
    api::{PageApi, PageQuery, Parametre},
};

use crate::{
    domain::{Constat, EtatAnnuelId, LigneEtat, StatutEtat},
    droits::{CalculerEtats, ConsulterEtats, ValiderEtats},
    gestes::etats as acts,
    jobs::etat_year,
    store::{
        etats::{self, EtatEmis},
        resumes::{self, Resume},
        tableaux,
    },
};

const TAG: &str = "États annuels";
const FILTRES: &[Parametre] = &[
    Parametre { nom: "apres", description: "La fin de la page précédente." },
    Parametre { nom: "par_page", description: "De 1 à 500 ; 100 par défaut." },
    Parametre { nom: "nom", description: "Des mots du nom." },
    Parametre { nom: "siren", description: "Un SIREN." },
    Parametre { nom: "genre", description: "commune, cc, syndicat…" },
    Parametre { nom: "statut", description: "calcule ou valide." },
    Parametre { nom: "a_corriger", description: "oui : seulement ceux qu’une anomalie bloque." },
];

/// An état in one line.
#[derive(Debug, Serialize, ToSchema)]
struct ResumeApi {
    id: String,
    siren: String,
    nom: String,
    genre: String,
    population: Option<u32>,
    /// `calcule`, `valide` or `rectifie`.
    statut: String,
    /// Euros, two decimals.
    total: String,
    bloquantes: u32,
    avertissements: u32,
}

/// A line of an état.
#[derive(Debug, Serialize, ToSchema)]
struct LigneApi {
    service: String,
    libelle: String,
    quantite: u32,
    prix_unitaire: String,
    montant: String,
    /// `3 postes × 128,46 € (tarif 2020)`.
    explication: String,
}

/// Something to look at before validating.
#[derive(Debug, Serialize, ToSchema)]
struct AnomalieApi {
    siren: String,
    nom: String,
    code: String,
    /// `bloquante` or `avertissement`.
    gravite: String,
    message: String,
}

/// An état, whole.
#[derive(Debug, Serialize, ToSchema)]
struct EtatApi {
    id: String,
    numero: String,
    siren: String,
    nom: String,
    annee: i32,
    version: u32,
    statut: String,
    /// The day of its validation: `2020-12-01`.
    valide_le: Option<String>,
    /// The état that it corrects.
    rectifie: Option<String>,
    /// `ttc` or `ht`.
    prix: String,
    lignes: Vec<LigneApi>,
    total: String,
    anomalies: Vec<AnomalieApi>,
}

/// The job that was asked for.
#[derive(Debug, Serialize, ToSchema)]
struct Travail {
    id: String,
    /// The page that follows it.
    page: String,
}

/// What a validation did.
#[derive(Debug, Serialize, ToSchema)]
struct ValidationApi {
    valides: usize,
    /// Left as they are: an anomaly prevents it.
    bloques: usize,
}

pub(super) fn routes() -> Routes {
    let op = |id, resume| Operation::new(TAG, id, resume);
    Routes::new()
        .api(
            "GET",
            "/api/v1/etats/{annee}",
            op("etats", "Les états d’une année").query(FILTRES).gives::<PageApi<ResumeApi>>(),
            list,
        )
        .api(
            "GET",
            "/api/v1/etats/{annee}/anomalies",
            op("anomalies", "Ce qui reste à vérifier").gives::<Vec<AnomalieApi>>(),
            anomalies,
        )
        .api(
            "POST",
            "/api/v1/etats/{annee}/calcul",
            op("calculerEtats", "Calculer les états d’une année").gives::<Travail>().status(202),
            compute,
        )
        .api(
            "POST",
            "/api/v1/etats/{annee}/validation",
            op("validerEtats", "Valider ceux qu’aucune anomalie ne bloque").gives::<ValidationApi>(),
            validate,
        )
        .api(
            "GET",
            "/api/v1/c/{siren}/etats",
            op("etatsDe", "Les états d’une collectivité").gives::<Vec<EtatApi>>(),
            list_of,
        )
        .api("GET", "/api/v1/c/{siren}/etats/{id}", op("etat", "Un état, ligne par ligne").gives::<EtatApi>(), show)
        .api(
            "POST",
            "/api/v1/c/{siren}/etats/{id}/validation",
            op("validerEtat", "Valider un état").gives::<EtatApi>(),
            validate_one,
        )
}

async fn list(
    State(house): State<House>,
    agent: Agent<ConsulterEtats>,
    Path(annee): Path<i32>,
    Query(query): Query<PageQuery>,
) -> Result<Json<PageApi<ResumeApi>>, WebError> {
    let annee = Exercice::new(annee)?;
    let mut tx = house.db().read(agent.perimetre()).await?;
    let found =
        resumes::LIST.after(&mut tx, db::params![annee.annee()], &query.request(), query.after::<Resume>()?).await?;
    Ok(Json(PageApi::new(found, |resume: &Resume| resume.collectivite_id, ResumeApi::from)))
}

async fn anomalies(
    State(house): State<House>,
    agent: Agent<ConsulterEtats>,
    Path(annee): Path<i32>,
) -> Result<Json<Vec<AnomalieApi>>, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let found = tableaux::constats(&mut tx, Exercice::new(annee)?).await?;
    Ok(Json(found.iter().map(|c| anomalie(c.siren.as_str(), &c.nom, &c.constat)).collect()))
}

async fn compute(
    State(house): State<House>,
    agent: Agent<CalculerEtats>,
    Path(annee): Path<i32>,
) -> Result<(StatusCode, Json<Travail>), WebError> {
    let annee = Exercice::new(annee)?;
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let job = etat_year::ask(&mut tx, house.clock(), &agent.acteur, annee).await?;
    tx.commit().await?;
    house.wake().now();
    Ok((StatusCode::ACCEPTED, Json(Travail { id: job.to_string(), page: format!("/travaux/{job}") })))
}

async fn validate(
    State(house): State<House>,
    agent: Agent<ValiderEtats>,
    Path(annee): Path<i32>,
) -> Result<Json<ValidationApi>, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let done = acts::validate(&mut tx, house.clock(), &agent.acteur, Exercice::new(annee)?, None).await?;
    tx.commit().await?;
    house.wake().now();
    Ok(Json(ValidationApi { valides: done.valides.len(), bloques: done.bloques.len() }))
}

async fn list_of(State(house): State<House>, agent: Agent<ConsulterEtats>) -> Result<Json<Vec<EtatApi>>, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let all = etats::list(&mut tx, agent.id()).await?;
    Ok(Json(all.iter().filter(|emis| may_see(&agent, emis)).map(EtatApi::from).collect()))
}

async fn show(
    State(house): State<House>,
    agent: Agent<ConsulterEtats>,
    Path((_, id)): Path<(String, EtatAnnuelId)>,
) -> Result<Json<EtatApi>, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let found = etats::find(&mut tx, agent.id(), id).await?.filter(|emis| may_see(&agent, emis));
    Ok(Json(EtatApi::from(&found.ok_or(WebError::NotFound)?)))
}

async fn validate_one(
    State(house): State<House>,
    agent: Agent<ValiderEtats>,
    Path((_, id)): Path<(String, EtatAnnuelId)>,
) -> Result<Json<EtatApi>, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let annee = etats::find(&mut tx, agent.id(), id).await?.ok_or(WebError::NotFound)?.etat.annee;
    acts::validate(&mut tx, house.clock(), &agent.acteur, annee, Some(agent.id())).await?;
    let kept = etats::find(&mut tx, agent.id(), id).await?.ok_or(WebError::NotFound)?;
    tx.commit().await?;
    house.wake().now();
    Ok(Json(EtatApi::from(&kept)))
}

/// What is only computed is the centre's own business.
fn may_see(agent: &Agent<ConsulterEtats>, emis: &EtatEmis) -> bool {
    emis.etat.statut() != StatutEtat::Calcule || agent.droits.can_centre(&ConsulterEtats::PERMISSION)
}

fn anomalie(siren: &str, nom: &str, constat: &Constat) -> AnomalieApi {
    AnomalieApi {
        siren: siren.to_owned(),
        nom: nom.to_owned(),
        code: constat.code.clone(),
        gravite: constat.gravite.code().to_owned(),
        message: constat.message.clone(),
    }
}

impl From<Resume> for ResumeApi {
    fn from(r: Resume) -> Self {
        Self {
            id: r.etat_id.to_string(),
            siren: r.siren.to_string(),
            nom: r.nom,
            genre: r.genre.code().to_owned(),
            population: r.population,
            statut: r.statut.code().to_owned(),
            total: r.total.decimal(),
            bloquantes: r.bloquantes,
            avertissements: r.avertissements,
        }
    }
}

impl From<&LigneEtat> for LigneApi {
    fn from(l: &LigneEtat) -> Self {
        Self {
            service: l.service.code().to_owned(),
            libelle: l.libelle.clone(),
            quantite: l.quantite,
            prix_unitaire: l.prix_unitaire.decimal(),
            montant: l.montant.decimal(),
            explication: l.explication.clone(),
        }
    }
}

impl From<&EtatEmis> for EtatApi {
    fn from(EtatEmis { identite, etat }: &EtatEmis) -> Self {
        let siren = identite.siren.as_str();
        Self {
            id: etat.id.to_string(),
            numero: etat.numero(&identite.siren),
            siren: siren.to_owned(),
            nom: identite.nom.clone(),
            annee: etat.annee.annee(),
            version: etat.version(),
            statut: etat.statut().code().to_owned(),
            valide_le: etat.valide_le().map(|day| day.to_string()),
            rectifie: etat.rectifie().map(|id| id.to_string()),
            prix: etat.prix.code().to_owned(),
            lignes: etat.lignes().iter().map(LigneApi::from).collect(),
            total: etat.total().decimal(),
            anomalies: etat.constats().iter().map(|c| anomalie(siren, &identite.nom, c)).collect(),
        }
    }
}
