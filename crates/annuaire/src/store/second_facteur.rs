//! TOTP secrets, recovery codes, and passwords that await their second factor.

use db::{DbError, Sql, Tx, params, sql};
use kernel::{Instant, PersonneId};

const SECRETS: Sql = sql("SELECT totp_secret AS secret, totp_propose AS propose
    FROM annuaire_personne WHERE id = $1");
const PROPOSE: Sql = sql("UPDATE annuaire_personne SET totp_propose = $2 WHERE id = $1");
const ACTIVATE: Sql = sql("UPDATE annuaire_personne SET totp_secret = totp_propose, totp_propose = NULL,
    totp_dernier_pas = $2 WHERE id = $1 AND totp_propose IS NOT NULL");
const DEACTIVATE: Sql = sql("UPDATE annuaire_personne SET totp_secret = NULL, totp_propose = NULL WHERE id = $1");
// The condition makes the code serve once, even typed twice at the same instant.
const USE_STEP: Sql = sql("UPDATE annuaire_personne SET totp_dernier_pas = $2 WHERE id = $1 AND totp_dernier_pas < $2");
const ADD_CODE: Sql = sql("INSERT INTO annuaire_code_secours (empreinte, personne) VALUES ($1, $2)");
const CLEAR_CODES: Sql = sql("DELETE FROM annuaire_code_secours WHERE personne = $1");
const USE_CODE: Sql = sql("UPDATE annuaire_code_secours SET used_at = $3
    WHERE personne = $1 AND empreinte = $2 AND used_at IS NULL");
const COUNT_CODES: Sql =
    sql("SELECT COUNT(*) AS value FROM annuaire_code_secours WHERE personne = $1 AND used_at IS NULL");
const ADD_WAIT: Sql = sql("INSERT INTO annuaire_attente (empreinte, personne, expires_at) VALUES ($1, $2, $3)");
const FIND_WAIT: Sql = sql("SELECT personne AS value FROM annuaire_attente WHERE empreinte = $1 AND expires_at > $2");
const END_WAIT: Sql = sql("DELETE FROM annuaire_attente WHERE empreinte = $1");
const END_WAITS: Sql = sql("DELETE FROM annuaire_attente WHERE personne = $1");
const PURGE: Sql = sql("DELETE FROM annuaire_attente WHERE expires_at <= $1");

/// The secret in force, and the one proposed.
#[derive(Default)]
pub(crate) struct Secrets {
    pub secret: Option<Vec<u8>>,
    pub propose: Option<Vec<u8>>,
}
db::row!(Secrets { secret, propose });

pub(crate) async fn secrets(tx: &mut Tx, personne: PersonneId) -> Result<Secrets, DbError> {
    Ok(tx.find(SECRETS, params![personne]).await?.unwrap_or_default())
}

pub(crate) async fn propose(tx: &mut Tx, personne: PersonneId, secret: &[u8]) -> Result<(), DbError> {
    tx.run(PROPOSE, params![personne, secret]).await.map(|_| ())
}

pub(crate) async fn activate(tx: &mut Tx, personne: PersonneId, pas: i64) -> Result<bool, DbError> {
    Ok(tx.run(ACTIVATE, params![personne, pas]).await? == 1)
}

pub(crate) async fn deactivate(tx: &mut Tx, personne: PersonneId) -> Result<(), DbError> {
    tx.run(DEACTIVATE, params![personne]).await?;
    tx.run(CLEAR_CODES, params![personne]).await.map(|_| ())
}

/// Whether this step had not served yet.
pub(crate) async fn use_step(tx: &mut Tx, personne: PersonneId, pas: i64) -> Result<bool, DbError> {
    Ok(tx.run(USE_STEP, params![personne, pas]).await? == 1)
}

pub(crate) async fn set_codes(tx: &mut Tx, personne: PersonneId, empreintes: Vec<String>) -> Result<(), DbError> {
    tx.run(CLEAR_CODES, params![personne]).await?;
    tx.insert_many(ADD_CODE, empreintes.into_iter().map(|e| params![e, personne]).collect()).await.map(|_| ())
}

/// Whether there was such a code, not used yet.
pub(crate) async fn use_code(
    tx: &mut Tx,
    now: Instant,
    personne: PersonneId,
    empreinte: &str,
) -> Result<bool, DbError> {
    Ok(tx.run(USE_CODE, params![personne, empreinte, now]).await? == 1)
}

pub(crate) async fn count_codes(tx: &mut Tx, personne: PersonneId) -> Result<u32, DbError> {
    Ok(tx.value(COUNT_CODES, params![personne]).await?.unwrap_or(0))
}

pub(crate) async fn add_wait(
    tx: &mut Tx,
    empreinte: &str,
    personne: PersonneId,
    expires_at: Instant,
) -> Result<(), DbError> {
    tx.run(ADD_WAIT, params![empreinte, personne, expires_at]).await.map(|_| ())
}

pub(crate) async fn find_wait(tx: &mut Tx, now: Instant, empreinte: &str) -> Result<Option<PersonneId>, DbError> {
    tx.value(FIND_WAIT, params![empreinte, now]).await
}

/// Whether it was still there: of two answers at once, one enters.
pub(crate) async fn end_wait(tx: &mut Tx, empreinte: &str) -> Result<bool, DbError> {
    Ok(tx.run(END_WAIT, params![empreinte]).await? == 1)
}

pub(crate) async fn end_waits(tx: &mut Tx, personne: PersonneId) -> Result<(), DbError> {
    tx.run(END_WAITS, params![personne]).await.map(|_| ())
}

pub(crate) async fn purge(tx: &mut Tx, now: Instant) -> Result<u64, DbError> {
    tx.run(PURGE, params![now]).await
}
