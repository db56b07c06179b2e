//! What the pages ask of the queue.

use db::{DbError, Filter, Genre, ListAfter, ListPage, ListRequest, ListSql, Sort, Sql, Tx, params, sql};
use kernel::{Clock, CollectiviteId, Instant};

use crate::{EtatJob, Job, JobId};

/// Days in seconds.
const DAY: i64 = 86_400;

const LIST: ListSql = ListSql {
    columns: "j.id, j.kind, j.etat, j.pour, j.payload, j.priority, j.run_at, j.attempts, j.max_attempts, j.locked_by, \
        j.locked_until, j.cancel_asked, j.last_error, j.progress_done, j.progress_total, j.progress_message, j.result, \
        j.asked_by, j.asked_by_nom, j.created_at, j.started_at, j.finished_at",
    from: "FROM jobs_job j WHERE 1 = 1",
    fixed: 0,
    filters: &[
        Filter { name: "id", clause: "j.id = {}", genre: Genre::Id },
        Filter { name: "etat", clause: "j.etat = {}", genre: Genre::Texte },
        Filter { name: "kind", clause: "j.kind = {}", genre: Genre::Texte },
        Filter { name: "pour", clause: "j.pour = {}", genre: Genre::Id },
    ],
    sorts: &[
        Sort { name: "cree", expression: "j.created_at" },
        Sort { name: "prevu", expression: "j.run_at" },
        Sort { name: "fini", expression: "COALESCE(j.finished_at, j.created_at)" },
    ],
    key: "j.id",
};
const COUNTS: Sql = sql("SELECT etat, COUNT(*) AS nombre FROM jobs_job GROUP BY etat");
/// Not while another of the same unique key is waiting or running.
const RETRY: Sql =
    sql("UPDATE jobs_job SET etat = 'en_attente', run_at = $2, attempts = 0, cancel_asked = FALSE, finished_at = NULL
    WHERE id = $1 AND etat IN ('echoue', 'annule') AND NOT EXISTS (SELECT 1 FROM jobs_job other
        WHERE other.unique_key = jobs_job.unique_key AND other.etat IN ('en_attente', 'en_cours'))");
const CANCEL: Sql = sql("UPDATE jobs_job SET cancel_asked = TRUE,
        finished_at = CASE WHEN etat = 'en_attente' THEN $2 ELSE finished_at END,
        etat = CASE WHEN etat = 'en_attente' THEN 'annule' ELSE etat END
    WHERE id = $1 AND etat IN ('en_attente', 'en_cours')");
const SCHEDULES: Sql = sql("SELECT name, cron, last_at, next_at FROM jobs_schedule ORDER BY name");
const PURGE_JOBS: Sql = sql("DELETE FROM jobs_job WHERE finished_at < $1 AND etat IN ('reussi', 'annule')");
const PURGE_EVENTS: Sql = sql("DELETE FROM jobs_outbox WHERE published_at < $1");

/// A schedule as it stands in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduleRow {
    pub name: String,
    pub cron: String,
    pub last_at: Option<Instant>,
    pub next_at: Instant,
}
db::row!(ScheduleRow { name, cron, last_at, next_at });

/// A page of jobs. Filters `etat` (a code), `kind`, `pour`; sorts `cree`, `prevu`, `fini`.
pub async fn list(tx: &mut Tx, request: &ListRequest) -> Result<ListPage<Job>, DbError> {
    LIST.page(tx, params![], request).await
}

/// The same jobs, all of them up to `rows`.
pub async fn export(tx: &mut Tx, request: &ListRequest, rows: u32) -> Result<Vec<Job>, DbError> {
    LIST.all(tx, params![], request, rows).await
}

/// What follows one of them, oldest first, for the API.
pub async fn after(tx: &mut Tx, request: &ListRequest, after: Option<JobId>) -> Result<ListAfter<Job>, DbError> {
    LIST.after(tx, params![], request, after).await
}

/// A job, whoever it works for: for the pages of the centre.
pub async fn find(tx: &mut Tx, id: JobId) -> Result<Option<Job>, DbError> {
    first(tx, vec![("id".to_owned(), id.to_string())]).await
}

/// A job that works for this collectivité: for its own pages.
pub async fn find_for(tx: &mut Tx, collectivite: CollectiviteId, id: JobId) -> Result<Option<Job>, DbError> {
    first(tx, vec![("id".to_owned(), id.to_string()), ("pour".to_owned(), collectivite.to_string())]).await
}

async fn first(tx: &mut Tx, filters: Vec<(String, String)>) -> Result<Option<Job>, DbError> {
    let request = ListRequest { filters, ..ListRequest::default() };
    Ok(LIST.all(tx, params![], &request, 1).await?.pop())
}

/// How many jobs in each state, zero included.
pub async fn counts(tx: &mut Tx) -> Result<Vec<(EtatJob, u32)>, DbError> {
    let found: Vec<CountRow> = tx.list(COUNTS, params![]).await?;
    let count = |etat| found.iter().find(|row| row.etat == etat).map_or(0, |row| row.nombre);
    Ok(EtatJob::all().into_iter().map(|etat| (etat, count(etat))).collect())
}

struct CountRow {
    etat: EtatJob,
    nombre: u32,
}
db::row!(CountRow { etat, nombre });

/// « Relancer »: a dead letter or a cancelled job is due at once, with all its attempts, from its last checkpoint.
/// False when it is neither, or when another of the same unique key is not over.
pub async fn retry(tx: &mut Tx, clock: &Clock, id: JobId) -> Result<bool, DbError> {
    Ok(tx.run(RETRY, params![id, clock.now()]).await? == 1)
}

/// Cancels at once what waits; asks the handler of what runs to stop. False when it is over.
pub async fn cancel(tx: &mut Tx, clock: &Clock, id: JobId) -> Result<bool, DbError> {
    Ok(tx.run(CANCEL, params![id, clock.now()]).await? == 1)
}

pub async fn schedules(tx: &mut Tx) -> Result<Vec<ScheduleRow>, DbError> {
    tx.list(SCHEDULES, params![]).await
}

/// Forgets what succeeded or was cancelled more than `days` days ago, and the events relayed before that; dead letters stay.
/// In a transaction of the perimeter `Centre`. Gives the number of rows forgotten.
pub async fn purge(tx: &mut Tx, clock: &Clock, days: u32) -> Result<u64, DbError> {
    let before = clock.now().plus_seconds(-i64::from(days) * DAY);
    Ok(tx.run(PURGE_JOBS, params![before]).await? + tx.run(PURGE_EVENTS, params![before]).await?)
}
