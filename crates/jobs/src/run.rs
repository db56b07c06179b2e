//! One claimed job from its start to its end, its lease renewed meanwhile.

use std::{any::Any, panic::AssertUnwindSafe, sync::Arc, time::Duration};

use db::{Db, DbError, Perimetre};
use futures::FutureExt;
use kernel::Clock;
use tokio::{task::JoinSet, time};
use tracing::{info, warn};

use crate::{
    EtatJob, JobContext, JobError, JobId, Kind, Registry,
    context::Told,
    job::{Claimed, Lease, Progress},
    store::queue::{self, End},
};

/// The progress of a job is written at most this often.
const PROGRESS_PACE: Duration = Duration::from_millis(250);

/// Runs the job with its handler and keeps how it ended. An error of the database leaves the job to whoever finds its lease run out.
pub(crate) async fn run(
    db: &Db,
    clock: &Clock,
    registry: &Registry,
    lease_seconds: u32,
    claimed: Claimed,
) -> Result<(), DbError> {
    let (id, held, attempt, kind_name) =
        (claimed.id, (claimed.id, claimed.lease), claimed.attempts, claimed.kind.clone());
    let Some((kind, handler)) = registry.handler(&claimed.kind) else { return Ok(()) };
    let max_attempts = claimed.max_attempts;
    let mut at = Progress::default();
    let outcome = if claimed.cancel_asked {
        Err(JobError::Cancelled)
    } else if attempt > max_attempts {
        Err(JobError::Fail(format!(
            "Le travail a été interrompu {max_attempts} fois avant sa fin : il arrête peut-être le serveur qui s’en charge."
        )))
    } else {
        let ctx = JobContext::new(db.clone(), clock.clone(), claimed);
        let told = ctx.told();
        let mut beat = JoinSet::new();
        beat.spawn(keep_lease(db.clone(), clock.clone(), held, lease_seconds, Arc::clone(&told)));
        let outcome = AssertUnwindSafe(async move { handler(ctx).await }).catch_unwind().await;
        beat.shutdown().await;
        at = told.progress();
        outcome
            .unwrap_or_else(|panic| Err(JobError::Retry(format!("Le programme s’est arrêté net : {}", words(&*panic)))))
    };
    match &outcome {
        Ok(()) => info!(%id, kind = kind_name, attempt, "job done"),
        Err(error) => warn!(%id, kind = kind_name, attempt, %error, "job not done"),
    }
    settle(db, clock, held, *kind, (attempt, max_attempts), outcome, &at).await
}

/// Writes how the job ended, unless the handler did it in its own transaction or lost its lease.
async fn settle(
    db: &Db,
    clock: &Clock,
    held: (JobId, Lease),
    kind: Kind,
    (attempt, max_attempts): (u32, u32),
    outcome: Result<(), JobError>,
    at: &Progress,
) -> Result<(), DbError> {
    let now = clock.now();
    let mut tx = db.begin(Perimetre::Commun).await?;
    let (etat, error) = match outcome {
        Err(JobError::Retry(why)) if attempt < max_attempts && queue::is_wanted_in(&mut tx, held).await? => {
            queue::postpone(&mut tx, held, now.plus_seconds(kind.wait_after(attempt)), &why).await?;
            return tx.commit().await;
        }
        Ok(()) => (EtatJob::Reussi, None),
        Err(JobError::Cancelled) => (EtatJob::Annule, None),
        Err(JobError::Retry(why)) if attempt < max_attempts => (EtatJob::Annule, Some(why)),
        Err(JobError::Retry(why) | JobError::Fail(why)) => (EtatJob::Echoue, Some(why)),
    };
    queue::end(&mut tx, held, End { etat, result: None, error, at: now }, at).await?;
    tx.commit().await
}

/// Renews the lease three times in its length, and writes the progress told, until the lease is lost or the job is over.
async fn keep_lease(db: Db, clock: Clock, held: (JobId, Lease), seconds: u32, told: Arc<Told>) {
    let mut beat = time::interval(Duration::from_secs(u64::from(seconds)) / 3);
    beat.set_missed_tick_behavior(time::MissedTickBehavior::Delay);
    beat.tick().await;
    loop {
        tokio::select! {
            _ = beat.tick() => {}
            () = told.changed.notified() => {}
        }
        let until = clock.now().plus_seconds(i64::from(seconds));
        match queue::renew(&db, held, until, &told.progress()).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => warn!(id = %held.0, %error, "the lease of a job is not renewed"),
        }
        time::sleep(PROGRESS_PACE).await;
    }
}

fn words(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("sans message")
}
