//! Failures of accounts and addresses.

use db::{DbError, Sql, Tx, params, sql};
use kernel::Instant;

use crate::domain::frein::{Frein, GenreFrein};

// An UPDATE that changes nothing: it takes the row on PostgreSQL until the end of the transaction, so that attempts made
// at once are counted one after the other; SQLite's writer has its turn already.
const TAKE: Sql = sql("UPDATE annuaire_frein SET echecs = echecs WHERE genre = $1 AND cle = $2
    RETURNING echecs, dernier_at, retry_at");
const MAKE: Sql = sql("INSERT INTO annuaire_frein (genre, cle, echecs, dernier_at) VALUES ($1, $2, 0, $3)
    ON CONFLICT (genre, cle) DO NOTHING");
const SAVE: Sql =
    sql("UPDATE annuaire_frein SET echecs = $3, dernier_at = $4, retry_at = $5 WHERE genre = $1 AND cle = $2");
const CLEAR: Sql = sql("DELETE FROM annuaire_frein WHERE genre = $1 AND cle = $2");
const FIND: Sql = sql("SELECT echecs, dernier_at, retry_at FROM annuaire_frein WHERE genre = $1 AND cle = $2");
const PURGE: Sql = sql("DELETE FROM annuaire_frein WHERE dernier_at <= $1 AND (retry_at IS NULL OR retry_at <= $2)");

db::row!(Frein { echecs, dernier_at, retry_at });

/// Takes the row of an account or address, made if absent, until the end of the transaction.
pub(crate) async fn take(tx: &mut Tx, now: Instant, genre: GenreFrein, cle: &str) -> Result<Frein, DbError> {
    if let Some(frein) = tx.find(TAKE, params![genre.code(), cle]).await? {
        return Ok(frein);
    }
    tx.run(MAKE, params![genre.code(), cle, now]).await?;
    Ok(tx.find(TAKE, params![genre.code(), cle]).await?.unwrap_or_default())
}

pub(crate) async fn find(tx: &mut Tx, genre: GenreFrein, cle: &str) -> Result<Frein, DbError> {
    Ok(tx.find(FIND, params![genre.code(), cle]).await?.unwrap_or_default())
}

pub(crate) async fn save(tx: &mut Tx, genre: GenreFrein, cle: &str, frein: Frein) -> Result<(), DbError> {
    let values = params![genre.code(), cle, frein.echecs, frein.dernier_at, frein.retry_at];
    tx.run(SAVE, values).await.map(|_| ())
}

/// Whether something was counted.
pub(crate) async fn clear(tx: &mut Tx, genre: GenreFrein, cle: &str) -> Result<bool, DbError> {
    Ok(tx.run(CLEAR, params![genre.code(), cle]).await? == 1)
}

/// Forgets what nothing touched since `before`, waits served.
pub(crate) async fn purge(tx: &mut Tx, now: Instant, before: Instant) -> Result<u64, DbError> {
    tx.run(PURGE, params![before, now]).await
}
