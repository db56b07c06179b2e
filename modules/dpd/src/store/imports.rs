//! The files of the CNIL that were received, and the lines of members that they hold.

use db::{DbError, FromRow, Row, Sql, Tx, params, sql};
use kernel::{Id, Instant};

use crate::domain::LigneCnil;

const FIND: Sql = sql(
    "SELECT id, nom, empreinte, lignes, illisibles, retenues, recu_le, recu_par, confirme_le FROM dpd_import WHERE id = $1",
);
const LAST: Sql = sql("SELECT id, nom, lignes, recu_le, recu_par, confirme_le FROM dpd_import \
     WHERE confirme_le IS NOT NULL ORDER BY confirme_le DESC LIMIT 12");
const INSERT: Sql =
    sql("INSERT INTO dpd_import (id, nom, empreinte, lignes, illisibles, retenues, recu_le, recu_par) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
// Its lines are kept as declarations: they have served.
const CONFIRM: Sql = sql("UPDATE dpd_import SET confirme_le = $2, retenues = $3 WHERE id = $1 AND confirme_le IS NULL");
// What was shown, and that nobody confirmed.
const FORGET: Sql = sql("DELETE FROM dpd_import WHERE confirme_le IS NULL AND recu_le < $1");

/// The identity of a file received.
pub type ImportId = Id<Import>;

/// A file received, with its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    pub id: ImportId,
    pub nom: String,
    /// SHA-256, hexadecimal; empty from the command line.
    pub empreinte: String,
    pub lignes: u32,
    pub illisibles: u32,
    /// Until it is confirmed.
    pub retenues: Vec<LigneCnil>,
    pub recu_le: Instant,
    pub recu_par: String,
    pub confirme_le: Option<Instant>,
}

/// A file confirmed, without its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportFait {
    pub id: ImportId,
    pub nom: String,
    pub lignes: u32,
    pub recu_le: Instant,
    pub recu_par: String,
    pub confirme_le: Instant,
}
db::row!(ImportFait { id, nom, lignes, recu_le, recu_par, confirme_le });

impl FromRow for Import {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let lines: serde_json::Value = row.get("retenues")?;
        let retenues = serde_json::from_value(lines)
            .map_err(|e| DbError::Unreadable { column: "retenues".to_owned(), value: e.to_string() })?;
        Ok(Self {
            id: row.get("id")?,
            nom: row.get("nom")?,
            empreinte: row.get("empreinte")?,
            lignes: row.get("lignes")?,
            illisibles: row.get("illisibles")?,
            retenues,
            recu_le: row.get("recu_le")?,
            recu_par: row.get("recu_par")?,
            confirme_le: row.get("confirme_le")?,
        })
    }
}

pub async fn find(tx: &mut Tx, id: ImportId) -> Result<Option<Import>, DbError> {
    tx.find(FIND, params![id]).await
}

/// The latest confirmed, first; a dozen.
pub async fn list_confirmed(tx: &mut Tx) -> Result<Vec<ImportFait>, DbError> {
    tx.list(LAST, params![]).await
}

pub async fn insert(tx: &mut Tx, i: &Import) -> Result<(), DbError> {
    let lines = serde_json::to_value(&i.retenues).unwrap_or_default();
    let values = params![i.id, &i.nom, &i.empreinte, i.lignes, i.illisibles, lines, i.recu_le, &i.recu_par];
    tx.run(INSERT, values).await.map(drop)
}

/// False when it was confirmed already.
pub async fn confirm(tx: &mut Tx, id: ImportId, now: Instant) -> Result<bool, DbError> {
    tx.run(CONFIRM, params![id, now, serde_json::json!([])]).await.map(|written| written == 1)
}

/// Forgets the files that nobody confirmed since `before`.
pub async fn forget(tx: &mut Tx, before: Instant) -> Result<u64, DbError> {
    tx.run(FORGET, params![before]).await
}
