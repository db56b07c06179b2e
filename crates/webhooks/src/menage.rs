//! What the webhooks do by themselves at night: forget what is over, wake what was lost.

use db::Perimetre;
use jobs::{CronError, JobContext, JobError, Kind, Registry, Schedule};
use serde_json::json;

use crate::{
    deliver,
    domain::EtatLivraison,
    store::{abonnements, livraisons},
};

const MENAGE: Kind = Kind::new("webhooks.menage", "Ménage des webhooks");

const JOUR: i64 = 86_400;
/// How long deliveries are kept once over, in days.
const LIVREES: i64 = 30;
const ECHECS: i64 = 90;
/// Seconds after which a delivery that was to be tried and was not has lost its job.
const PERDUE: i64 = 3_600;

/// Has the registry clean up every night.
pub fn housekeeping(registry: &mut Registry) -> Result<(), CronError> {
    registry.on(MENAGE, |ctx: JobContext| async move { clean(&ctx).await });
    registry.schedule(Schedule { name: "webhooks.menage", cron: "45 3 * * *", kind: MENAGE, payload: json!({}) })?;
    Ok(())
}

async fn clean(ctx: &JobContext) -> Result<(), JobError> {
    let now = ctx.clock.now();
    let mut tx = ctx.db.begin(Perimetre::Centre).await?;
    let delivered = livraisons::purge(&mut tx, EtatLivraison::Livree, now.plus_seconds(-LIVREES * JOUR)).await?;
    let failed = livraisons::purge(&mut tx, EtatLivraison::Echec, now.plus_seconds(-ECHECS * JOUR)).await?;
    let secrets = abonnements::forget_secrets(&mut tx, now).await?;
    // A job can be cancelled on its page, or killed as often as it has attempts: what it was to deliver is not forgotten.
    let lost = livraisons::list_lost(&mut tx, now.plus_seconds(-PERDUE)).await?;
    let woken = jobs::enqueue_many(&mut tx, &ctx.clock, lost.into_iter().map(deliver::job)).await?;
    let done = json!({ "oubliees": delivered + failed, "secrets": secrets, "reprises": woken });
    ctx.finish_in(&mut tx, done).await?;
    Ok(tx.commit().await?)
}
