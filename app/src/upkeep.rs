//! What the house does by itself at night: scan what was not, remove what nothing names, forget what is over.

use anyhow::Result;
use db::Perimetre;
use jobs::{JobContext, JobError, Kind, Registry, Schedule};
use serde_json::json;
use web::Services;

const RESCAN: Kind = Kind::new("maison.antivirus", "Analyse des documents en attente");
const GARBAGE: Kind = Kind::new("maison.documents", "Ménage des fichiers sans document");
const FORGET: Kind = Kind::new("maison.oubli", "Oubli de ce qui n’a plus à être gardé");

/// A deposit whose act is not committed yet is younger than this.
const GRACE_SECONDS: u32 = 86_400;
const MAIL_DAYS: u32 = 365;
const IDEMPOTENCE_SECONDS: i64 = 86_400;

pub(crate) fn register(registry: &mut Registry, services: &Services) -> Result<()> {
    let documents = services.documents().clone();
    registry.on(RESCAN, move |ctx: JobContext| {
        let documents = documents.clone();
        async move { documents.rescan(&ctx.db).await.map(|_| ()).map_err(|e| JobError::Retry(e.to_string())) }
    });
    let documents = services.documents().clone();
    registry.on(GARBAGE, move |ctx: JobContext| {
        let documents = documents.clone();
        async move {
            let swept = documents.collect_garbage(&ctx.db, &ctx.clock, GRACE_SECONDS).await;
            swept.map(|_| ()).map_err(|e| JobError::Retry(e.to_string()))
        }
    });
    registry.on(FORGET, forget);
    for (name, cron, kind) in [
        ("maison.antivirus", "*/15 * * * *", RESCAN),
        ("maison.documents", "10 4 * * *", GARBAGE),
        ("maison.oubli", "20 4 * * *", FORGET),
    ] {
        registry.schedule(Schedule { name, cron, kind, payload: json!({}) })?;
    }
    Ok(())
}

async fn forget(ctx: JobContext) -> Result<(), JobError> {
    let mut tx = ctx.db.begin(Perimetre::Centre).await?;
    mail::purge(&mut tx, &ctx.clock, MAIL_DAYS).await?;
    let before = ctx.clock.now().plus_seconds(-IDEMPOTENCE_SECONDS);
    web::idempotence_purge(&mut tx, before).await?;
    annuaire::identification::purge(&mut tx, &ctx.clock).await.map_err(|e| JobError::Retry(e.to_string()))?;
    ctx.finish_in(&mut tx, json!({})).await?;
    Ok(tx.commit().await?)
}
