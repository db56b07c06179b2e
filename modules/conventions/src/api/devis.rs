//! The quotes over the API: prepared, sent, answered, read.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use kernel::{Exercice, Illisible, Montant};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Agent, House, Operation, Routes, WebError, api::Corps};

use crate::{
    domain::{Devis, DevisId, EtatDevis, LigneDevis, PrixLigne, Quand, Service},
    droits::{ConsulterConventions, GererDevis, RepondreDevis},
    gestes::devis::{self as acts, Brouillon},
    store::devis,
};

const TAG: &str = "Devis";

/// A quote and what it comes to.
#[derive(Debug, Serialize, ToSchema)]
struct DevisApi {
    id: String,
    numero: String,
    objet: String,
    /// `RGPD` or `JOUR`.
    service: String,
    /// The first year it is for.
    annee: i32,
    /// `brouillon`, `envoye`, `accepte`, `refuse`.
    etat: String,
    /// Euros with two decimals, as every amount.
    prix_journee: String,
    lignes: Vec<LigneApi>,
    premiere_annee: Option<String>,
    /// Absent when the quote says nothing of the following years.
    annees_suivantes: Option<String>,
    envoye_le: Option<String>,
    /// The day of the answer.
    tranche_le: Option<String>,
}

/// A line: half-days, or a lump sum.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LigneApi {
    libelle: String,
    /// `premiere_annee` or `annees_suivantes`.
    quand: String,
    /// Half-days of work, at the price of the day; without it, `forfait`.
    demi_journees: Option<u32>,
    /// A lump sum, euros with two decimals.
    forfait: Option<String>,
}

/// A quote to prepare.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NouveauDevis {
    numero: String,
    objet: String,
    service: String,
    annee: i32,
    lignes: Vec<LigneApi>,
}

/// What the collectivité answers.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Reponse {
    accepte: bool,
}

pub(crate) fn routes() -> Routes {
    let op = |id, resume| Operation::new(TAG, id, resume);
    Routes::new()
        .api(
            "GET",
            "/api/v1/c/{siren}/devis",
            op("devis", "Les devis d’une collectivité").gives::<Vec<DevisApi>>(),
            list,
        )
        .api(
            "POST",
            "/api/v1/c/{siren}/devis",
            op("preparerDevis", "Préparer un devis").takes::<NouveauDevis>().gives::<DevisApi>().status(201),
            create,
        )
        .api("GET", "/api/v1/c/{siren}/devis/{id}", op("unDevis", "Un devis").gives::<DevisApi>(), show)
        .api(
            "POST",
            "/api/v1/c/{siren}/devis/{id}/envoi",
            op("envoyerDevis", "Envoyer un devis à la collectivité").gives::<DevisApi>(),
            send,
        )
        .api(
            "POST",
            "/api/v1/c/{siren}/devis/{id}/reponse",
            op("repondreDevis", "Accepter ou refuser un devis").takes::<Reponse>().gives::<DevisApi>(),
            answer,
        )
}

async fn list(State(house): State<House>, agent: Agent<ConsulterConventions>) -> Result<Json<Vec<DevisApi>>, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let mut all = devis::list(&mut tx, agent.id()).await?;
    all.retain(|one| acts::is_shown(one, agent.can::<GererDevis>()));
    Ok(Json(all.iter().map(DevisApi::from).collect()))
}

async fn create(
    State(house): State<House>,
    agent: Agent<GererDevis>,
    Corps(asked): Corps<NouveauDevis>,
) -> Result<(StatusCode, Json<DevisApi>), WebError> {
    let brouillon = Brouillon {
        numero: asked.numero,
        objet: asked.objet,
        service: asked.service.parse::<Service>()?,
        annee: Exercice::new(asked.annee)?,
        lignes: asked.lignes.into_iter().map(LigneApi::read).collect::<Result<_, _>>()?,
    };
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let id = acts::create(&mut tx, house.clock(), &agent.acteur, agent.id(), brouillon).await?;
    let made = DevisApi::from(&acts::find(&mut tx, agent.id(), id).await?);
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(made)))
}

async fn show(
    State(house): State<House>,
    agent: Agent<ConsulterConventions>,
    Path((_, id)): Path<(String, DevisId)>,
) -> Result<Json<DevisApi>, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let one = acts::find_shown(&mut tx, (agent.id(), id), agent.can::<GererDevis>()).await?;
    Ok(Json(DevisApi::from(&one)))
}

async fn send(
    State(house): State<House>,
    agent: Agent<GererDevis>,
    Path((_, id)): Path<(String, DevisId)>,
) -> Result<Json<DevisApi>, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    acts::send(&mut tx, house.clock(), &agent.acteur, (agent.id(), id)).await?;
    let sent = DevisApi::from(&acts::find(&mut tx, agent.id(), id).await?);
    tx.commit().await?;
    Ok(Json(sent))
}

async fn answer(
    State(house): State<House>,
    agent: Agent<RepondreDevis>,
    Path((_, id)): Path<(String, DevisId)>,
    Corps(asked): Corps<Reponse>,
) -> Result<Json<DevisApi>, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let of = (agent.id(), id);
    acts::check_sent(&mut tx, of, agent.can::<GererDevis>()).await?;
    if asked.accepte {
        acts::accept(&mut tx, house.clock(), &agent.acteur, of).await?;
    } else {
        acts::refuse(&mut tx, house.clock(), &agent.acteur, of).await?;
    }
    let answered = DevisApi::from(&acts::find(&mut tx, agent.id(), id).await?);
    tx.commit().await?;
    Ok(Json(answered))
}

impl LigneApi {
    fn read(self) -> Result<LigneDevis, Illisible> {
        let prix = match (self.demi_journees, self.forfait) {
            (Some(n @ 1..=2_000), None) => PrixLigne::DemiJournees(n),
            (None, Some(forfait)) => PrixLigne::Forfait(forfait.parse::<Montant>()?),
            _ => {
                return Err(Illisible::new(
                    "Une ligne a un nombre de demi-journées, de 1 à 2 000, ou un forfait, et un seul des deux.",
                ));
            }
        };
        Ok(LigneDevis::new(&self.libelle, self.quand.parse::<Quand>()?, prix))
    }
}

impl From<&LigneDevis> for LigneApi {
    fn from(ligne: &LigneDevis) -> Self {
        let (demi_journees, forfait) = match ligne.prix {
            PrixLigne::DemiJournees(n) => (Some(n), None),
            PrixLigne::Forfait(montant) => (None, Some(montant.decimal())),
        };
        Self { libelle: ligne.libelle.clone(), quand: ligne.quand.code().to_owned(), demi_journees, forfait }
    }
}

impl From<&Devis> for DevisApi {
    fn from(one: &Devis) -> Self {
        let etat: EtatDevis = one.etat();
        Self {
            id: one.id.to_string(),
            numero: one.numero.clone(),
            objet: one.objet.clone(),
            service: one.service().code().to_owned(),
            annee: one.annee.annee(),
            etat: etat.code().to_owned(),
            prix_journee: one.tarif_jour.decimal(),
            lignes: one.lignes().iter().map(LigneApi::from).collect(),
            premiere_annee: one.total(Quand::PremiereAnnee).map(Montant::decimal),
            annees_suivantes: one.total(Quand::AnneesSuivantes).map(Montant::decimal),
            envoye_le: one.envoye_le().map(|le| le.to_string()),
            tranche_le: one.tranche_le().map(|le| le.to_string()),
        }
    }
}
