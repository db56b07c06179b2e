//! Feeding the queue: the schedules that are due and the events that were told become jobs.

use db::{Db, DbError, Perimetre};
use kernel::Clock;
use serde_json::json;

use crate::{
    NewJob, Registry, enqueue, enqueue_many,
    registry::Schedule,
    store::feed::{self, Told},
};

/// Makes the schedules known to the database.
pub(crate) async fn keep_schedules(db: &Db, clock: &Clock, registry: &Registry) -> Result<(), DbError> {
    if registry.schedules().is_empty() {
        return Ok(());
    }
    let mut tx = db.begin(Perimetre::Commun).await?;
    feed::forget_schedules(&mut tx, &names(registry)).await?;
    for (schedule, cron) in registry.schedules() {
        if let Some(next) = cron.next(clock.now()) {
            feed::keep_schedule(&mut tx, schedule.name, schedule.cron, next).await?;
        }
    }
    tx.commit().await
}

/// Enqueues what is due and relays what was told; gives how many of either.
pub(crate) async fn feed(db: &Db, clock: &Clock, registry: &Registry) -> Result<usize, DbError> {
    let names = names(registry);
    let mut tx = db.read(Perimetre::Centre).await?;
    let due = !names.is_empty() && !feed::due_schedules(&mut tx, clock.now(), &names).await?.is_empty();
    let told = feed::is_told(&mut tx).await?;
    tx.rollback().await?;
    let run = if due { run_schedules(db, clock, registry, &names).await? } else { 0 };
    let relayed = if told { relay(db, clock, registry).await? } else { 0 };
    Ok(run + relayed)
}

fn names(registry: &Registry) -> Vec<&str> {
    registry.schedules().iter().map(|(schedule, _)| schedule.name).collect()
}

/// The row of a schedule is moved in the transaction that enqueues: one node does it.
async fn run_schedules(db: &Db, clock: &Clock, registry: &Registry, names: &[&str]) -> Result<usize, DbError> {
    let mut tx = db.begin(Perimetre::Commun).await?;
    let mut run = 0;
    for row in feed::due_schedules(&mut tx, clock.now(), names).await? {
        let Some((schedule, cron)) = registry.schedules().iter().find(|(s, _)| s.name == row.name) else { continue };
        let Some(next) = cron.next(clock.now()) else { continue };
        if feed::move_schedule(&mut tx, &row, next).await? {
            enqueue(&mut tx, clock, scheduled(schedule, row.next_at)).await?;
            run += 1;
        }
    }
    tx.commit().await?;
    Ok(run)
}

fn scheduled(schedule: &Schedule, at: kernel::Instant) -> NewJob {
    NewJob::new(schedule.kind, schedule.payload.clone()).unique(format!("schedule:{}:{at}", schedule.name))
}

/// One job for each event and subscriber, in the transaction that marks the events published.
async fn relay(db: &Db, clock: &Clock, registry: &Registry) -> Result<usize, DbError> {
    let mut tx = db.begin(Perimetre::Centre).await?;
    let events = feed::publish(&mut tx, clock.now()).await?;
    enqueue_many(&mut tx, clock, events.iter().flat_map(|event| jobs_of(event, registry))).await?;
    tx.commit().await?;
    Ok(events.len())
}

fn jobs_of(event: &Told, registry: &Registry) -> impl Iterator<Item = NewJob> {
    registry.subscribers(&event.kind).iter().map(|kind| {
        let payload = json!({ "id": event.id, "collectivite": event.collectivite_id, "payload": event.payload });
        NewJob::new(*kind, payload).pour(event.collectivite_id).unique(format!("event:{}:{}", event.id, kind.name))
    })
}
