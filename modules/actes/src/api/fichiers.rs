//! Files of actes over the API: sent as they are, downloaded, stamped; the receipt and the evidence.

use axum::{
    Json,
    body::Body,
    extract::{Path, Query, State},
    http::StatusCode,
};
use serde::Deserialize;
use web::{Agent, House, Operation, Routes, WebError, api::Parametre};

use super::{TAG, actes::load, formes::ActeApi};
use crate::{
    domain::{ActeId, PieceId},
    droits::Deposer,
    gestes::{actes as acts, archives::Fichier},
    store::pieces,
    web::{self as pages, contexte},
};

/// `?nom=deliberation.pdf&type=99_DE`.
#[derive(Debug, Deserialize)]
struct Nomme {
    nom: String,
    #[serde(default)]
    r#type: String,
}

pub(super) fn routes() -> Routes {
    const NOMME: &[Parametre] = &[
        Parametre { nom: "nom", description: "Le nom du fichier, avec son extension" },
        Parametre { nom: "type", description: "Le type de document\u{a0}: 99_DE" },
    ];
    let op = |id, resume| Operation::new(TAG, id, resume);
    let one = "/api/v1/c/{siren}/actes/{id}/fichiers/{piece}";
    Routes::new()
        .api(
            "POST",
            "/api/v1/c/{siren}/actes/{id}/fichiers",
            op(
                "joindreFichier",
                "Joindre un fichier, envoyé tel quel\u{a0}: le premier est l’acte, les suivants ses annexes",
            )
            .query(NOMME)
            .gives::<ActeApi>()
            .status(201),
            join,
        )
        .api("GET", one, op("fichier", "Un fichier, tel que déposé"), pages::download)
        .api(
            "DELETE",
            one,
            op("retirerFichier", "Retirer un fichier d’un acte qui n’est pas parti").gives::<ActeApi>(),
            unjoin,
        )
        .api(
            "GET",
            "/api/v1/c/{siren}/actes/{id}/fichiers/{piece}/tampon",
            op("fichierTamponne", "Un PDF avec le tampon de la préfecture"),
            pages::stamped,
        )
        .api(
            "GET",
            "/api/v1/c/{siren}/actes/{id}/accuse",
            op("accuse", "L’accusé de réception, en PDF"),
            pages::receipt,
        )
        .api(
            "GET",
            "/api/v1/c/{siren}/actes/{id}/preuve",
            op("preuve", "Tout ce qui prouve l’acte, en ZIP"),
            pages::evidence,
        )
}

async fn join(
    State(house): State<House>,
    agent: Agent<Deposer>,
    Path((_, id)): Path<(String, ActeId)>,
    Query(named): Query<Nomme>,
    body: Body,
) -> Result<(StatusCode, Json<ActeApi>), WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let acte = acts::find(&mut tx, contexte(&house, &agent), id).await?;
    drop(tx);
    let received = house.documents().receive(body.into_data_stream(), &named.nom, None).await?;
    let file = Fichier::look(house.documents(), received, acte.fiche.nature).await?;
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let ctx = contexte(&house, &agent);
    let acte = acts::find(&mut tx, ctx, id).await?;
    acts::join(&mut tx, ctx, &acte, &[file]).await?;
    if !named.r#type.is_empty()
        && let Some(last) = pieces::list_of(&mut tx, agent.id(), id).await?.last()
    {
        acts::set_type(&mut tx, ctx, &acte, (last.id, &named.r#type)).await?;
    }
    let answer = load(&mut tx, &house, &agent, id).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(answer)))
}

async fn unjoin(
    State(house): State<House>,
    agent: Agent<Deposer>,
    Path((_, id, piece)): Path<(String, ActeId, PieceId)>,
) -> Result<Json<ActeApi>, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let ctx = contexte(&house, &agent);
    let acte = acts::find(&mut tx, ctx, id).await?;
    acts::unjoin(&mut tx, ctx, &acte, piece).await?;
    let answer = load(&mut tx, &house, &agent, id).await?;
    tx.commit().await?;
    Ok(Json(answer))
}
