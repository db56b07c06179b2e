//! What the pages ask.

use db::{Db, ListRequest, Perimetre};
use jobs::{EtatJob, JobError, NewJob, Registry};
use kernel::{Clock, Id, PersonneId};
use serde_json::json;

use crate::world::{ESSAI, clock, enqueue, job, one, somebody, worker, writes_an_effect};

fn fails_first() -> Registry {
    let mut registry = Registry::new();
    registry.on(ESSAI, async |_| Err(JobError::Fail("Le serveur de la préfecture refuse.".to_owned())));
    registry
}

fn filtered(name: &str, value: &str) -> ListRequest {
    ListRequest { filters: vec![(name.to_owned(), value.to_owned())], page: 1, per_page: 10, ..ListRequest::default() }
}

async fn total(db: &Db, request: &ListRequest) -> u32 {
    jobs::list(&mut db.read(Perimetre::Commun).await.unwrap(), request).await.unwrap().total
}

async fn retry(db: &Db, clock: &Clock, id: jobs::JobId) -> bool {
    let mut tx = db.begin(Perimetre::Commun).await.unwrap();
    let done = jobs::retry(&mut tx, clock, id).await.unwrap();
    tx.commit().await.unwrap();
    done
}

async fn cancel(db: &Db, clock: &Clock, id: jobs::JobId) -> bool {
    let mut tx = db.begin(Perimetre::Commun).await.unwrap();
    let done = jobs::cancel(&mut tx, clock, id).await.unwrap();
    tx.commit().await.unwrap();
    done
}

db::both_engines! { crate::world::MIGRATIONS;
    async fn the_list_filters_and_the_counts_agree(db: Db) {
        let (clock, me) = (clock(), somebody());
        let personne = PersonneId::new(&clock);
        let asked = NewJob::new(ESSAI, json!({ "nom": "a" })).pour(me).asked_by(Some(personne), "Anne Martin");
        let mine = enqueue(&db, &clock, asked).await.id;
        worker(&db, &clock, fails_first()).drain().await.unwrap();
        one(&db, &clock, json!({ "nom": "b" })).await;
        assert_eq!(total(&db, &filtered("etat", "echoue")).await, 1);
        assert_eq!(total(&db, &filtered("pour", &me.to_string())).await, 1);
        assert_eq!(total(&db, &filtered("kind", "essai.un")).await, 2);
        assert_eq!(total(&db, &filtered("kind", "essai.deux")).await, 0);
        let mut tx = db.read(Perimetre::Commun).await.unwrap();
        let counts = jobs::counts(&mut tx).await.unwrap();
        let expected = [(EtatJob::EnAttente, 1), (EtatJob::EnCours, 0), (EtatJob::Reussi, 0), (EtatJob::Echoue, 1), (EtatJob::Annule, 0)];
        assert_eq!(counts, expected);
        let found = jobs::find_for(&mut tx, me, mine).await.unwrap().unwrap();
        assert_eq!((found.asked_by, found.asked_by_nom.as_str()), (Some(personne), "Anne Martin"));
        assert!(jobs::find_for(&mut tx, somebody(), mine).await.unwrap().is_none());
        assert!(jobs::find(&mut tx, Id::new(&clock)).await.unwrap().is_none());
    }

    async fn a_dead_letter_is_asked_again(db: Db) {
        let clock = clock();
        let ask = || NewJob::new(ESSAI, json!({ "nom": "a" })).unique("essai:1");
        let id = enqueue(&db, &clock, ask()).await.id;
        worker(&db, &clock, fails_first()).drain().await.unwrap();
        let other = enqueue(&db, &clock, ask()).await;
        assert!(other.new);
        assert!(!retry(&db, &clock, id).await, "another of the same key is waiting");
        assert!(cancel(&db, &clock, other.id).await);
        assert!(retry(&db, &clock, id).await);
        assert!(!retry(&db, &clock, id).await, "it waits already");
        worker(&db, &clock, writes_an_effect()).drain().await.unwrap();
        let again = job(&db, id).await;
        assert_eq!((again.etat, again.attempts, again.last_error), (EtatJob::Reussi, 1, None));
        assert_eq!(job(&db, other.id).await.etat, EtatJob::Annule);
    }

    async fn what_waits_is_cancelled_at_once(db: Db) {
        let clock = clock();
        let id = one(&db, &clock, json!({ "nom": "a" })).await;
        assert!(cancel(&db, &clock, id).await);
        assert!(!cancel(&db, &clock, id).await);
        assert_eq!((job(&db, id).await.etat, job(&db, id).await.finished_at), (EtatJob::Annule, Some(clock.now())));
        assert_eq!(worker(&db, &clock, writes_an_effect()).drain().await.unwrap(), 0);
    }

    async fn old_successes_are_forgotten_and_dead_letters_stay(db: Db) {
        let clock = clock();
        let done = one(&db, &clock, json!({ "nom": "a" })).await;
        worker(&db, &clock, writes_an_effect()).drain().await.unwrap();
        let dead = one(&db, &clock, json!({})).await;
        worker(&db, &clock, fails_first()).drain().await.unwrap();
        clock.advance_seconds(30 * 86_400);
        let purge = async || {
            let mut tx = db.begin(Perimetre::Centre).await.unwrap();
            let forgotten = jobs::purge(&mut tx, &clock, 30).await.unwrap();
            tx.commit().await.unwrap();
            forgotten
        };
        assert_eq!(purge().await, 0);
        let mut nightly = Registry::new();
        jobs::housekeeping(&mut nightly, 30).unwrap();
        let nightly = worker(&db, &clock, nightly);
        assert_eq!(nightly.drain().await.unwrap(), 0);
        clock.advance_seconds(86_400);
        assert_eq!(nightly.drain().await.unwrap(), 1);
        let mut tx = db.read(Perimetre::Commun).await.unwrap();
        assert!(jobs::find(&mut tx, done).await.unwrap().is_none());
        assert!(jobs::find(&mut tx, dead).await.unwrap().is_some());
    }
}
