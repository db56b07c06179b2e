//! The simulator over the API: no account, nothing kept.

use axum::{Json, extract::State};
use db::Perimetre;
use kernel::{Exercice, GenreCollectivite};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{House, Operation, Public, Routes, WebError, api::Corps};

use crate::{
    domain::{Calculation, Demande, Service},
    gestes::simulation::{self, Chiffrage},
};

/// More of anything than a town has.
const MOST: u32 = 10_000;

/// Who, and how many of each service.
#[derive(Debug, Deserialize, ToSchema)]
struct DemandeApi {
    /// `commune`, `cc`, `syndicat`…
    genre: String,
    /// Population totale; the price of the DPD depends on it.
    population: Option<u32>,
    /// The year of the tariffs; the last one unless told.
    annee: Option<i32>,
    services: Vec<QuantiteApi>,
}

#[derive(Debug, Deserialize, ToSchema)]
struct QuantiteApi {
    /// `N1`, `N2`, `N3`, `DEMAT`, `MOD-PARAPHEUR`, `MOD-CONVOCATIONS`, `WEB-D`, `WEB-C`, `WEB-E`, `DOM`, `MEL5`, `MEL10`, `RGPD`, `JOUR`.
    service: String,
    /// 1 unless told.
    quantite: Option<u32>,
}

/// The two answers.
#[derive(Debug, Serialize, ToSchema)]
struct SimulationApi {
    /// The year of the tariffs.
    annee: i32,
    /// `ttc` or `ht`.
    prix: String,
    premiere_annee: PrixApi,
    annees_suivantes: PrixApi,
    /// What has no price here: on quote, without population…
    reserves: Vec<ReserveApi>,
}

#[derive(Debug, Serialize, ToSchema)]
struct PrixApi {
    lignes: Vec<LigneSimulee>,
    /// Euros, two decimals.
    total: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct LigneSimulee {
    service: String,
    libelle: String,
    quantite: u32,
    prix_unitaire: String,
    montant: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct ReserveApi {
    /// `devis_manquant`, `population_manquante`…
    code: String,
    message: String,
}

pub(super) fn routes() -> Routes {
    let operation = Operation::new("Simulateur", "simuler", "Le prix des services, première année et suivantes");
    Routes::new().api("POST", "/api/v1/simulation", operation.takes::<DemandeApi>().gives::<SimulationApi>(), simulate)
}

async fn simulate(
    State(house): State<House>,
    _: Public,
    Corps(asked): Corps<DemandeApi>,
) -> Result<Json<SimulationApi>, WebError> {
    let demande = read(&asked)?;
    let annee = asked.annee.map(Exercice::new).transpose()?;
    let mut tx = house.db().read(Perimetre::Commun).await?;
    Ok(Json(shown(&simulation::price(&mut tx, &demande, annee).await?)))
}

fn read(asked: &DemandeApi) -> Result<Demande, WebError> {
    let wrong = |sentence: String| WebError::Refus(sentence);
    let genre = GenreCollectivite::from_code(&asked.genre).ok_or_else(|| {
        wrong(format!("Le genre «\u{a0}{}\u{a0}» n’existe pas\u{a0}: écrivez par exemple commune.", asked.genre))
    })?;
    let mut quantites: Vec<(Service, u32)> = Vec::new();
    for one in &asked.services {
        let service: Service = one.service.parse().map_err(|e: kernel::Illisible| wrong(e.0))?;
        let quantite = one.quantite.unwrap_or(1);
        if quantite > MOST {
            return Err(wrong(format!("La quantité de {} dépasse {MOST}.", service.code())));
        }
        if quantites.iter().any(|(known, _)| *known == service) {
            return Err(wrong(format!(
                "Le service {} figure deux fois\u{a0}: additionnez ses quantités.",
                service.code()
            )));
        }
        quantites.push((service, quantite));
    }
    Ok(Demande { genre, population: asked.population, quantites })
}

fn shown(chiffrage: &Chiffrage) -> SimulationApi {
    SimulationApi {
        annee: chiffrage.annee.annee(),
        prix: chiffrage.prix.code().to_owned(),
        premiere_annee: PrixApi::from(&chiffrage.simulation.premiere_annee),
        annees_suivantes: PrixApi::from(&chiffrage.simulation.annees_suivantes),
        reserves: chiffrage
            .reserves()
            .map(|a| ReserveApi { code: a.code().to_owned(), message: a.to_string() })
            .collect(),
    }
}

impl From<&Calculation> for PrixApi {
    fn from(calculation: &Calculation) -> Self {
        let lignes = calculation.lignes.iter().map(|l| LigneSimulee {
            service: l.service.code().to_owned(),
            libelle: l.libelle.clone(),
            quantite: l.quantite,
            prix_unitaire: l.prix_unitaire.decimal(),
            montant: l.montant.decimal(),
        });
        Self { lignes: lignes.collect(), total: calculation.total().decimal() }
    }
}
