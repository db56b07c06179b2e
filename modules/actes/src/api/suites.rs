//! Answers to the préfecture over the API, and the matières and types that an acte may have.

use axum::{
    Json,
    extract::{Path, State},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use futures::stream;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Agent, House, Operation, Routes, WebError, api::Corps};

use super::{TAG, actes::load, formes::ActeApi};
use crate::{
    domain::{ActeId, Classement, EchangeId, NatureActe, Refus, Reponse},
    droits::{ConsulterActes, Transmettre},
    gestes::{actes as acts, archives::Fichier, suites},
    store::classements,
    web::contexte,
};

/// An answer to a letter.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReponseApi {
    /// `2-2`, `3-3`, `3-4`, `4-3`, `4-4`.
    reponse: String,
    documents: Vec<DocumentApi>,
}

/// A document of an answer; larger ones go by the page.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DocumentApi {
    nom: String,
    /// In base64.
    contenu: String,
    /// The type of document: `99_DE`; the general one of the acte's nature when it is empty.
    #[serde(default)]
    r#type: String,
}

/// The classification in force.
#[derive(Debug, Serialize, ToSchema)]
struct ClassementApi {
    /// `2017-12-08`; none before the préfecture has sent its own.
    version: Option<String>,
    matieres: Vec<CodeApi>,
    types: Vec<TypesApi>,
}

#[derive(Debug, Serialize, ToSchema)]
struct CodeApi {
    code: String,
    libelle: String,
}

/// The types of documents of a nature.
#[derive(Debug, Serialize, ToSchema)]
struct TypesApi {
    nature: String,
    libelle: String,
    types: Vec<CodeApi>,
}

pub(super) fn routes() -> Routes {
    let op = |id, resume| Operation::new(TAG, id, resume);
    Routes::new()
        .api(
            "POST",
            "/api/v1/c/{siren}/actes/{id}/courriers/{courrier}/reponse",
            op("repondrePrefecture", "Répondre à un courrier de la préfecture")
                .takes::<ReponseApi>()
                .gives::<ActeApi>(),
            answer,
        )
        .api(
            "GET",
            "/api/v1/c/{siren}/actes/classement",
            op("classement", "Les matières et les types de documents de la préfecture").gives::<ClassementApi>(),
            classement,
        )
}

async fn answer(
    State(house): State<House>,
    agent: Agent<Transmettre>,
    Path((_, id, letter)): Path<(String, ActeId, EchangeId)>,
    Corps(asked): Corps<ReponseApi>,
) -> Result<Json<ActeApi>, WebError> {
    let reponse =
        Reponse::from_code(&asked.reponse).ok_or_else(|| WebError::Refus(Refus::ReponseImpossible.to_string()))?;
    let mut tx = house.db().read(agent.perimetre()).await?;
    let acte = acts::find(&mut tx, contexte(&house, &agent), id).await?;
    drop(tx);
    let mut files = Vec::with_capacity(asked.documents.len());
    for document in asked.documents {
        let wrong = |_| WebError::Refus(format!("«\u{a0}{}\u{a0}» n’est pas en base64.", document.nom));
        let bytes = Bytes::from(STANDARD.decode(&document.contenu).map_err(wrong)?);
        let given = stream::once(async move { Ok::<_, std::convert::Infallible>(bytes) });
        let received = house.documents().receive(given, &document.nom, None).await?;
        files.push((Fichier::look(house.documents(), received, acte.fiche.nature).await?, document.r#type));
    }
    let mut tx = house.db().begin(agent.perimetre()).await?;
    suites::answer(&mut tx, &house, contexte(&house, &agent), (id, letter), (reponse, &files)).await?;
    let answer = load(&mut tx, &house, &agent, id).await?;
    tx.commit().await?;
    house.wake().now();
    Ok(Json(answer))
}

async fn classement(State(house): State<House>, agent: Agent<ConsulterActes>) -> Result<Json<ClassementApi>, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let known = classements::find(&mut tx, agent.id()).await?;
    drop(tx);
    let version = known.as_ref().map(|known| known.0.date_classification.to_string());
    let classement = known.unwrap_or_else(|| Classement::national(house.clock().today()));
    let code = |(code, libelle)| CodeApi { code, libelle };
    let types = |nature: &NatureActe| TypesApi {
        nature: nature.code().to_owned(),
        libelle: nature.libelle().to_owned(),
        types: classement.types(*nature, None).into_iter().map(code).collect(),
    };
    Ok(Json(ClassementApi {
        version,
        matieres: classement.choices().into_iter().map(|choice| code((choice.code, choice.libelle))).collect(),
        types: NatureActe::TOUTES.iter().map(types).collect(),
    }))
}
