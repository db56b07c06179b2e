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
    domain::{Acte, ActeId, PieceId, RetourId},
    droits::ConsulterActes,
    gestes::{
        archives::pipe,
        preuves::{self, Dossier},
    },
    store::{classements, pieces, retours},
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
    let matiere = matiere(&mut tx, &agent, &dossier.acte).await?;
    drop(tx);
    let pdf = print(&house, &agent, &dossier, &matiere).await?;
    let nom = format!("AR-{}.pdf", dossier.acte.id_acte.unwrap_or_default());
    Ok(attachment(&nom, "application/pdf", pdf))
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
    let matiere = matiere(&mut tx, &agent, &dossier.acte).await?;
    let receipt = print(&house, &agent, &dossier, &matiere).await?;
    let all = preuves::evidence(&mut tx, &house, ctx, (&dossier, receipt)).await?;
    drop(tx);
    let (sortie, pieces) = pipe();
    tokio::task::spawn_blocking(move || {
        if let Err(error) = preuves::write(sortie, all) {
            tracing::warn!(%error, "an evidence was not read to its end");
        }
    });
    let nom = format!("preuve-{}.zip", dossier.acte.id_acte.unwrap_or_default());
    Ok(attachment(&nom, "application/zip", Body::from_stream(pieces)))
}

/// A file that the préfecture sent.
pub(super) async fn returned(
    State(house): State<House>,
    agent: Agent<ConsulterActes>,
    Path((_, id, retour, rang)): Path<(String, ActeId, RetourId, usize)>,
    asked: HeaderMap,
) -> Result<Response, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let retour = retours::find(&mut tx, agent.id(), retour).await?.filter(|retour| retour.acte_id == Some(id));
    let retour = retour.ok_or(WebError::NotFound)?;
    let document = retour.fichiers.get(rang).and_then(|file| file.document.as_ref()?.parse().ok());
    serve(&house, &mut tx, (agent.id(), document.ok_or(WebError::NotFound)?), &asked).await
}

async fn matiere<P>(tx: &mut db::Tx, agent: &Agent<P>, acte: &Acte) -> Result<String, WebError> {
    let known = classements::find(tx, agent.id()).await?;
    let codes = acte.fiche.codes_matieres();
    Ok(codes.and_then(|codes| known?.libelle(codes)).unwrap_or_default())
}

/// Typesetting computes: apart from what serves the pages.
async fn print<P>(house: &House, agent: &Agent<P>, dossier: &Dossier, matiere: &str) -> Result<Vec<u8>, WebError> {
    let today = house.clock().today();
    let document =
        dossier.receipt(&agent.collectivite, (matiere, today)).map_err(|e| WebError::Refus(e.to_string()))?;
    let services = house.clone();
    let printed = tokio::task::spawn_blocking(move || services.presse().pdf(&document)).await;
    printed.map_err(WebError::internal)?.map_err(WebError::internal)
}
