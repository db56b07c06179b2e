//! Enqueueing, trying again, giving up.

use std::sync::{Arc, Mutex};

use db::Perimetre;
use jobs::{EtatJob, JobError, Kind, NewJob, Registry};
use kernel::Id;
use serde_json::{Value, json};

use crate::world::{ESSAI, clock, effect, effects, enqueue, job, one, somebody, worker, writes_an_effect};

db::both_engines! { crate::world::MIGRATIONS;
    async fn a_job_runs_once_and_tells_its_result(db: Db) {
        let clock = clock();
        let id = one(&db, &clock, json!({ "nom": "a" })).await;
        let worker = worker(&db, &clock, writes_an_effect());
        assert_eq!(worker.drain().await.unwrap(), 1);
        assert_eq!(worker.drain().await.unwrap(), 0);
        let job = job(&db, id).await;
        assert_eq!((job.etat, job.result, job.attempts), (EtatJob::Reussi, Some(json!({ "fait": true })), 1));
        assert_eq!((job.finished_at, job.locked_by), (Some(clock.now()), None));
        assert_eq!(effects(&db).await, ["a"]);
    }

    async fn a_job_of_a_transaction_given_up_never_was(db: Db) {
        let clock = clock();
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        jobs::enqueue(&mut tx, &clock, NewJob::new(ESSAI, json!({ "nom": "a" }))).await.unwrap();
        tx.rollback().await.unwrap();
        assert_eq!(worker(&db, &clock, writes_an_effect()).drain().await.unwrap(), 0);
    }

    async fn twice_the_same_click_is_one_job_until_it_is_over(db: Db) {
        let clock = clock();
        let ask = || NewJob::new(ESSAI, json!({ "nom": "a" })).unique("essai:2026").pour(somebody());
        let first = enqueue(&db, &clock, ask()).await;
        let second = enqueue(&db, &clock, ask()).await;
        assert_eq!((first.new, second.new, second.id), (true, false, first.id));
        let worker = worker(&db, &clock, writes_an_effect());
        assert_eq!(worker.drain().await.unwrap(), 1);
        assert!(enqueue(&db, &clock, ask()).await.new);
        assert_eq!(worker.drain().await.unwrap(), 1);
    }

    async fn many_are_asked_for_with_one_statement_and_those_already_there_are_passed_over(db: Db) {
        let clock = clock();
        let ask = |n: u32| NewJob::new(ESSAI, json!({ "nom": n.to_string() })).unique(format!("essai:{n}"));
        enqueue(&db, &clock, ask(2)).await;
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        let before = db.statements();
        assert_eq!(jobs::enqueue_many(&mut tx, &clock, (1..=3).map(ask)).await.unwrap(), 2);
        assert_eq!(jobs::enqueue_many(&mut tx, &clock, []).await.unwrap(), 0);
        assert_eq!(db.statements() - before, 1);
        tx.commit().await.unwrap();
        assert_eq!(worker(&db, &clock, writes_an_effect()).drain().await.unwrap(), 3);
        assert_eq!(effects(&db).await, ["1", "2", "3"]);
    }

    async fn a_failed_attempt_comes_back_after_a_growing_wait_then_becomes_a_dead_letter(db: Db) {
        let clock = clock();
        let mut registry = Registry::new();
        registry.on(ESSAI, async |ctx| Err(JobError::Retry(format!("essai {} refusé", ctx.attempt))));
        let id = one(&db, &clock, json!({})).await;
        let worker = worker(&db, &clock, registry);
        for (attempt, wait) in [(1, 10), (2, 60)] {
            assert_eq!(worker.drain().await.unwrap(), 1);
            let waiting = job(&db, id).await;
            assert_eq!((waiting.etat, waiting.run_at), (EtatJob::EnAttente, clock.now().plus_seconds(wait)));
            assert_eq!(waiting.last_error, Some(format!("essai {attempt} refusé")));
            clock.advance_seconds(wait - 1);
            assert_eq!(worker.drain().await.unwrap(), 0);
            clock.advance_seconds(1);
        }
        assert_eq!(worker.drain().await.unwrap(), 1);
        let dead = job(&db, id).await;
        assert_eq!((dead.etat, dead.attempts, dead.last_error.as_deref()), (EtatJob::Echoue, 3, Some("essai 3 refusé")));
        clock.advance_seconds(1_000_000);
        assert_eq!(worker.drain().await.unwrap(), 0);
    }

    async fn a_panic_is_an_attempt_and_the_worker_lives_on(db: Db) {
        let clock = clock();
        let mut registry = Registry::new();
        registry.on(ESSAI, async |ctx| {
            assert!(ctx.attempt > 1, "tout casse");
            Ok(())
        });
        let id = one(&db, &clock, json!({})).await;
        let worker = worker(&db, &clock, registry);
        worker.drain().await.unwrap();
        assert!(job(&db, id).await.last_error.unwrap().contains("tout casse"));
        clock.advance_seconds(10);
        worker.drain().await.unwrap();
        assert_eq!(job(&db, id).await.etat, EtatJob::Reussi);
    }

    async fn what_would_be_refused_again_is_not_tried_again(db: Db) {
        let clock = clock();
        let mut registry = Registry::new();
        registry.on(ESSAI, async |ctx| ctx.payload::<Vec<u32>>().map(|_| ()));
        let id = one(&db, &clock, json!({ "nom": "a" })).await;
        worker(&db, &clock, registry).drain().await.unwrap();
        assert_eq!((job(&db, id).await.etat, job(&db, id).await.attempts), (EtatJob::Echoue, 1));
    }

    async fn the_greatest_priority_then_the_oldest_runs_first_and_somebody_waits_little(db: Db) {
        let clock = clock();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let mut registry = Registry::new();
        let written = Arc::clone(&seen);
        registry.on(ESSAI, move |ctx: jobs::JobContext| {
            let asked: Value = ctx.payload().unwrap();
            written.lock().unwrap().push(asked["nom"].as_str().unwrap().to_owned());
            async { Ok(()) }
        });
        let awaited = NewJob::new(ESSAI, json!({ "nom": "attendu" })).asked_by(Some(Id::new(&clock)), "Claire Vidal");
        enqueue(&db, &clock, awaited.at(clock.now().plus_seconds(1))).await;
        for (nom, priority, wait) in [("c", 0, 0), ("d", 0, 0), ("b", 1, 1), ("a", 19, 1), ("jamais", 19, 99)] {
            let asked = NewJob::new(ESSAI, json!({ "nom": nom })).priority(priority);
            enqueue(&db, &clock, asked.at(clock.now().plus_seconds(wait))).await;
        }
        clock.advance_seconds(1);
        worker(&db, &clock, registry).drain().await.unwrap();
        assert_eq!(*seen.lock().unwrap(), ["a", "attendu", "b", "c", "d"]);
    }

    async fn a_kind_that_nobody_here_runs_waits_for_a_node_that_does(db: Db) {
        let clock = clock();
        let id = enqueue(&db, &clock, NewJob::new(Kind::new("essai.autre", "Autre"), json!({}))).await.id;
        assert_eq!(worker(&db, &clock, writes_an_effect()).drain().await.unwrap(), 0);
        assert_eq!(job(&db, id).await.etat, EtatJob::EnAttente);
    }

    async fn progress_is_kept_with_the_end(db: Db) {
        let clock = clock();
        let mut registry = Registry::new();
        registry.on(ESSAI, async |ctx| {
            ctx.progress(49, 195, "Albias");
            Err(JobError::Fail("plus de papier".to_owned()))
        });
        let id = one(&db, &clock, json!({})).await;
        worker(&db, &clock, registry).drain().await.unwrap();
        let job = job(&db, id).await;
        assert_eq!((job.percent(), job.progress_message.as_deref()), (Some(25), Some("Albias")));
    }

    async fn a_piece_and_its_place_are_kept_together(db: Db) {
        let clock = clock();
        let mut registry = Registry::new();
        registry.on(ESSAI, async |ctx| {
            for piece in ctx.checkpoint::<(u32,)>()?.map_or(0, |(next,)| next)..4 {
                let mut tx = ctx.db.begin(Perimetre::Commun).await?;
                effect(&mut tx, &format!("pièce {piece}")).await;
                ctx.checkpoint_in(&mut tx, &(piece + 1,)).await?;
                if (piece, ctx.attempt) == (2, 1) {
                    return Err(JobError::Retry("coupure avant la fin de la pièce".to_owned()));
                }
                tx.commit().await?;
            }
            Ok(())
        });
        let id = one(&db, &clock, json!({})).await;
        let worker = worker(&db, &clock, registry);
        worker.drain().await.unwrap();
        assert_eq!(effects(&db).await, ["pièce 0", "pièce 1"]);
        clock.advance_seconds(10);
        worker.drain().await.unwrap();
        assert_eq!(effects(&db).await, ["pièce 0", "pièce 1", "pièce 2", "pièce 3"]);
        assert_eq!(job(&db, id).await.etat, EtatJob::Reussi);
    }
}
