//! Forgets, every night, the files that somebody left without a word for a week.

use db::Perimetre;
use jobs::{CronError, JobContext, JobError, Kind, Registry, Schedule};
use kernel::Instant;
use serde_json::json;

use crate::store::imports;

/// Sweeps.
const MENAGE: Kind = Kind::new("rgpd.import_menage", "Fichiers de registre abandonnés");
const WEEK: i64 = 7 * 24 * 3_600 * 1_000_000;

pub(super) fn register(registry: &mut Registry) -> Result<(), CronError> {
    registry.on(MENAGE, run);
    let nightly = Schedule { name: "rgpd-import-menage", cron: "20 3 * * *", kind: MENAGE, payload: json!({}) };
    registry.schedule(nightly).map(drop)
}

async fn run(ctx: JobContext) -> Result<(), JobError> {
    let before = Instant::from_unix_micros(ctx.clock.now().unix_micros() - WEEK);
    let mut tx = ctx.db.begin(Perimetre::Centre).await?;
    let old = imports::list_old(&mut tx, before).await?;
    for left in &old {
        imports::delete(&mut tx, left.collectivite_id, left.id).await?;
        documents::delete(&mut tx, left.collectivite_id, left.document_id).await?;
    }
    ctx.finish_in(&mut tx, json!({ "fichiers": old.len() })).await?;
    Ok(tx.commit().await?)
}
