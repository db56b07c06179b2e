//! The queue cleans up after itself, every night.

use db::Perimetre;
use serde_json::json;

use crate::{CronError, JobContext, JobError, Kind, Registry, Schedule, purge};

const PURGE: Kind = Kind::new("jobs.purge", "Ménage des travaux terminés");

/// Has the registry forget, every night, what ended more than `days` days ago; dead letters stay.
pub fn housekeeping(registry: &mut Registry, days: u32) -> Result<(), CronError> {
    registry.on(PURGE, move |ctx: JobContext| async move {
        let mut tx = ctx.db.begin(Perimetre::Centre).await?;
        let forgotten = purge(&mut tx, &ctx.clock, days).await?;
        ctx.finish_in(&mut tx, json!({ "oublies": forgotten })).await?;
        Ok::<_, JobError>(tx.commit().await?)
    });
    registry.schedule(Schedule { name: "jobs.purge", cron: "30 3 * * *", kind: PURGE, payload: json!({}) })?;
    Ok(())
}
