//! `NewJob` and `enqueue`: asking for work, in the transaction of the act that needs it.

use db::{DbError, Tx};
use kernel::{Clock, CollectiviteId, Id, Instant, PersonneId};
use serde_json::Value;

use crate::{JobId, store::queue};

/// Seconds before each new attempt; the last one holds for all that follow.
const BACK_OFF: &[i64] = &[10, 60, 300, 1_800, 7_200, 21_600];
const MAX_ATTEMPTS: u32 = 8;

/// What sort of work: one constant for who enqueues and for who runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    pub(crate) max_attempts: u32,
    back_off: &'static [i64],
}

impl Kind {
    /// `name` is `room.what`; `label` is French, for the pages.
    pub const fn new(name: &'static str, label: &'static str) -> Self {
        Self { name, label, max_attempts: MAX_ATTEMPTS, back_off: BACK_OFF }
    }

    /// How many attempts before the dead letter, the first included; 8 unless told.
    #[must_use]
    pub const fn max_attempts(self, max_attempts: u32) -> Self {
        Self { max_attempts, ..self }
    }

    /// Seconds before the second attempt, the third… the last one holds for all that follow.
    #[must_use]
    pub const fn back_off(self, back_off: &'static [i64]) -> Self {
        Self { back_off, ..self }
    }

    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Seconds to wait after this attempt, counted from 1, failed.
    pub(crate) fn wait_after(&self, attempt: u32) -> i64 {
        let step = attempt.saturating_sub(1) as usize;
        self.back_off.get(step).or(self.back_off.last()).copied().unwrap_or(0)
    }
}

impl From<&'static str> for Kind {
    fn from(name: &'static str) -> Self {
        Self::new(name, name)
    }
}

/// The priority of what somebody waits for on a page: before the thousand papers that leave by themselves.
pub const ATTENDU: i64 = 10;

/// A job to enqueue.
#[derive(Debug, Clone)]
#[must_use = "a job is not asked for until it is enqueued"]
pub struct NewJob {
    kind: Kind,
    payload: Value,
    pour: Option<CollectiviteId>,
    priority: Option<i64>,
    at: Option<Instant>,
    unique: Option<String>,
    asked_by: Option<PersonneId>,
    asked_by_nom: String,
}

/// The job that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Enqueued {
    pub id: JobId,
    /// False when one of the same unique key was there, not over: `id` is that one's.
    pub new: bool,
}

impl NewJob {
    /// `payload` is an object or an array.
    pub fn new(kind: impl Into<Kind>, payload: Value) -> Self {
        Self {
            kind: kind.into(),
            payload,
            pour: None,
            priority: None,
            at: None,
            unique: None,
            asked_by: None,
            asked_by_nom: String::new(),
        }
    }

    /// The collectivité for which it works.
    pub fn pour(self, collectivite: impl Into<Option<CollectiviteId>>) -> Self {
        Self { pour: collectivite.into(), ..self }
    }

    /// Greater first. Unless told: [`ATTENDU`] for what somebody asked, 0 for the rest.
    pub fn priority(self, priority: i64) -> Self {
        Self { priority: Some(priority), ..self }
    }

    /// Not before this instant.
    pub fn at(self, at: Instant) -> Self {
        Self { at: Some(at), ..self }
    }

    /// While a job of this key is not over, no second one is made. The key is shared by all kinds: begin it with the kind's name.
    pub fn unique(self, key: impl Into<String>) -> Self {
        Self { unique: Some(key.into()), ..self }
    }

    /// Who asked, as the pages show it.
    pub fn asked_by(self, personne: Option<PersonneId>, nom: impl Into<String>) -> Self {
        Self { asked_by: personne, asked_by_nom: nom.into(), ..self }
    }

    pub(crate) fn unique_key(&self) -> Option<&str> {
        self.unique.as_deref()
    }

    /// The values of the INSERT of `store::queue`, in its order.
    pub(crate) fn row(self, id: JobId, now: Instant) -> Vec<db::Value> {
        db::params![
            id,
            self.kind.name,
            self.payload,
            crate::EtatJob::EnAttente,
            self.pour,
            self.priority.unwrap_or(if self.asked_by.is_some() { ATTENDU } else { 0 }),
            self.at.unwrap_or(now),
            0_i64,
            self.kind.max_attempts.max(1),
            self.unique,
            false,
            self.asked_by,
            self.asked_by_nom,
            now,
        ]
    }
}

/// Asks for work in the caller's transaction: the job exists if and only if it commits.
pub async fn enqueue(tx: &mut Tx, clock: &Clock, job: NewJob) -> Result<Enqueued, DbError> {
    let id = Id::new(clock);
    let key = job.unique_key().map(str::to_owned);
    let row = job.row(id, clock.now());
    for _ in 0..5 {
        if queue::insert(tx, row.clone()).await? {
            return Ok(Enqueued { id, new: true });
        }
        // The other one may end between the two statements: then there is room for this one.
        if let Some(key) = &key
            && let Some(id) = queue::find_unique(tx, key).await?
        {
            return Ok(Enqueued { id, new: false });
        }
    }
    Err(DbError::Busy("the unique key of a job is disputed".to_owned()))
}

/// The same for many, with few statements; those whose unique key is taken are passed over. Gives how many are new.
pub async fn enqueue_many(tx: &mut Tx, clock: &Clock, jobs: impl IntoIterator<Item = NewJob>) -> Result<u64, DbError> {
    let now = clock.now();
    let rows = jobs.into_iter().map(|job| job.row(Id::new(clock), now)).collect();
    queue::insert_many(tx, rows).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_grows_then_stays() {
        let kind = Kind::new("essai", "Essai");
        let waits: Vec<i64> = (1..=8).map(|attempt| kind.wait_after(attempt)).collect();
        assert_eq!(waits, [10, 60, 300, 1_800, 7_200, 21_600, 21_600, 21_600]);
        assert_eq!(kind.back_off(&[]).wait_after(3), 0);
    }
}
