//! Populations by millésime.

use annuaire::Population;
use axum::{
    Json,
    extract::{Path, State},
};
use db::Perimetre;
use kernel::Illisible;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{
    Agent, House, Operation, Routes,
    api::{Corps, PageApi, Problem},
};

use super::{ANNUAIRE as TAG, refuse::Refuse};
use crate::{
    droits::{Gerer, LireFiche},
    web::population_add::habitants,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .api(
            "GET",
            "/api/v1/collectivites/{siren}/populations",
            Operation::new(TAG, "listPopulations", "Les populations, la plus récente d’abord")
                .gives::<PageApi<PopulationLue>>(),
            list,
        )
        .api(
            "PUT",
            "/api/v1/collectivites/{siren}/populations/{millesime}",
            Operation::new(TAG, "setPopulation", "Écrire les populations d’un millésime")
                .takes::<PopulationEcrite>()
                .gives::<PageApi<PopulationLue>>(),
            set,
        )
}

/// The populations of a millésime, INSEE's year of reference.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PopulationLue {
    millesime: i32,
    totale: Option<u32>,
    municipale: Option<u32>,
}

impl From<Population> for PopulationLue {
    fn from(p: Population) -> Self {
        Self { millesime: p.millesime, totale: p.totale, municipale: p.municipale }
    }
}

/// One of the two at least.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PopulationEcrite {
    totale: Option<i64>,
    municipale: Option<i64>,
}

/// The year of the address, beside the SIREN that the gate reads.
#[derive(Debug, Deserialize)]
pub(crate) struct OfMillesime {
    millesime: i32,
}

pub(super) async fn list(
    State(house): State<House>,
    agent: Agent<LireFiche>,
) -> Result<Json<PageApi<PopulationLue>>, Refuse> {
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let known = annuaire::collectivites::populations(&mut tx, agent.id()).await?;
    Ok(Json(whole(known)))
}

pub(super) async fn set(
    State(house): State<House>,
    agent: Agent<Gerer>,
    Path(OfMillesime { millesime }): Path<OfMillesime>,
    Corps(body): Corps<PopulationEcrite>,
) -> Result<Json<PageApi<PopulationLue>>, Refuse> {
    let population = read(millesime, house.clock().today().year(), &body)?;
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    annuaire::collectivites::set_population(&mut tx, house.clock(), &agent.acteur, agent.id(), population).await?;
    let known = annuaire::collectivites::populations(&mut tx, agent.id()).await?;
    tx.commit().await?;
    Ok(Json(whole(known)))
}

/// All of them, the latest first: there are few.
fn whole(known: Vec<Population>) -> PageApi<PopulationLue> {
    PageApi { elements: known.into_iter().map(PopulationLue::from).collect(), suite: None }
}

fn read(millesime: i32, this_year: i32, body: &PopulationEcrite) -> Result<Population, Refuse> {
    let mut errors = Vec::new();
    let mut field = |name: &str, read: Result<Option<u32>, Illisible>| {
        read.unwrap_or_else(|Illisible(phrase)| {
            errors.push((name.to_owned(), phrase));
            None
        })
    };
    let totale = field("totale", habitants(body.totale));
    let municipale = field("municipale", habitants(body.municipale));
    if !(2006..=this_year).contains(&millesime) {
        errors.push(("millesime".to_owned(), format!("Un millésime va de 2006 à {this_year}.")));
    }
    if body.totale.is_none() && body.municipale.is_none() {
        errors.push(("totale".to_owned(), "Donnez au moins une des deux populations.".to_owned()));
    }
    if errors.is_empty() {
        Ok(Population { millesime, totale, municipale })
    } else {
        Err(Refuse::Problem(Problem::fields(errors)))
    }
}
