//! One-time links, found by the digest of their token.

use db::{DbError, Sql, Tx, params, sql};
use kernel::{Instant, PersonneId};

use crate::liens::GenreLien;

const FIND: Sql = sql("SELECT l.genre, l.personne FROM annuaire_lien l JOIN annuaire_personne p ON p.id = l.personne
    WHERE l.empreinte = $1 AND l.expires_at > $2 AND l.used_at IS NULL AND p.actif = TRUE");
const INSERT: Sql = sql("INSERT INTO annuaire_lien (empreinte, genre, personne, created_at, expires_at)
    VALUES ($1, $2, $3, $4, $5)");
const USE: Sql =
    sql("UPDATE annuaire_lien SET used_at = $2 WHERE empreinte = $1 AND used_at IS NULL AND expires_at > $2");
const DELETE_ALL: Sql = sql("DELETE FROM annuaire_lien WHERE personne = $1 AND used_at IS NULL");
const COUNT_SINCE: Sql = sql("SELECT COUNT(*) AS value FROM annuaire_lien
    WHERE personne = $1 AND genre = $2 AND created_at > $3");
const PURGE: Sql = sql("DELETE FROM annuaire_lien WHERE expires_at <= $1");

pub(crate) struct Trouve {
    pub genre: GenreLien,
    pub personne: PersonneId,
}
db::row!(Trouve { genre, personne });

pub(crate) async fn find(tx: &mut Tx, now: Instant, empreinte: &str) -> Result<Option<Trouve>, DbError> {
    tx.find(FIND, params![empreinte, now]).await
}

pub(crate) async fn insert(
    tx: &mut Tx,
    (genre, empreinte): (GenreLien, &str),
    personne: PersonneId,
    (created_at, expires_at): (Instant, Instant),
) -> Result<(), DbError> {
    tx.run(INSERT, params![empreinte, genre, personne, created_at, expires_at]).await.map(|_| ())
}

/// Whether it could still serve: of two at once, one passes.
pub(crate) async fn consume(tx: &mut Tx, now: Instant, empreinte: &str) -> Result<bool, DbError> {
    Ok(tx.run(USE, params![empreinte, now]).await? == 1)
}

/// Ends the links of a person that did not serve.
pub(crate) async fn delete_all(tx: &mut Tx, personne: PersonneId) -> Result<(), DbError> {
    tx.run(DELETE_ALL, params![personne]).await.map(|_| ())
}

pub(crate) async fn count_since(
    tx: &mut Tx,
    personne: PersonneId,
    genre: GenreLien,
    since: Instant,
) -> Result<i64, DbError> {
    Ok(tx.value(COUNT_SINCE, params![personne, genre, since]).await?.unwrap_or(0))
}

pub(crate) async fn purge(tx: &mut Tx, now: Instant) -> Result<u64, DbError> {
    tx.run(PURGE, params![now]).await
}
