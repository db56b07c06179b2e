//! A job from its making to its end. What a worker changes is fenced by the lease that it holds.

use db::{Db, DbError, Perimetre, Sql, Tx, Value, params, sql};
use kernel::Instant;

use crate::{
    EtatJob, JobId,
    job::{Claimed, Lease, Progress},
};

const INSERT: Sql = sql("INSERT INTO jobs_job
    (id, kind, payload, etat, pour, priority, run_at, attempts, max_attempts, unique_key, cancel_asked, asked_by, asked_by_nom, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT DO NOTHING");
const FIND_UNIQUE: Sql =
    sql("SELECT id AS value FROM jobs_job WHERE unique_key = $1 AND etat IN ('en_attente', 'en_cours')");
const IS_DUE: Sql = sql(
    "SELECT COUNT(*) AS value FROM (SELECT 1 AS un FROM jobs_job
    WHERE etat IN ('en_attente', 'en_cours') AND COALESCE(locked_until, run_at) <= $1 AND kind IN ($*) LIMIT 1) AS due",
);
/// The inner SELECT follows the index `jobs_job_due`.
const CLAIM: Sql = sql(
    "UPDATE jobs_job SET etat = 'en_cours', attempts = attempts + 1, lease = $2, locked_by = $3, locked_until = $4, started_at = $1
    WHERE id = (SELECT id FROM jobs_job
        WHERE etat IN ('en_attente', 'en_cours') AND COALESCE(locked_until, run_at) <= $1 AND kind IN ($*)
        ORDER BY priority DESC, run_at, id LIMIT 1 /* claim */)
    RETURNING id, kind, payload, pour, attempts, max_attempts, lease, cancel_asked, checkpoint",
);
const RENEW: Sql = sql("UPDATE jobs_job SET locked_until = $3, progress_done = COALESCE($4, progress_done),
        progress_total = COALESCE($5, progress_total), progress_message = COALESCE($6, progress_message)
    WHERE id = $1 AND lease = $2 AND etat = 'en_cours'");
const CHECKPOINT: Sql = sql("UPDATE jobs_job SET checkpoint = $3, progress_done = COALESCE($4, progress_done),
        progress_total = COALESCE($5, progress_total), progress_message = COALESCE($6, progress_message)
    WHERE id = $1 AND lease = $2 AND etat = 'en_cours'");
const IS_WANTED: Sql = sql("SELECT COUNT(*) AS value FROM jobs_job
    WHERE id = $1 AND lease = $2 AND etat = 'en_cours' AND NOT cancel_asked");
const END: Sql = sql("UPDATE jobs_job SET etat = $3, result = $4, last_error = $5, finished_at = $6, lease = NULL,
        locked_by = NULL, locked_until = NULL, progress_done = COALESCE($7, progress_done),
        progress_total = COALESCE($8, progress_total), progress_message = COALESCE($9, progress_message)
    WHERE id = $1 AND lease = $2 AND etat = 'en_cours'");
const POSTPONE: Sql = sql("UPDATE jobs_job SET etat = 'en_attente', run_at = $3, last_error = $4, lease = NULL,
        locked_by = NULL, locked_until = NULL
    WHERE id = $1 AND lease = $2 AND etat = 'en_cours'");
const GIVE_BACK: Sql =
    sql("UPDATE jobs_job SET etat = 'en_attente', attempts = attempts - 1, lease = NULL, locked_by = NULL,
        locked_until = NULL
    WHERE locked_by = $1 AND etat = 'en_cours'");

/// False when a job of the same unique key is not over.
pub(crate) async fn insert(tx: &mut Tx, row: Vec<Value>) -> Result<bool, DbError> {
    Ok(tx.run(INSERT, row).await? == 1)
}

/// Passes over those of a unique key that is taken.
pub(crate) async fn insert_many(tx: &mut Tx, rows: Vec<Vec<Value>>) -> Result<u64, DbError> {
    tx.insert_many(INSERT, rows).await
}

pub(crate) async fn find_unique(tx: &mut Tx, key: &str) -> Result<Option<JobId>, DbError> {
    tx.value(FIND_UNIQUE, params![key]).await
}

/// Whether there is something to claim: read first, so that waiting writes nothing.
pub(crate) async fn is_due(tx: &mut Tx, now: Instant, kinds: &[&str]) -> Result<bool, DbError> {
    Ok(tx.list_in::<Count, _>(IS_DUE, params![now], kinds.iter().copied()).await?.iter().any(|due| due.value > 0))
}

/// Takes the first job due among these kinds, or one whose lease has run out.
pub(crate) async fn claim(
    db: &Db,
    worker: &str,
    now: Instant,
    (lease, until): (Lease, Instant),
    kinds: &[&str],
) -> Result<Option<Claimed>, DbError> {
    let mut claimed = db.claim(CLAIM, params![now, lease, worker, until], kinds.iter().copied()).await?;
    Ok(claimed.pop())
}

/// False when the lease is lost.
pub(crate) async fn renew(db: &Db, held: (JobId, Lease), until: Instant, at: &Progress) -> Result<bool, DbError> {
    let mut tx = db.begin(Perimetre::Commun).await?;
    let mut values = params![held.0, held.1, until];
    values.extend(progress(at));
    let changed = tx.run(RENEW, values).await?;
    tx.commit().await?;
    Ok(changed == 1)
}

/// False when the lease is lost.
pub(crate) async fn checkpoint(
    tx: &mut Tx,
    held: (JobId, Lease),
    place: serde_json::Value,
    at: &Progress,
) -> Result<bool, DbError> {
    let mut values = params![held.0, held.1, place];
    values.extend(progress(at));
    Ok(tx.run(CHECKPOINT, values).await? == 1)
}

/// False when the job is to be cancelled or when its lease is lost.
pub(crate) async fn is_wanted(db: &Db, held: (JobId, Lease)) -> Result<bool, DbError> {
    is_wanted_in(&mut db.read(Perimetre::Commun).await?, held).await
}

/// The same, in a transaction.
pub(crate) async fn is_wanted_in(tx: &mut Tx, held: (JobId, Lease)) -> Result<bool, DbError> {
    Ok(tx.value::<i64>(IS_WANTED, params![held.0, held.1]).await? == Some(1))
}

/// How a job ends.
#[derive(Debug)]
pub(crate) struct End {
    pub etat: EtatJob,
    pub result: Option<serde_json::Value>,
    pub error: Option<String>,
    pub at: Instant,
}

/// False when the lease is lost, or when the handler has ended the job already.
pub(crate) async fn end(tx: &mut Tx, held: (JobId, Lease), end: End, at: &Progress) -> Result<bool, DbError> {
    let mut values = params![held.0, held.1, end.etat, end.result, end.error, end.at];
    values.extend(progress(at));
    Ok(tx.run(END, values).await? == 1)
}

pub(crate) async fn postpone(tx: &mut Tx, held: (JobId, Lease), run_at: Instant, error: &str) -> Result<bool, DbError> {
    Ok(tx.run(POSTPONE, params![held.0, held.1, run_at, error]).await? == 1)
}

/// Gives back what this worker was running when it was stopped; the attempt does not count.
pub(crate) async fn give_back(db: &Db, worker: &str) -> Result<u64, DbError> {
    let mut tx = db.begin(Perimetre::Commun).await?;
    let given = tx.run(GIVE_BACK, params![worker]).await?;
    tx.commit().await?;
    Ok(given)
}

fn progress(at: &Progress) -> Vec<Value> {
    params![at.done, at.total, at.message.clone()]
}

struct Count {
    value: i64,
}
db::row!(Count { value });
