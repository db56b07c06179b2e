//! What feeds the queue: the schedules and the outbox.

use db::{DbError, Sql, Tx, params, sql};
use kernel::{CollectiviteId, Instant};

use crate::{EventId, outbox::Event, store::pages::ScheduleRow};

const KEEP_SCHEDULE: Sql = sql("INSERT INTO jobs_schedule (name, cron, next_at) VALUES ($1, $2, $3) ON CONFLICT (name)
    DO UPDATE SET cron = excluded.cron, next_at = excluded.next_at WHERE jobs_schedule.cron <> excluded.cron");
const FORGET_SCHEDULES: Sql = sql("DELETE FROM jobs_schedule WHERE name NOT IN ($*)");
const DUE_SCHEDULES: Sql =
    sql("SELECT name, cron, last_at, next_at FROM jobs_schedule WHERE next_at <= $1 AND name IN ($*) ORDER BY name");
const MOVE_SCHEDULE: Sql =
    sql("UPDATE jobs_schedule SET last_at = next_at, next_at = $3 WHERE name = $1 AND next_at = $2");
const TELL: Sql =
    sql("INSERT INTO jobs_outbox (collectivite_id, id, kind, payload, created_at) VALUES ($1, $2, $3, $4, $5)");
const IS_TOLD: Sql = sql("SELECT COUNT(*) AS value FROM
    (SELECT 1 AS un FROM jobs_outbox WHERE published_at IS NULL LIMIT 1) AS waiting");
/// A second relay that picks the same rows waits for the first, then finds them published.
const PUBLISH: Sql = sql("UPDATE jobs_outbox SET published_at = $1 WHERE published_at IS NULL
    AND id IN (SELECT id FROM jobs_outbox WHERE published_at IS NULL ORDER BY id LIMIT 500)
    RETURNING collectivite_id, id, kind, payload");

/// Makes the schedule known; one whose pattern has changed starts anew.
pub(crate) async fn keep_schedule(tx: &mut Tx, name: &str, cron: &str, next: Instant) -> Result<(), DbError> {
    tx.run(KEEP_SCHEDULE, params![name, cron, next]).await.map(|_| ())
}

/// Forgets the schedules that the house no longer has. Of an empty list, SQL forgets none.
pub(crate) async fn forget_schedules(tx: &mut Tx, kept: &[&str]) -> Result<(), DbError> {
    tx.run_in(FORGET_SCHEDULES, params![], kept.iter().copied()).await.map(|_| ())
}

pub(crate) async fn due_schedules(tx: &mut Tx, now: Instant, names: &[&str]) -> Result<Vec<ScheduleRow>, DbError> {
    tx.list_in(DUE_SCHEDULES, params![now], names.iter().copied()).await
}

/// False when another node has moved it already.
pub(crate) async fn move_schedule(tx: &mut Tx, from: &ScheduleRow, next: Instant) -> Result<bool, DbError> {
    Ok(tx.run(MOVE_SCHEDULE, params![&from.name, from.next_at, next]).await? == 1)
}

pub(crate) async fn tell(tx: &mut Tx, events: &[(EventId, &Event)], now: Instant) -> Result<(), DbError> {
    let row =
        |(id, event): &(EventId, &Event)| params![event.collectivite, *id, event.kind, event.payload.clone(), now];
    tx.insert_many(TELL, events.iter().map(row).collect()).await.map(drop)
}

pub(crate) async fn is_told(tx: &mut Tx) -> Result<bool, DbError> {
    Ok(tx.value::<i64>(IS_TOLD, params![]).await? == Some(1))
}

/// An event just taken from the outbox.
#[derive(Debug)]
pub(crate) struct Told {
    pub collectivite_id: CollectiviteId,
    pub id: EventId,
    pub kind: String,
    pub payload: serde_json::Value,
}
db::row!(Told { collectivite_id, id, kind, payload });

/// Marks the next events published and gives them, in the order in which they were told.
pub(crate) async fn publish(tx: &mut Tx, now: Instant) -> Result<Vec<Told>, DbError> {
    let mut told: Vec<Told> = tx.list(PUBLISH, params![now]).await?;
    told.sort_by_key(|event| event.id);
    Ok(told)
}
