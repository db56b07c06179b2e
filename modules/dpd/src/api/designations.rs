//! The file of the CNIL over the API: sent whole as the body, tried or done.

use axum::{
    Json,
    body::Body,
    extract::{Query, State},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Agent, House, Operation, Routes, WebError, api::Parametre};

use crate::{droits::Importer, gestes::designations as acts};

/// What the file changed, or would change.
#[derive(Debug, Serialize, ToSchema)]
struct BilanApi {
    lignes: u64,
    /// Lines of members.
    adherents: usize,
    nouvelles: u32,
    reparues: u32,
    inchangees: u32,
    terminees: u32,
    /// More designations end than remain: the file is perhaps cut.
    suspect: bool,
    enregistre: bool,
}

#[derive(Debug, Deserialize)]
struct Essai {
    essai: Option<String>,
    entier: Option<String>,
}

pub(super) fn routes() -> Routes {
    const ESSAI: &[Parametre] = &[
        Parametre { nom: "essai", description: "Présent : rien n’est enregistré." },
        Parametre {
            nom: "entier",
            description: "Présent : le fichier est entier, même s’il fait disparaître plus de désignations qu’il n’en garde.",
        },
    ];
    let op = Operation::new(
        "Délégué à la protection des données",
        "importerDesignations",
        "Importer le fichier des désignations de la CNIL, envoyé tel quel (text/csv)",
    );
    Routes::new().api("POST", "/api/v1/dpd/designations", op.query(ESSAI).gives::<BilanApi>(), import)
}

async fn import(
    State(house): State<House>,
    agent: Agent<Importer>,
    Query(asked): Query<Essai>,
    body: Body,
) -> Result<Json<BilanApi>, WebError> {
    let file = house.documents().receive(body.into_data_stream(), "designations.csv", None).await?;
    let mut tx = house.db().read(agent.perimetre()).await?;
    let members = acts::sirens(&mut tx, &house).await?;
    drop(tx);
    let opened = house.documents().open_received(&file).await.map_err(WebError::internal)?;
    let lecture = acts::parse(opened, members).await?;
    let (lignes, adherents) = (lecture.lignes, lecture.retenues.len());
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let named = (file.nom.as_str(), file.sha256.to_string());
    let id = acts::prepare(&mut tx, &house, &agent.acteur, named, lecture).await?;
    let enregistre = asked.essai.is_none();
    let suspect_too = asked.entier.is_some() || !enregistre;
    let bilan = acts::apply(&mut tx, &house, &agent.acteur, id, suspect_too).await?;
    if enregistre {
        tx.commit().await?;
        house.wake().now();
    } else {
        tx.rollback().await?;
    }
    Ok(Json(BilanApi {
        lignes,
        adherents,
        nouvelles: bilan.nouvelles,
        reparues: bilan.reparues,
        inchangees: bilan.inchangees,
        terminees: bilan.terminees,
        suspect: bilan.is_suspect(),
        enregistre,
    }))
}
