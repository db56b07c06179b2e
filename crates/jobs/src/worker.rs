//! `Worker`: takes what is due and runs it, several at a time, until it is asked to stop.

use std::{pin::pin, sync::Arc, time::Duration};

use db::{Db, DbError, Perimetre};
use kernel::{Clock, Id};
use tokio::{task::JoinSet, time};
use tracing::{info, warn};

use crate::{
    Registry, Wake, feed,
    job::{Claimed, Lease},
    run::run,
    store::queue,
};

const POLL: Duration = Duration::from_secs(1);
const LEASE_SECONDS: u32 = 30;
const GRACE: Duration = Duration::from_secs(20);

/// One worker; several may run, in one process or on several nodes.
#[derive(Debug)]
pub struct Worker {
    inner: Arc<Inner>,
    concurrency: usize,
    grace: Duration,
    poll: Duration,
    wake: Wake,
}

#[derive(Debug, Clone)]
struct Inner {
    db: Db,
    registry: Arc<Registry>,
    clock: Clock,
    /// Unique: two workers of the same name do not give back each other's jobs.
    name: String,
    lease_seconds: u32,
}

impl Worker {
    /// `name` is shown on the pages: the node's.
    pub fn new(db: Db, registry: impl Into<Arc<Registry>>, clock: Clock, name: &str) -> Self {
        let name = format!("{name} · {}", Id::<Self>::new(&clock));
        let inner = Inner { db, registry: registry.into(), clock, name, lease_seconds: LEASE_SECONDS };
        Self { inner: Arc::new(inner), concurrency: 2, grace: GRACE, poll: POLL, wake: Wake::new() }
    }

    /// How many jobs at a time; 2 unless told. Each takes up to three connections of the pool.
    #[must_use]
    pub fn concurrency(self, concurrency: usize) -> Self {
        Self { concurrency: concurrency.max(1), ..self }
    }

    /// Looks at once when this handle calls.
    #[must_use]
    pub fn wake(self, wake: &Wake) -> Self {
        Self { wake: wake.clone(), ..self }
    }

    /// How long a job belongs to a worker that gives no more sign of life; 30 s unless told.
    #[must_use]
    pub fn lease_seconds(self, lease_seconds: u32) -> Self {
        let inner = Inner { lease_seconds: lease_seconds.max(3), ..Inner::clone(&self.inner) };
        Self { inner: Arc::new(inner), ..self }
    }

    /// How long running jobs may go on once asked to stop, before they are given back; 20 s unless told.
    #[must_use]
    pub fn grace(self, grace: Duration) -> Self {
        Self { grace, ..self }
    }

    /// How long it waits when nothing is due and nobody calls; 1 s unless told.
    #[must_use]
    pub fn poll(self, poll: Duration) -> Self {
        Self { poll, ..self }
    }

    /// Works until `shutdown` is ready, then ends what runs, or gives it back after the grace. Errors of the database are logged and
    /// waited out.
    pub async fn run(self, shutdown: impl Future<Output = ()> + Send) {
        let mut shutdown = pin!(shutdown);
        let mut calls = self.wake.subscribe();
        let mut running = JoinSet::new();
        let mut known = false;
        loop {
            calls.borrow_and_update();
            if let Err(error) = self.look(&mut known, &mut running).await {
                warn!(worker = self.inner.name, %error, "the queue does not answer");
            }
            tokio::select! {
                () = &mut shutdown => break,
                Ok(()) = calls.changed() => {}
                Some(_) = running.join_next() => {}
                () = time::sleep(self.poll) => {}
            }
        }
        self.stop(running).await;
    }

    /// Runs one at a time until nothing is due, without waiting for what is to come: for tests and the command line.
    /// Gives how many jobs ran.
    pub async fn drain(&self) -> Result<usize, DbError> {
        let inner = &self.inner;
        feed::keep_schedules(&inner.db, &inner.clock, &inner.registry).await?;
        let mut ran = 0;
        loop {
            let fed = feed::feed(&inner.db, &inner.clock, &inner.registry).await?;
            match inner.claim().await? {
                Some(claimed) => {
                    inner.run(claimed).await?;
                    ran += 1;
                }
                None if fed == 0 => return Ok(ran),
                None => {}
            }
        }
    }

    /// Feeds the queue, then takes as many jobs as there is room for.
    async fn look(&self, known: &mut bool, running: &mut JoinSet<()>) -> Result<(), DbError> {
        let inner = &self.inner;
        if !*known {
            feed::keep_schedules(&inner.db, &inner.clock, &inner.registry).await?;
            *known = true;
        }
        while feed::feed(&inner.db, &inner.clock, &inner.registry).await? > 0 {}
        while running.len() < self.concurrency {
            let Some(claimed) = inner.claim().await? else { return Ok(()) };
            let inner = Arc::clone(inner);
            running.spawn(async move {
                let id = claimed.id;
                if let Err(error) = inner.run(claimed).await {
                    warn!(%id, %error, "the end of a job could not be written");
                }
            });
        }
        Ok(())
    }

    async fn stop(&self, mut running: JoinSet<()>) {
        let ended = time::timeout(self.grace, async { while running.join_next().await.is_some() {} }).await;
        if ended.is_err() {
            running.shutdown().await;
            match queue::give_back(&self.inner.db, &self.inner.name).await {
                Ok(given) => info!(worker = self.inner.name, given, "jobs given back"),
                Err(error) => warn!(worker = self.inner.name, %error, "jobs are left to the end of their lease"),
            }
        }
    }
}

impl Inner {
    async fn claim(&self) -> Result<Option<Claimed>, DbError> {
        let kinds: Vec<&str> = self.registry.kinds().map(|(name, _)| name).collect();
        let now = self.clock.now();
        let mut tx = self.db.read(Perimetre::Commun).await?;
        let due = queue::is_due(&mut tx, now, &kinds).await?;
        tx.rollback().await?;
        if !due {
            return Ok(None);
        }
        let lease = (Lease(Id::new(&self.clock)), now.plus_seconds(i64::from(self.lease_seconds)));
        queue::claim(&self.db, &self.name, now, lease, &kinds).await
    }

    async fn run(&self, claimed: Claimed) -> Result<(), DbError> {
        run(&self.db, &self.clock, &self.registry, self.lease_seconds, claimed).await
    }
}
