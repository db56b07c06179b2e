//! Schedules and events.

use std::sync::{Arc, Mutex};

use db::{Perimetre, Sql, params, sql};
use jobs::{Event, JobContext, Kind, Received, Registry, Schedule};
use kernel::CollectiviteId;
use serde_json::{Value, json};

use crate::world::{clock, somebody, worker};

const RAPPEL: Kind = Kind::new("essai.rappel", "Rappels");
const ARCHIVE: Kind = Kind::new("essai.archive", "Archivage");

/// What another relay does.
const PUBLISH_ALL: Sql = sql("UPDATE jobs_outbox SET published_at = $1 WHERE published_at IS NULL");

type Seen = Arc<Mutex<Vec<(String, CollectiviteId, Value)>>>;

fn scheduled(cron: &'static str) -> Registry {
    let mut registry = Registry::new();
    registry.on(RAPPEL, async |_| Ok(()));
    registry.schedule(Schedule { name: "rappels", cron, kind: RAPPEL, payload: json!({}) }).unwrap();
    registry
}

fn subscribed(seen: &Seen) -> Registry {
    let mut registry = Registry::new();
    for kind in [RAPPEL, ARCHIVE] {
        let seen = Arc::clone(seen);
        registry.subscribe("essai.Denoncee", kind).on(kind, move |ctx: JobContext| {
            let seen = Arc::clone(&seen);
            async move {
                let Received { collectivite, payload, .. } = ctx.event::<Value>()?;
                assert_eq!(ctx.pour, Some(collectivite));
                seen.lock().unwrap().push((kind.name().to_owned(), collectivite, payload));
                Ok(())
            }
        });
    }
    registry
}

db::both_engines! { crate::world::MIGRATIONS;
    async fn a_schedule_runs_when_it_is_due_and_missed_runs_count_for_one(db: Db) {
        let clock = clock(); // A Sunday, nine in Paris.
        let worker = worker(&db, &clock, scheduled("0 7 * * 1-5"));
        assert_eq!(worker.drain().await.unwrap(), 0);
        clock.set("2026-11-23T05:59:59Z".parse().unwrap());
        assert_eq!(worker.drain().await.unwrap(), 0);
        clock.set("2026-11-23T06:00:00Z".parse().unwrap());
        assert_eq!(worker.drain().await.unwrap(), 1);
        assert_eq!(worker.drain().await.unwrap(), 0);
        clock.set("2026-11-26T12:00:00Z".parse().unwrap());
        assert_eq!(worker.drain().await.unwrap(), 1);
        let mut tx = db.read(Perimetre::Commun).await.unwrap();
        let row = jobs::schedules(&mut tx).await.unwrap().remove(0);
        assert_eq!(row.last_at, Some("2026-11-24T06:00:00Z".parse().unwrap()));
        assert_eq!(row.next_at, "2026-11-27T06:00:00Z".parse().unwrap());
    }

    async fn several_nodes_run_a_schedule_once(db: Db) {
        let clock = clock();
        let nodes: Vec<_> = (0..3).map(|_| worker(&db, &clock, scheduled("*/5 * * * *"))).collect();
        nodes[0].drain().await.unwrap();
        for _ in 0..4 {
            clock.advance_seconds(300);
            let (a, b, c) = tokio::join!(nodes[0].drain(), nodes[1].drain(), nodes[2].drain());
            assert_eq!(a.unwrap() + b.unwrap() + c.unwrap(), 1);
        }
    }

    async fn a_changed_pattern_starts_anew_and_a_removed_schedule_is_forgotten(db: Db) {
        let clock = clock();
        worker(&db, &clock, scheduled("0 7 * * *")).drain().await.unwrap();
        worker(&db, &clock, scheduled("30 9 * * *")).drain().await.unwrap();
        let rows = jobs::schedules(&mut db.read(Perimetre::Commun).await.unwrap()).await.unwrap();
        assert_eq!((rows[0].cron.as_str(), rows[0].next_at), ("30 9 * * *", "2026-11-22T08:30:00Z".parse().unwrap()));
        let mut other = Registry::new();
        other.schedule(Schedule { name: "autre", cron: "0 0 * * *", kind: RAPPEL, payload: json!({}) }).unwrap();
        worker(&db, &clock, other).drain().await.unwrap();
        let rows = jobs::schedules(&mut db.read(Perimetre::Commun).await.unwrap()).await.unwrap();
        assert_eq!(rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["autre"]);
    }

    async fn an_event_reaches_each_subscriber_once_in_order(db: Db) {
        let (clock, seen, me) = (clock(), Seen::default(), somebody());
        let mut tx = db.begin(Perimetre::Collectivite(me)).await.unwrap();
        for rang in 0..3 {
            jobs::tell(&mut tx, &clock, &Event { collectivite: me, kind: "essai.Denoncee", payload: json!({ "rang": rang }) }).await.unwrap();
        }
        jobs::tell(&mut tx, &clock, &Event { collectivite: me, kind: "essai.Ignoree", payload: json!({}) }).await.unwrap();
        tx.commit().await.unwrap();
        let (a, b) = (worker(&db, &clock, subscribed(&seen)), worker(&db, &clock, subscribed(&seen)));
        let (ran_a, ran_b) = tokio::join!(a.drain(), b.drain());
        assert_eq!(ran_a.unwrap() + ran_b.unwrap(), 6);
        let mut seen = seen.lock().unwrap().clone();
        seen.sort_by_key(|(kind, _, payload)| (kind.clone(), payload["rang"].as_i64()));
        let expected = ["essai.archive", "essai.rappel"].into_iter().flat_map(|kind| (0..3).map(move |rang| (kind.to_owned(), me, json!({ "rang": rang }))));
        assert_eq!(seen, expected.collect::<Vec<_>>());
        assert_eq!(a.drain().await.unwrap(), 0);
    }

    async fn an_event_that_another_relay_is_publishing_is_not_told_twice(db: Db) {
        let (clock, seen, me) = (clock(), Seen::default(), somebody());
        let mut tx = db.begin(Perimetre::Collectivite(me)).await.unwrap();
        jobs::tell(&mut tx, &clock, &Event { collectivite: me, kind: "essai.Denoncee", payload: json!({}) }).await.unwrap();
        tx.commit().await.unwrap();
        let mut other = db.begin(Perimetre::Centre).await.unwrap();
        other.run(PUBLISH_ALL, params![clock.now()]).await.unwrap();
        let worker = worker(&db, &clock, subscribed(&seen));
        let (ran, ()) = tokio::join!(worker.drain(), async {
            // Meanwhile the worker has found the event and waits for its row.
            for _ in 0..50 {
                jobs::counts(&mut db.read(Perimetre::Commun).await.unwrap()).await.unwrap();
            }
            other.commit().await.unwrap();
        });
        assert_eq!(ran.unwrap(), 0);
    }

    async fn an_event_of_a_transaction_given_up_is_not_told(db: Db) {
        let (clock, seen, me) = (clock(), Seen::default(), somebody());
        let mut tx = db.begin(Perimetre::Collectivite(me)).await.unwrap();
        jobs::tell(&mut tx, &clock, &Event { collectivite: me, kind: "essai.Denoncee", payload: json!({}) }).await.unwrap();
        tx.rollback().await.unwrap();
        assert_eq!(worker(&db, &clock, subscribed(&seen)).drain().await.unwrap(), 0);
    }
}
