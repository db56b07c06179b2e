//! The API of the room: all that its pages can do.

mod catalogue;
mod centre;
pub(crate) mod formes;
mod partage;
mod pieces;
mod registre;
mod services;
mod traitements;

use web::{House, Routes, WebError};

pub(crate) fn routes() -> Routes {
    traitements::routes()
        .merge(registre::routes())
        .merge(services::routes())
        .merge(pieces::routes())
        .merge(partage::routes())
        .merge(centre::routes())
        .merge(catalogue::routes())
}

/// Bytes that a body carries in base64.
fn decode(text: &str) -> Result<Vec<u8>, WebError> {
    use base64::{Engine, engine::general_purpose::STANDARD};
    STANDARD.decode(text.trim()).map_err(|_| WebError::Refus("Le fichier doit être encodé en base64.".to_owned()))
}

/// Receives such bytes as a document, under the name that is given.
async fn receive(house: &House, nom: &str, octets: Vec<u8>) -> Result<documents::Received, WebError> {
    let once = futures::stream::once(async { Ok::<_, std::io::Error>(axum::body::Bytes::from(octets)) });
    Ok(house.documents().receive(Box::pin(once), nom, Some(house.config().max_upload)).await?)
}
