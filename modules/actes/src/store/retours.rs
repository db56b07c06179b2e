//! What came back, kept before anything is done of it.

use db::{DbError, FromRow, Row, Sql, Tx, params, sql};
use kernel::CollectiviteId;
use serde_json::json;

use crate::domain::{ActeId, Retour, RetourId};

const INSERT: Sql = sql(
    "INSERT INTO actes_retour (collectivite_id, id, cle, acte_id, message, canal, etat, resume, recu_le, fichiers) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (collectivite_id, cle) DO NOTHING",
);
const KNOWN: Sql = sql("SELECT COUNT(*) AS value FROM actes_retour WHERE cle = $1");
const FIND: Sql =
    sql("SELECT collectivite_id, id, cle, acte_id, message, canal, etat, resume, recu_le, fichiers FROM actes_retour \
     WHERE collectivite_id = $1 AND id = $2");
const OF_ACTE: Sql = sql("SELECT collectivite_id, id, cle, acte_id, message, canal, etat, resume, recu_le, fichiers \
     FROM actes_retour WHERE collectivite_id = $1 AND acte_id = $2 ORDER BY recu_le, id");
const ORPHANS: Sql = sql("SELECT collectivite_id, id, cle, acte_id, message, canal, etat, resume, recu_le, fichiers \
     FROM actes_retour WHERE etat <> 'traite' ORDER BY recu_le DESC, id DESC LIMIT 200");

impl FromRow for Retour {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let fichiers: serde_json::Value = row.get("fichiers")?;
        let unreadable = |e: serde_json::Error| DbError::Unreadable { column: "fichiers".into(), value: e.to_string() };
        Ok(Self {
            collectivite_id: row.get("collectivite_id")?,
            id: row.get("id")?,
            cle: row.get("cle")?,
            acte_id: row.get("acte_id")?,
            message: row.get("message")?,
            canal: row.get("canal")?,
            etat: row.get("etat")?,
            resume: row.get("resume")?,
            recu_le: row.get("recu_le")?,
            fichiers: serde_json::from_value(fichiers).map_err(unreadable)?,
        })
    }
}

/// Keeps a return; false when it was kept already.
pub async fn insert(tx: &mut Tx, r: &Retour) -> Result<bool, DbError> {
    let values = params![
        r.collectivite_id,
        r.id,
        &r.cle,
        r.acte_id,
        &r.message,
        r.canal,
        r.etat,
        &r.resume,
        r.recu_le,
        json!(r.fichiers),
    ];
    Ok(tx.run(INSERT, values).await? == 1)
}

/// Whether this message was kept already, for whomever the perimeter shows.
pub async fn is_known(tx: &mut Tx, cle: &str) -> Result<bool, DbError> {
    Ok(tx.value::<i64>(KNOWN, params![cle]).await?.unwrap_or(0) > 0)
}

pub async fn find(tx: &mut Tx, whose: CollectiviteId, id: RetourId) -> Result<Option<Retour>, DbError> {
    tx.find(FIND, params![whose, id]).await
}

pub async fn list_of(tx: &mut Tx, whose: CollectiviteId, acte: ActeId) -> Result<Vec<Retour>, DbError> {
    tx.list(OF_ACTE, params![whose, acte]).await
}

/// Those that nobody could attach to an acte, or read, the latest first.
pub async fn list_orphans(tx: &mut Tx) -> Result<Vec<Retour>, DbError> {
    tx.list(ORPHANS, params![]).await
}
