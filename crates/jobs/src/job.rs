//! `Job`: a job as the pages show it.

use db::{Column, DbError, FromColumn, IntoValue};
use kernel::{CollectiviteId, Id, Instant, PersonneId};
use serde_json::Value;

use crate::EtatJob;

pub type JobId = Id<Job>;

/// A job, with all that a page may show of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    pub id: JobId,
    pub kind: String,
    pub etat: EtatJob,
    /// For whom it works; `None` for the centre's own work.
    pub pour: Option<CollectiviteId>,
    pub payload: Value,
    pub priority: i64,
    /// Not before this instant.
    pub run_at: Instant,
    /// Attempts begun since it was enqueued or asked again.
    pub attempts: u32,
    pub max_attempts: u32,
    pub locked_by: Option<String>,
    /// Past it, another worker takes the job back.
    pub locked_until: Option<Instant>,
    pub cancel_asked: bool,
    pub last_error: Option<String>,
    pub progress_done: Option<u32>,
    pub progress_total: Option<u32>,
    pub progress_message: Option<String>,
    pub result: Option<Value>,
    pub asked_by: Option<PersonneId>,
    /// Empty when nobody asked: a schedule or an event.
    pub asked_by_nom: String,
    pub created_at: Instant,
    /// Start of the last attempt.
    pub started_at: Option<Instant>,
    pub finished_at: Option<Instant>,
}
db::row!(Job {
    id,
    kind,
    etat,
    pour,
    payload,
    priority,
    run_at,
    attempts,
    max_attempts,
    locked_by,
    locked_until,
    cancel_asked,
    last_error,
    progress_done,
    progress_total,
    progress_message,
    result,
    asked_by,
    asked_by_nom,
    created_at,
    started_at,
    finished_at
});

impl Job {
    /// What is done, from 0 to 100, when the handler said how much there is to do.
    pub fn percent(&self) -> Option<u32> {
        let (done, total) = (u64::from(self.progress_done?), u64::from(self.progress_total?));
        let percent = (done * 100).checked_div(total)?;
        u32::try_from(percent.min(100)).ok()
    }
}

/// The token drawn at each claim: who no longer holds it can change nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lease(pub Id<Self>);

impl IntoValue for Lease {
    const NULL: db::Value = db::Value::Uuid(None);
    fn into_value(self) -> db::Value {
        self.0.into_value()
    }
}

impl FromColumn for Lease {
    fn from_column(column: &Column<'_>) -> Result<Self, DbError> {
        Id::from_column(column).map(Self)
    }
}

/// A job that a worker has just taken.
#[derive(Debug)]
pub(crate) struct Claimed {
    pub id: JobId,
    pub kind: String,
    pub payload: Value,
    pub pour: Option<CollectiviteId>,
    pub attempts: u32,
    pub max_attempts: u32,
    pub lease: Lease,
    pub cancel_asked: bool,
    pub checkpoint: Option<Value>,
}
db::row!(Claimed { id, kind, payload, pour, attempts, max_attempts, lease, cancel_asked, checkpoint });

/// How far a job is, as its handler says it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Progress {
    pub done: Option<u32>,
    pub total: Option<u32>,
    pub message: Option<String>,
}
