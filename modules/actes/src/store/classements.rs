//! The classification of each collectivité, as its préfecture sent it: kept as the XML of the message, which is its truth.

use db::{DbError, Sql, Tx, params, sql};
use kernel::{CollectiviteId, Instant};
use norme_actes::{Contenu, Message, RetourClassification, Schema};
use serde_json::{Value, json};

use crate::domain::Classement;

const SAVE: Sql =
    sql("INSERT INTO actes_classification (collectivite_id, version, recue_le, contenu) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (collectivite_id) DO UPDATE SET version = $2, recue_le = $3, contenu = $4");
const FIND: Sql = sql("SELECT contenu AS value FROM actes_classification WHERE collectivite_id = $1");
const TOUCH: Sql = sql("UPDATE actes_classification SET recue_le = $2 WHERE collectivite_id = $1");
const RECEIVED: Sql = sql("SELECT recue_le AS value FROM actes_classification WHERE collectivite_id = $1");

/// Keeps the classification in the place of the one before.
///
/// # Errors
/// A classification that the schema would refuse is not kept.
pub async fn save(
    tx: &mut Tx,
    whose: CollectiviteId,
    received: &RetourClassification,
    now: Instant,
) -> Result<(), DbError> {
    let unreadable =
        |e: norme_actes::ActesError| DbError::Unreadable { column: "contenu".into(), value: e.to_string() };
    let schema = if received.natures.iter().all(|nature| nature.types_pj.is_empty()) {
        Schema::Large
    } else {
        Schema::default()
    };
    let xml = Message::RetourClassification(received.clone()).to_xml(schema).map_err(unreadable)?;
    let xml = kernel::windows_1252(&xml).into_owned();
    tx.run(SAVE, params![whose, received.date_classification, now, json!({ "xml": xml })]).await.map(drop)
}

/// The one kept is still in force.
pub async fn touch(tx: &mut Tx, whose: CollectiviteId, now: Instant) -> Result<(), DbError> {
    tx.run(TOUCH, params![whose, now]).await.map(drop)
}

pub async fn find(tx: &mut Tx, whose: CollectiviteId) -> Result<Option<Classement>, DbError> {
    let Some(kept) = tx.value::<Value>(FIND, params![whose]).await? else { return Ok(None) };
    let xml = kept["xml"].as_str().unwrap_or_default();
    let wrong = |value: String| DbError::Unreadable { column: "contenu".into(), value };
    // Kept as UTF-8: its declaration of another encoding goes first.
    let body = xml.split_once("?>").map_or(xml, |(_, body)| body);
    match norme_actes::read(body.as_bytes()).map_err(|e| wrong(e.to_string()))?.contenu {
        Contenu::Message(message) => match *message {
            Message::RetourClassification(classification) => Ok(Some(Classement(classification))),
            _ => Err(wrong("another message".to_owned())),
        },
        _ => Err(wrong("an envelope".to_owned())),
    }
}

/// When the préfecture last said that it is in force.
pub async fn received_at(tx: &mut Tx, whose: CollectiviteId) -> Result<Option<Instant>, DbError> {
    tx.value(RECEIVED, params![whose]).await
}
