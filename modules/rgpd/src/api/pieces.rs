//! The documents of a traitement over the API.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use kernel::Id;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Agent, House, Operation, Routes, WebError, api::Corps};

use super::{decode, receive};
use crate::{
    domain::TraitementId,
    droits::{ConsulterRegistre, Rediger},
    gestes::pieces as acts,
    store::pieces::{self, Piece},
    web::{
        acces::{contexte, find},
        piece as page,
    },
};

const TAG: &str = "Registre RGPD";

/// A document of a traitement.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PieceApi {
    pub(super) id: String,
    pub(super) libelle: String,
    pub(super) ajoutee_le: String,
    pub(super) ajoutee_par: String,
    pub(super) valable_jusqu_au: Option<String>,
}

/// A document to attach.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NouvellePiece {
    /// `contrat.pdf`.
    pub(super) nom: String,
    /// What to call it; its name otherwise.
    #[serde(default)]
    pub(super) libelle: String,
    /// Its bytes, in base64; 1.4 MB at most.
    pub(super) contenu: String,
    /// For the catalogue only: `2027-12-31`.
    pub(super) valable_jusqu_au: Option<String>,
}

impl NouvellePiece {
    /// What to call it.
    pub(super) fn libelle(&self) -> &str {
        if self.libelle.trim().is_empty() { &self.nom } else { &self.libelle }
    }
}

pub(super) fn routes() -> Routes {
    let op = |id, resume| Operation::new(TAG, id, resume);
    Routes::new()
        .api(
            "GET",
            "/api/v1/c/{siren}/rgpd/traitements/{id}/pieces",
            op("pieces", "Les documents joints").gives::<Vec<PieceApi>>(),
            list,
        )
        .api(
            "POST",
            "/api/v1/c/{siren}/rgpd/traitements/{id}/pieces",
            op("joindrePiece", "Joindre un document").takes::<NouvellePiece>().gives::<Vec<PieceApi>>().status(201),
            add,
        )
        .api(
            "GET",
            "/api/v1/c/{siren}/rgpd/traitements/{id}/pieces/{piece}",
            op("lirePiece", "Lire un document joint"),
            page::download,
        )
        .api(
            "DELETE",
            "/api/v1/c/{siren}/rgpd/traitements/{id}/pieces/{piece}",
            op("retirerPiece", "Retirer un document joint").status(204),
            remove,
        )
}

async fn list(
    State(house): State<House>,
    agent: Agent<ConsulterRegistre>,
    Path((_, id)): Path<(String, TraitementId)>,
) -> Result<Json<Vec<PieceApi>>, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    find(&mut tx, &house, &agent, id).await?;
    let all = pieces::list(&mut tx, agent.id(), id).await?;
    Ok(Json(all.into_iter().map(PieceApi::from).collect()))
}

async fn add(
    State(house): State<House>,
    agent: Agent<Rediger>,
    Path((_, id)): Path<(String, TraitementId)>,
    Corps(asked): Corps<NouvellePiece>,
) -> Result<(StatusCode, Json<Vec<PieceApi>>), WebError> {
    let received = receive(&house, &asked.nom, decode(&asked.contenu)?).await?;
    let acteur = &agent.acteur;
    let mut tx = house.db().begin(agent.perimetre()).await?;
    find(&mut tx, &house, &agent, id).await?;
    let kept = documents::keep(&mut tx, house.clock(), agent.id(), &received, acteur.personne, &acteur.nom).await?;
    acts::add(&mut tx, contexte(&house, &agent), id, kept.id, asked.libelle()).await?;
    let all = pieces::list(&mut tx, agent.id(), id).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(all.into_iter().map(PieceApi::from).collect())))
}

async fn remove(
    State(house): State<House>,
    agent: Agent<Rediger>,
    Path((_, id, piece)): Path<(String, TraitementId, Id<Piece>)>,
) -> Result<StatusCode, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    find(&mut tx, &house, &agent, id).await?;
    acts::remove(&mut tx, contexte(&house, &agent), id, piece).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

impl From<Piece> for PieceApi {
    fn from(p: Piece) -> Self {
        Self {
            id: p.id.to_string(),
            libelle: p.libelle,
            ajoutee_le: p.ajoutee_le.to_string(),
            ajoutee_par: p.ajoutee_par,
            valable_jusqu_au: None,
        }
    }
}
