//! What the web keeps for itself: the answers already given to a key.

use db::{DbError, Sql, Tx, params, sql};
use kernel::Instant;

const FIND: Sql = sql("SELECT demande, recue_le, statut, genre, corps FROM web_idempotence WHERE cle = $1");
const RESERVE: Sql = sql("INSERT INTO web_idempotence (cle, demande, recue_le, genre) VALUES ($1, $2, $3, '')
    ON CONFLICT (cle) DO UPDATE SET recue_le = excluded.recue_le
    WHERE web_idempotence.statut IS NULL AND web_idempotence.recue_le <= $4");
const KEEP: Sql = sql("UPDATE web_idempotence SET statut = $2, genre = $3, corps = $4 WHERE cle = $1");
const FORGET: Sql = sql("DELETE FROM web_idempotence WHERE cle = $1");
const PURGE: Sql = sql("DELETE FROM web_idempotence WHERE recue_le < $1");

#[derive(Debug)]
pub(crate) struct Idempotence {
    pub demande: String,
    pub recue_le: Instant,
    pub statut: Option<i64>,
    pub genre: String,
    pub corps: Option<Vec<u8>>,
}
db::row!(Idempotence { demande, recue_le, statut, genre, corps });

pub(crate) async fn idempotence_find(tx: &mut Tx, key: &str) -> Result<Option<Idempotence>, DbError> {
    tx.find(FIND, params![key]).await
}

/// Whether the key is now taken by this request: new, or left by a node that was lost.
pub(crate) async fn idempotence_reserve(
    tx: &mut Tx,
    key: &str,
    demande: &str,
    now: Instant,
    lost: Instant,
) -> Result<bool, DbError> {
    Ok(tx.run(RESERVE, params![key, demande, now, lost]).await? == 1)
}

pub(crate) async fn idempotence_keep(
    tx: &mut Tx,
    key: &str,
    status: u16,
    genre: &str,
    body: &[u8],
) -> Result<(), DbError> {
    tx.run(KEEP, params![key, i64::from(status), genre, body]).await.map(|_| ())
}

pub(crate) async fn idempotence_forget(tx: &mut Tx, key: &str) -> Result<(), DbError> {
    tx.run(FORGET, params![key]).await.map(|_| ())
}

/// Forgets the answers given before `before`; gives how many.
pub async fn idempotence_purge(tx: &mut Tx, before: Instant) -> Result<u64, DbError> {
    tx.run(PURGE, params![before]).await
}
