//! `JobContext`: what a handler receives.

use std::sync::{Arc, Mutex, PoisonError};

use db::{Db, DbError, Tx};
use kernel::{Clock, CollectiviteId};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use tokio::sync::Notify;

use crate::{
    EtatJob, JobError, JobId, Received,
    job::{Claimed, Lease, Progress},
    store::queue::{self, End},
};

/// What a handler receives. Clones tell the progress of the same job.
#[derive(Debug, Clone)]
pub struct JobContext {
    pub db: Db,
    pub clock: Clock,
    pub id: JobId,
    /// For whom the job works; `None` for the centre's own work.
    pub pour: Option<CollectiviteId>,
    /// From 1.
    pub attempt: u32,
    max_attempts: u32,
    payload: Value,
    checkpoint: Option<Value>,
    lease: Lease,
    told: Arc<Told>,
}

/// The last progress told; the worker writes it when the database is free, so that telling never waits.
#[derive(Debug, Default)]
pub(crate) struct Told {
    progress: Mutex<Progress>,
    pub(crate) changed: Notify,
}

impl Told {
    pub(crate) fn progress(&self) -> Progress {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl JobContext {
    pub(crate) fn new(db: Db, clock: Clock, claimed: Claimed) -> Self {
        Self {
            db,
            clock,
            id: claimed.id,
            pour: claimed.pour,
            attempt: claimed.attempts,
            max_attempts: claimed.max_attempts,
            payload: claimed.payload,
            checkpoint: claimed.checkpoint,
            lease: claimed.lease,
            told: Arc::default(),
        }
    }

    /// What was asked; `Fail` when it does not read as a `T`.
    pub fn payload<T: DeserializeOwned>(&self) -> Result<T, JobError> {
        read(&self.payload)
    }

    /// The event to which this job subscribes.
    pub fn event<T: DeserializeOwned>(&self) -> Result<Received<T>, JobError> {
        read(&self.payload)
    }

    /// Whether a `Retry` of this attempt makes a dead letter.
    pub const fn is_last_attempt(&self) -> bool {
        self.attempt >= self.max_attempts
    }

    /// Tells how far the work is; never waits.
    pub fn progress(&self, done: u32, total: u32, message: impl Into<String>) {
        let progress = Progress { done: Some(done), total: Some(total), message: Some(message.into()) };
        *self.told.progress.lock().unwrap_or_else(PoisonError::into_inner) = progress;
        self.told.changed.notify_one();
    }

    /// Whether the handler should stop, with [`JobError::Cancelled`]: somebody asked for it, or another worker has taken the job.
    pub async fn cancelled(&self) -> Result<bool, DbError> {
        Ok(!queue::is_wanted(&self.db, self.held()).await?)
    }

    /// Where the last committed piece of an earlier attempt left the work.
    pub fn checkpoint<T: DeserializeOwned>(&self) -> Result<Option<T>, JobError> {
        self.checkpoint.as_ref().map(read).transpose()
    }

    /// Keeps where one is, an object or an array, in the transaction of the piece just done.
    /// Refused when another worker has taken the job: the caller gives its transaction up with `?`.
    pub async fn checkpoint_in(&self, tx: &mut Tx, place: &impl Serialize) -> Result<(), JobError> {
        let place = serde_json::to_value(place).map_err(|error| JobError::Fail(error.to_string()))?;
        if queue::checkpoint(tx, self.held(), place, &self.told.progress()).await? {
            Ok(())
        } else {
            Err(JobError::lost())
        }
    }

    /// Ends the job in the transaction of its effect: the two commit together, or neither. `result` is an object or an array.
    /// Refused when another worker has taken the job: the caller gives its transaction up with `?`.
    pub async fn finish_in(&self, tx: &mut Tx, result: Value) -> Result<(), JobError> {
        let end = End { etat: EtatJob::Reussi, result: Some(result), error: None, at: self.clock.now() };
        if queue::end(tx, self.held(), end, &self.told.progress()).await? { Ok(()) } else { Err(JobError::lost()) }
    }

    pub(crate) fn held(&self) -> (JobId, Lease) {
        (self.id, self.lease)
    }

    pub(crate) fn told(&self) -> Arc<Told> {
        Arc::clone(&self.told)
    }
}

fn read<T: DeserializeOwned>(value: &Value) -> Result<T, JobError> {
    T::deserialize(value).map_err(|error| JobError::Fail(format!("La demande de ce travail ne se lit pas : {error}")))
}
