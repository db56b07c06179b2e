//! What proves an acte, to keep: stamped files, the receipt, everything in one archive, what the préfecture sent.

use axum::{
    body::Body,
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use web::{Agent, House, WebError, liste::attachment, telechargement::serve};

use super::acces::{contexte, find};
use crate::{
    domain::{ActeId, PieceId, RetourId},
    droits::ConsulterActes,
    gestes::{archives::pipe, preuves, versements},
    store::{pieces, retours},
};

/// A file with its stamp.
pub(crate) async fn stamped(
    State(house): State<House>,
    agent: Agent<ConsulterActes>,
    Path((_, id, piece)): Path<(String, ActeId, PieceId)>,
) -> Result<Response, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let acte = find(&mut tx, &house, &agent, id).await?;
    let piece = pieces::find(&mut tx, agent.id(), (id, piece)).await?.ok_or(WebError::NotFound)?;
    let octets = preuves::stamped(&mut tx, &house, contexte(&house, &agent), (&acte, &piece)).await?;
    let nom = format!("{}-{}.pdf", acte.id_acte.unwrap_or_default(), piece.rang);
    Ok(attachment(&nom, "application/pdf", octets))
}

pub(crate) async fn receipt(
    State(house): State<House>,
    agent: Agent<ConsulterActes>,
    Path((_, id)): Path<(String, ActeId)>,
) -> Result<Response, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let acte = find(&mut tx, &house, &agent, id).await?;
    let dossier = preuves::dossier(&mut tx, contexte(&house, &agent), acte).await?;
    let pdf = preuves::print(&mut tx, &house, &agent.collectivite, &dossier).await?;
    Ok(attachment(&dossier.receipt_name(), "application/pdf", pdf))
}

pub(crate) async fn evidence(
    State(house): State<House>,
    agent: Agent<ConsulterActes>,
    Path((_, id)): Path<(String, ActeId)>,
) -> Result<Response, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let acte = find(&mut tx, &house, &agent, id).await?;
    let ctx = contexte(&house, &agent);
    let dossier = preuves::dossier(&mut tx, ctx, acte).await?;
    let receipt = preuves::print(&mut tx, &house, &agent.collectivite, &dossier).await?;
    let all = preuves::evidence(&mut tx, &house, ctx, (&dossier, Some(receipt))).await?;
    drop(tx);
    let (sortie, pieces) = pipe();
    tokio::task::spawn_blocking(move || {
        if let Err(error) = preuves::write(sortie, all.preuves) {
            tracing::warn!(%error, "an evidence was not read to its end");
        }
    });
    let nom = format!("preuve-{}.zip", dossier.acte.id_acte.unwrap_or_default());
    Ok(attachment(&nom, "application/zip", Body::from_stream(pieces)))
}

/// The acte for the archives: a transfer SEDA 2.1.
pub(super) async fn transfer(
    State(house): State<House>,
    agent: Agent<ConsulterActes>,
    Path((_, id)): Path<(String, ActeId)>,
) -> Result<Response, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let acte = find(&mut tx, &house, &agent, id).await?;
    drop(tx);
    let nom = format!("ACTES-{}", acte.id_acte.unwrap_or_default());
    let ctx = contexte(&house, &agent);
    let versement = versements::prepare(&house, ctx, &agent.collectivite, (&[id], &nom)).await?;
    let (documents, (sortie, pieces)) = (house.documents().clone(), pipe());
    tokio::task::spawn_blocking(move || {
        if let Err(error) = versements::write(&documents, &versement, sortie) {
            tracing::warn!(%error, "a transfer was not read to its end");
        }
    });
    Ok(attachment(&format!("{nom}.seda.zip"), "application/zip", Body::from_stream(pieces)))
}

/// A file that the préfecture sent.
pub(super) async fn returned(
    State(house): State<House>,
    agent: Agent<ConsulterActes>,
    Path((_, id, retour, rang)): Path<(String, ActeId, RetourId, usize)>,
    asked: HeaderMap,
) -> Result<Response, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    find(&mut tx, &house, &agent, id).await?;
    let retour = retours::find(&mut tx, agent.id(), retour).await?.filter(|retour| retour.acte_id == Some(id));
    let retour = retour.ok_or(WebError::NotFound)?;
    let document = retour.fichiers.get(rang).and_then(|file| file.document.as_ref()?.parse().ok());
    serve(&house, &mut tx, (agent.id(), document.ok_or(WebError::NotFound)?), &asked).await
}
