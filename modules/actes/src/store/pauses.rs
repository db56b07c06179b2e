//! While a pause lasts nothing leaves.

use db::{DbError, Sql, Tx, params, sql};
use kernel::{Id, Instant};

const INSERT: Sql = sql("INSERT INTO actes_pause (id, debut, fin, motif, par) VALUES ($1, $2, $3, $4, $5)");
const CURRENT: Sql =
    sql("SELECT id, debut, fin, motif, par FROM actes_pause WHERE debut <= $1 AND (fin IS NULL OR fin > $1) \
     ORDER BY debut DESC LIMIT 1");
const TO_COME: Sql =
    sql("SELECT id, debut, fin, motif, par FROM actes_pause WHERE fin IS NULL OR fin > $1 ORDER BY debut");
const END: Sql = sql("UPDATE actes_pause SET fin = $2 WHERE id = $1 AND (fin IS NULL OR fin > $2)");

/// A time during which the préfecture's server is not called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    pub id: Id<Self>,
    pub debut: Instant,
    /// None: until somebody ends it.
    pub fin: Option<Instant>,
    pub motif: String,
    pub par: String,
}
db::row!(Pause { id, debut, fin, motif, par });

pub async fn insert(tx: &mut Tx, p: &Pause) -> Result<(), DbError> {
    tx.run(INSERT, params![p.id, p.debut, p.fin, &p.motif, &p.par]).await.map(drop)
}

/// The pause of this instant.
pub async fn current(tx: &mut Tx, now: Instant) -> Result<Option<Pause>, DbError> {
    tx.find(CURRENT, params![now]).await
}

/// This one and those to come.
pub async fn list(tx: &mut Tx, now: Instant) -> Result<Vec<Pause>, DbError> {
    tx.list(TO_COME, params![now]).await
}

pub async fn end(tx: &mut Tx, id: Id<Pause>, now: Instant) -> Result<bool, DbError> {
    Ok(tx.run(END, params![id, now]).await? == 1)
}
