//! A document of a collectivité, whole or in part; never one of another, never one in quarantine.

use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use documents::DocumentId;
use web::{Agent, House, WebError, telechargement::serve};

use crate::droits::LireDocuments;

pub(super) async fn download(
    State(house): State<House>,
    agent: Agent<LireDocuments>,
    Path((_, id)): Path<(String, DocumentId)>,
    asked: HeaderMap,
) -> Result<Response, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    serve(&house, &mut tx, (agent.id(), id), &asked).await
}
