//! Several workers, lost leases, cancelling, stopping.

use std::{future::pending, sync::Arc, time::Duration};

use db::{Db, Perimetre, testing::TestDb};
use jobs::{EtatJob, JobContext, JobError, JobId, NewJob, Registry, Wake, Worker};
use kernel::Clock;
use serde_json::{Value, json};
use tokio::sync::{Notify, oneshot};

use crate::world::{ESSAI, MIGRATIONS, clock, effect, effects, enqueue, job, one, worker, writes_an_effect};

async fn ask_many(db: &Db, clock: &Clock, count: usize) -> Vec<String> {
    let names: Vec<String> = (0..count).map(|i| format!("{i:03}")).collect();
    let mut tx = db.begin(Perimetre::Commun).await.unwrap();
    for nom in &names {
        jobs::enqueue(&mut tx, clock, NewJob::new(ESSAI, json!({ "nom": nom }))).await.unwrap();
    }
    tx.commit().await.unwrap();
    names
}

/// Tells that the handler is inside, then lets it go on when asked.
#[derive(Clone, Default)]
struct Gate {
    inside: Arc<Notify>,
    go: Arc<Notify>,
}

impl Gate {
    async fn pass(&self) {
        self.inside.notify_one();
        self.go.notified().await;
    }
}

/// A handler that does its effect past the gate on its first attempt, at once on the next ones.
fn gated(gate: &Gate) -> Registry {
    let gate = gate.clone();
    let mut registry = Registry::new();
    registry.on(ESSAI, move |ctx: JobContext| {
        let gate = gate.clone();
        async move {
            if ctx.attempt == 1 {
                gate.pass().await;
            }
            let mut tx = ctx.db.begin(Perimetre::Commun).await?;
            effect(&mut tx, &format!("essai {}", ctx.attempt)).await;
            ctx.finish_in(&mut tx, json!({})).await?;
            Ok(tx.commit().await?)
        }
    });
    registry
}

/// A handler that waits at the gate of its attempt, then commits its effect, with the end of the job or with a checkpoint.
fn gated_twice(gates: &[Gate; 2]) -> Registry {
    let gates = gates.clone();
    let mut registry = Registry::new();
    registry.on(ESSAI, move |ctx: JobContext| {
        let gate = gates[ctx.attempt as usize - 1].clone();
        async move {
            gate.pass().await;
            let how = ctx.payload::<Value>()?["how"].as_str().unwrap().to_owned();
            let mut tx = ctx.db.begin(Perimetre::Commun).await?;
            effect(&mut tx, &format!("{how}, essai {}", ctx.attempt)).await;
            if how == "finish" {
                ctx.finish_in(&mut tx, json!({})).await?;
            } else {
                ctx.checkpoint_in(&mut tx, &[1]).await?;
            }
            Ok(tx.commit().await?)
        }
    });
    registry
}

db::both_engines! { crate::world::MIGRATIONS;
    async fn two_workers_never_run_the_same_job(db: Db) {
        let clock = clock();
        let names = ask_many(&db, &clock, 60).await;
        let (a, b) = (worker(&db, &clock, writes_an_effect()), worker(&db, &clock, writes_an_effect()));
        let (ran_a, ran_b) = tokio::join!(a.drain(), b.drain());
        let (ran_a, ran_b) = (ran_a.unwrap(), ran_b.unwrap());
        assert_eq!(ran_a + ran_b, 60);
        assert!(ran_a > 0 && ran_b > 0, "{ran_a} and {ran_b}");
        assert_eq!(effects(&db).await, names);
    }

    async fn a_worker_that_lost_its_lease_cannot_commit(db: Db) {
        let clock = clock();
        let id = one(&db, &clock, json!({})).await;
        let gate = Gate::default();
        let (frozen, other) = (worker(&db, &clock, gated(&gate)), worker(&db, &clock, gated(&gate)));
        let frozen = tokio::spawn(async move { frozen.drain().await });
        gate.inside.notified().await;
        assert_eq!(other.drain().await.unwrap(), 0, "the lease holds");
        clock.advance_seconds(31);
        assert_eq!(other.drain().await.unwrap(), 1, "the lease has run out");
        gate.go.notify_one();
        frozen.await.unwrap().unwrap();
        assert_eq!(effects(&db).await, ["essai 2"]);
        let job = job(&db, id).await;
        assert_eq!((job.etat, job.attempts, job.last_error), (EtatJob::Reussi, 2, None));
    }

    async fn of_two_workers_inside_the_same_job_only_the_holder_of_the_lease_commits(db: Db) {
        let clock = clock();
        for how in ["finish", "checkpoint"] {
            one(&db, &clock, json!({ "how": how })).await;
            let gates = [Gate::default(), Gate::default()];
            let node = || {
                let node = worker(&db, &clock, gated_twice(&gates));
                tokio::spawn(async move { node.drain().await })
            };
            let frozen = node();
            gates[0].inside.notified().await;
            clock.advance_seconds(31);
            let holder = node();
            gates[1].inside.notified().await;
            let before = effects(&db).await;
            gates[0].go.notify_one();
            frozen.await.unwrap().unwrap();
            assert_eq!(effects(&db).await, before, "{how}");
            gates[1].go.notify_one();
            holder.await.unwrap().unwrap();
            assert!(effects(&db).await.contains(&format!("{how}, essai 2")));
        }
    }

    async fn a_job_that_kills_its_workers_ends_as_a_dead_letter(db: Db) {
        let clock = clock();
        let id = one(&db, &clock, json!({})).await;
        for _ in 0..3 {
            let inside = Arc::new(Notify::new());
            let mut registry = Registry::new();
            let told = Arc::clone(&inside);
            registry.on(ESSAI, move |_| {
                told.notify_one();
                pending::<Result<(), JobError>>()
            });
            let killed = worker(&db, &clock, registry);
            let killed = tokio::spawn(async move { killed.drain().await });
            inside.notified().await;
            killed.abort();
            assert!(killed.await.unwrap_err().is_cancelled());
            clock.advance_seconds(31);
        }
        worker(&db, &clock, writes_an_effect()).drain().await.unwrap();
        let job = job(&db, id).await;
        assert_eq!(job.etat, EtatJob::Echoue);
        assert!(job.last_error.unwrap().contains("interrompu 3 fois"));
    }

    async fn progress_is_seen_and_the_lease_renewed_while_the_job_runs(db: Db) {
        let clock = clock();
        let id = one(&db, &clock, json!({})).await;
        let gate = Gate::default();
        let mut registry = Registry::new();
        let inner = gate.clone();
        registry.on(ESSAI, move |ctx: JobContext| {
            let gate = inner.clone();
            async move {
                ctx.clock.advance_seconds(20);
                ctx.progress(1, 4, "Albias");
                gate.pass().await;
                Ok(())
            }
        });
        let running = worker(&db, &clock, registry);
        let running = tokio::spawn(async move { running.drain().await });
        gate.inside.notified().await;
        let mut seen = job(&db, id).await;
        while seen.progress_done.is_none() {
            tokio::task::yield_now().await;
            seen = job(&db, id).await;
        }
        assert_eq!((seen.etat, seen.percent(), seen.progress_message.as_deref()), (EtatJob::EnCours, Some(25), Some("Albias")));
        assert_eq!(seen.locked_until, Some(clock.now().plus_seconds(30)));
        gate.go.notify_one();
        running.await.unwrap().unwrap();
    }

    async fn a_running_job_is_cancelled_by_its_handler(db: Db) {
        let clock = clock();
        let id = one(&db, &clock, json!({})).await;
        let gate = Gate::default();
        let mut registry = Registry::new();
        let inner = gate.clone();
        registry.on(ESSAI, move |ctx: JobContext| {
            let gate = inner.clone();
            async move {
                assert!(!ctx.cancelled().await?);
                gate.pass().await;
                if ctx.cancelled().await? { Err(JobError::Cancelled) } else { Ok(()) }
            }
        });
        let running = worker(&db, &clock, registry);
        let running = tokio::spawn(async move { running.drain().await });
        gate.inside.notified().await;
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        assert!(jobs::cancel(&mut tx, &clock, id).await.unwrap());
        tx.commit().await.unwrap();
        assert!(job(&db, id).await.cancel_asked);
        gate.go.notify_one();
        running.await.unwrap().unwrap();
        assert_eq!(job(&db, id).await.etat, EtatJob::Annule);
    }

    async fn a_worker_asked_to_stop_gives_back_what_does_not_end(db: Db) {
        let clock = clock();
        let id = one(&db, &clock, json!({})).await;
        let gate = Gate::default();
        let (stop, stopped) = oneshot::channel::<()>();
        let node = worker(&db, &clock, gated(&gate)).grace(Duration::ZERO);
        let node = tokio::spawn(node.run(async { stopped.await.unwrap() }));
        gate.inside.notified().await;
        stop.send(()).unwrap();
        node.await.unwrap();
        let given = job(&db, id).await;
        assert_eq!((given.etat, given.attempts, given.locked_until), (EtatJob::EnAttente, 0, None));
        assert_eq!(worker(&db, &clock, writes_nothing()).drain().await.unwrap(), 1, "at once, no lease to wait for");
    }

    async fn a_worker_asked_to_stop_ends_what_runs(db: Db) {
        let clock = clock();
        let id = one(&db, &clock, json!({})).await;
        let gate = Gate::default();
        let (stop, stopped) = oneshot::channel::<()>();
        let node = worker(&db, &clock, gated(&gate));
        let node = tokio::spawn(node.run(async { stopped.await.unwrap() }));
        gate.inside.notified().await;
        stop.send(()).unwrap();
        gate.go.notify_one();
        node.await.unwrap();
        assert_eq!(job(&db, id).await.etat, EtatJob::Reussi);
    }

    async fn a_waiting_worker_is_woken_by_the_commit(db: Db) {
        let clock = clock();
        let (wake, gate) = (Wake::new(), Gate::default());
        let never = Duration::from_secs(1_000_000);
        let node = worker(&db, &clock, gated(&gate)).wake(&wake).concurrency(1).poll(never);
        let node = tokio::spawn(node.run(pending()));
        for _ in 0..5 {
            let id = one(&db, &clock, json!({})).await;
            wake.now();
            gate.inside.notified().await;
            gate.go.notify_one();
            over(&db, id).await;
            // Meanwhile the worker finds nothing more and goes to sleep.
            for _ in 0..20 {
                job(&db, id).await;
            }
        }
        node.abort();
    }
}

async fn over(db: &Db, id: JobId) {
    while !job(db, id).await.etat.is_over() {}
}

fn writes_nothing() -> Registry {
    let mut registry = Registry::new();
    registry.on(ESSAI, async |_| Ok(()));
    registry
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_share_one_postgresql() {
    let test = TestDb::postgres(MIGRATIONS).await;
    let other = Db::open(&test.url, 4).await.unwrap();
    let clock = clock();
    let names = ask_many(&test.db, &clock, 200).await;
    let node = |db: &Db| Worker::new(db.clone(), writes_an_effect(), clock.clone(), "nœud");
    let (a, b) = (node(&test.db), node(&other));
    let (a, b) =
        tokio::join!(tokio::spawn(async move { a.drain().await }), tokio::spawn(async move { b.drain().await }));
    assert_eq!(a.unwrap().unwrap() + b.unwrap().unwrap(), 200);
    assert_eq!(effects(&test.db).await, names);
}

#[tokio::test(flavor = "multi_thread")]
async fn clicks_from_everywhere_at_once_make_one_job() {
    let test = TestDb::postgres(MIGRATIONS).await;
    let clock = clock();
    let clicks = (0..4).map(|_| {
        let (db, clock) = (test.db.clone(), clock.clone());
        tokio::spawn(async move { enqueue(&db, &clock, NewJob::new(ESSAI, json!({})).unique("essai:1")).await })
    });
    let mut new = 0;
    for click in clicks.collect::<Vec<_>>() {
        new += u32::from(click.await.unwrap().new);
    }
    assert_eq!(new, 1);
}
