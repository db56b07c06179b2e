//! The abonnements over the API: read, subscribed, changed, ended, imported.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use kernel::{Exercice, Montant};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Agent, House, Operation, Routes, WebError, api::Corps};

use crate::{
    domain::{AbonnementId, PrixAbonnement, Service},
    droits::{ConsulterConventions, GererAbonnements},
    gestes::{
        abonnements::{self as acts, Demande},
        identites,
    },
    store::abonnements::{self, Souscription},
};

const TAG: &str = "Abonnements";

/// An abonnement of a collectivité.
#[derive(Debug, Serialize, ToSchema)]
struct AbonnementApi {
    id: String,
    /// `N2`, `RGPD`, `CERT`…
    service: String,
    depuis: i32,
    /// The last year due, once it is ended.
    jusqu_a: Option<i32>,
    /// The quantity from each year in which it changed.
    quantites: BTreeMap<i32, u32>,
    /// The purchase price of a certificate, euros with two decimals.
    montant: Option<String>,
    /// The number of the devis that prices it.
    devis: Option<String>,
}

/// An abonnement to subscribe.
#[derive(Debug, Deserialize, ToSchema)]
struct NouvelAbonnement {
    service: String,
    quantite: u32,
    depuis: i32,
    /// For a certificate only.
    montant: Option<String>,
}

/// A quantity from a year on.
#[derive(Debug, Deserialize, ToSchema)]
struct NouvelleQuantite {
    annee: i32,
    quantite: u32,
}

/// The end of an abonnement.
#[derive(Debug, Deserialize, ToSchema)]
struct NouvelleFin {
    derniere_annee: i32,
}

/// A file to import.
#[derive(Debug, Deserialize, ToSchema)]
struct ImportAbonnements {
    /// The text of the CSV: `siren;service;quantite;depuis[;montant]`.
    csv: String,
    /// True: tells what would happen, keeps nothing.
    #[serde(default)]
    essai: bool,
}

/// What an import did, or would do; with any error, nothing.
#[derive(Debug, Serialize, ToSchema)]
struct RapportApi {
    nouveaux: u32,
    quantites: u32,
    deja: u32,
    conventions: u32,
    erreurs: Vec<ErreurApi>,
}

/// What is wrong in the file, and where.
#[derive(Debug, Serialize, ToSchema)]
struct ErreurApi {
    ligne: u64,
    colonne: String,
    message: String,
}

pub(crate) fn routes() -> Routes {
    let op = |id, resume| Operation::new(TAG, id, resume);
    Routes::new()
        .api(
            "GET",
            "/api/v1/c/{siren}/abonnements",
            op("abonnements", "Les abonnements d’une collectivité").gives::<Vec<AbonnementApi>>(),
            list,
        )
        .api(
            "POST",
            "/api/v1/c/{siren}/abonnements",
            op("souscrire", "Souscrire un service").takes::<NouvelAbonnement>().gives::<AbonnementApi>().status(201),
            add,
        )
        .api(
            "PUT",
            "/api/v1/c/{siren}/abonnements/{id}/quantite",
            op("changerQuantite", "Changer la quantité à partir d’une année")
                .takes::<NouvelleQuantite>()
                .gives::<AbonnementApi>(),
            set_quantite,
        )
        .api(
            "PUT",
            "/api/v1/c/{siren}/abonnements/{id}/fin",
            op("terminerAbonnement", "Mettre fin à un abonnement").takes::<NouvelleFin>().gives::<AbonnementApi>(),
            end,
        )
        .api(
            "POST",
            "/api/v1/abonnements/import",
            op("importerAbonnements", "Importer un fichier d’abonnements, ou l’essayer")
                .takes::<ImportAbonnements>()
                .gives::<RapportApi>(),
            import,
        )
}

async fn list(
    State(house): State<House>,
    agent: Agent<ConsulterConventions>,
) -> Result<Json<Vec<AbonnementApi>>, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let all = abonnements::list(&mut tx, agent.id()).await?;
    Ok(Json(all.iter().map(AbonnementApi::from).collect()))
}

async fn add(
    State(house): State<House>,
    agent: Agent<GererAbonnements>,
    Corps(asked): Corps<NouvelAbonnement>,
) -> Result<(StatusCode, Json<AbonnementApi>), WebError> {
    let demande = Demande {
        service: asked.service.parse::<Service>()?,
        quantite: asked.quantite,
        depuis: Exercice::new(asked.depuis)?,
        achat: asked.montant.map(|text| text.parse::<Montant>()).transpose()?,
    };
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let who = identites::of(&agent.collectivite);
    let id = acts::add(&mut tx, house.clock(), &agent.acteur, &who, demande).await?;
    let made = AbonnementApi::from(&acts::find(&mut tx, (agent.id(), id)).await?);
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(made)))
}

async fn set_quantite(
    State(house): State<House>,
    agent: Agent<GererAbonnements>,
    Path((_, id)): Path<(String, AbonnementId)>,
    Corps(asked): Corps<NouvelleQuantite>,
) -> Result<Json<AbonnementApi>, WebError> {
    let from = (Exercice::new(asked.annee)?, asked.quantite);
    let mut tx = house.db().begin(agent.perimetre()).await?;
    acts::set_quantite(&mut tx, house.clock(), &agent.acteur, (agent.id(), id), from).await?;
    let changed = AbonnementApi::from(&acts::find(&mut tx, (agent.id(), id)).await?);
    tx.commit().await?;
    Ok(Json(changed))
}

async fn end(
    State(house): State<House>,
    agent: Agent<GererAbonnements>,
    Path((_, id)): Path<(String, AbonnementId)>,
    Corps(asked): Corps<NouvelleFin>,
) -> Result<Json<AbonnementApi>, WebError> {
    let derniere = Exercice::new(asked.derniere_annee)?;
    let mut tx = house.db().begin(agent.perimetre()).await?;
    acts::end(&mut tx, house.clock(), &agent.acteur, (agent.id(), id), derniere).await?;
    let changed = AbonnementApi::from(&acts::find(&mut tx, (agent.id(), id)).await?);
    tx.commit().await?;
    Ok(Json(changed))
}

async fn import(
    State(house): State<House>,
    agent: Agent<GererAbonnements>,
    Corps(asked): Corps<ImportAbonnements>,
) -> Result<(StatusCode, Json<RapportApi>), WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let rapport = acts::import(&mut tx, house.clock(), &agent.acteur, asked.csv.as_bytes(), "Import par l’API").await?;
    let statut = if rapport.erreurs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    if rapport.erreurs.is_empty() && !asked.essai {
        tx.commit().await?;
    }
    let erreurs = rapport.erreurs.into_iter().map(|e| ErreurApi {
        ligne: e.ligne,
        colonne: e.colonne.nom().to_owned(),
        message: e.message,
    });
    let bilan = rapport.bilan;
    let told = RapportApi {
        nouveaux: bilan.nouveaux,
        quantites: bilan.quantites,
        deja: bilan.deja,
        conventions: bilan.conventions,
        erreurs: erreurs.collect(),
    };
    Ok((statut, Json(told)))
}

impl From<&Souscription> for AbonnementApi {
    fn from(Souscription { id, abonnement: a, .. }: &Souscription) -> Self {
        let (montant, devis) = match a.prix() {
            PrixAbonnement::Grille => (None, None),
            PrixAbonnement::Achat(montant) => (Some(montant.decimal()), None),
            PrixAbonnement::Devis(prix) => (None, Some(prix.numero.clone())),
        };
        Self {
            id: id.to_string(),
            service: a.service().code().to_owned(),
            depuis: a.depuis().annee(),
            jusqu_a: a.jusqu_a().map(Exercice::annee),
            quantites: a.quantites().iter().map(|(year, n)| (year.annee(), *n)).collect(),
            montant,
            devis,
        }
    }
}
