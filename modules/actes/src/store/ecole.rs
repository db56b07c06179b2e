//! What the training préfecture received, and the letters that it has not yet given.

use db::{DbError, FromRow, Row, Sql, Tx, params, sql};
use kernel::{CollectiviteId, Id, Instant};
use serde_json::Value;

const INSERT: Sql =
    sql("INSERT INTO actes_ecole_recu (collectivite_id, enveloppe, id_acte, message, contenu, recu_le) \
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (collectivite_id, enveloppe) DO NOTHING");
const FIND: Sql =
    sql("SELECT contenu AS value FROM actes_ecole_recu WHERE collectivite_id = $1 AND id_acte = $2 AND message = $3 \
     ORDER BY recu_le DESC LIMIT 1");
const LETTERS: Sql = sql("SELECT COUNT(*) AS value FROM actes_retour WHERE collectivite_id = $1 AND canal = 'ecole'");
const WAITING_OF: Sql = sql("SELECT COUNT(*) AS value FROM actes_ecole_courrier WHERE collectivite_id = $1");
const POST: Sql = sql("INSERT INTO actes_ecole_courrier (collectivite_id, id, le, pieces) VALUES ($1, $2, $3, $4)");
const WAITING: Sql =
    sql("SELECT collectivite_id, id, le, pieces FROM actes_ecole_courrier WHERE le <= $1 ORDER BY le, id LIMIT 200");
const FORGET: Sql = sql("DELETE FROM actes_ecole_courrier WHERE collectivite_id = $1 AND id = $2");

/// A letter in the box of the school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CourrierEcole {
    pub collectivite_id: CollectiviteId,
    pub id: Id<Self>,
    /// When it may be read.
    pub le: Instant,
    /// Names, and bytes in base64.
    pub pieces: Vec<(String, String)>,
}

impl FromRow for CourrierEcole {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let pieces: Value = row.get("pieces")?;
        let wrong = |e: serde_json::Error| DbError::Unreadable { column: "pieces".into(), value: e.to_string() };
        Ok(Self {
            collectivite_id: row.get("collectivite_id")?,
            id: row.get("id")?,
            le: row.get("le")?,
            pieces: serde_json::from_value(pieces).map_err(wrong)?,
        })
    }
}

/// Keeps that an envelope was received; false when it was already: the same archive twice is one.
pub async fn receive(
    tx: &mut Tx,
    whose: CollectiviteId,
    (enveloppe, id_acte, message): (&str, &str, &str),
    (contenu, now): (&str, Instant),
) -> Result<bool, DbError> {
    Ok(tx.run(INSERT, params![whose, enveloppe, id_acte, message, contenu, now]).await? == 1)
}

/// The latest message of this code about this acte, as it was read.
pub async fn find(
    tx: &mut Tx,
    whose: CollectiviteId,
    (id_acte, message): (&str, &str),
) -> Result<Option<String>, DbError> {
    tx.value(FIND, params![whose, id_acte, message]).await
}

/// The number of its next letter to a collectivité.
pub async fn next_serie(tx: &mut Tx, whose: CollectiviteId) -> Result<u32, DbError> {
    let kept: u32 = tx.value(LETTERS, params![whose]).await?.unwrap_or(0);
    let waiting: u32 = tx.value(WAITING_OF, params![whose]).await?.unwrap_or(0);
    Ok(kept + waiting + 1)
}

pub async fn post(tx: &mut Tx, courrier: &CourrierEcole) -> Result<(), DbError> {
    let values = params![courrier.collectivite_id, courrier.id, courrier.le, serde_json::json!(courrier.pieces)];
    tx.run(POST, values).await.map(drop)
}

/// The letters that may be read, of every collectivité.
pub async fn waiting(tx: &mut Tx, now: Instant) -> Result<Vec<CourrierEcole>, DbError> {
    tx.list(WAITING, params![now]).await
}

/// It was read and kept.
pub async fn forget(tx: &mut Tx, courrier: &CourrierEcole) -> Result<(), DbError> {
    tx.run(FORGET, params![courrier.collectivite_id, courrier.id]).await.map(drop)
}
