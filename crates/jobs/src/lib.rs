//! The durable queue of the house, its schedules and the outbox of events.
#![doc = include_str!("../README.md")]

mod context;
mod cron;
mod error;
mod etat;
mod feed;
mod housekeeping;
mod job;
mod new_job;
mod outbox;
mod registry;
mod run;
mod store;
mod wake;
mod worker;

pub use context::JobContext;
pub use cron::CronError;
pub use error::JobError;
pub use etat::EtatJob;
pub use housekeeping::housekeeping;
pub use job::{Job, JobId};
pub use new_job::{ATTENDU, Enqueued, Kind, NewJob, enqueue, enqueue_many};
pub use outbox::{Event, EventId, Received, tell, tell_many};
pub use registry::{Registry, Schedule};
pub use store::pages::{ScheduleRow, after, cancel, counts, export, find, find_for, list, purge, retry, schedules};
pub use wake::Wake;
pub use worker::Worker;

/// The tables of the queue.
pub const MIGRATIONS: &[db::Migration] =
    &[db::Migration { room: "jobs", name: "0001_jobs", sql: include_str!("../migrations/0001_jobs.sql") }];
