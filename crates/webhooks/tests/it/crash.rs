//! A worker that dies at the worst moment, and two workers at once.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    time::Duration,
};

use db::{Db, Sql, params, sql, testing::TestDb};
use futures::future::pending;
use liaison::testing::Reponse;
use tokio::{sync::Notify, task::block_in_place};
use webhooks::EtatLivraison;

use crate::world::{MIGRATIONS, Monde, state};

/// Takes the row that the worker must write (on SQLite, the writer's turn).
const HOLD: Sql = sql("UPDATE webhooks_livraison SET erreur = erreur WHERE collectivite_id = $1");

/// The server answers, the answer is read, and the worker dies before it could keep it: nothing of the attempt is known,
/// the delivery is made again under the same id.
async fn dies_between_the_answer_and_the_commit(db: Db) {
    let monde = Monde::new(db);
    let commune = monde.commune;
    let came = Arc::new(Notify::new());
    let (go, gone) = mpsc::channel();
    let (told, gone) = (Arc::clone(&came), Mutex::new(gone));
    let serveur = monde
        .serve(move |_| {
            told.notify_one();
            // The answer waits for the test.
            block_in_place(|| gone.lock().unwrap().recv()).unwrap();
            Reponse::ok()
        })
        .await;
    monde.listen(commune, &serveur.url()).await;
    monde.emit(commune).await;

    let worker = tokio::spawn(monde.worker().run(pending()));
    came.notified().await;
    let mut held = monde.begin(commune).await;
    held.run(HOLD, params![commune]).await.unwrap();
    go.send(()).unwrap();
    serveur.fermee().await;
    // The answer was read, and its commit waits for us: the worker dies there.
    assert_eq!(serveur.appels().len(), 1);
    worker.abort();
    assert!(worker.await.unwrap_err().is_cancelled());
    held.rollback().await.unwrap();

    let livraison = monde.livraison(commune).await;
    assert_eq!(state(&livraison), (EtatLivraison::ALivrer, 0), "nothing was kept");
    assert_eq!(monde.drain().await, 0, "its job is still the dead worker's");
    monde.clock.advance_seconds(31);
    go.send(()).unwrap();
    assert_eq!(monde.drain().await, 1);
    let appels = serveur.appels();
    assert_eq!(appels.len(), 2, "never none");
    assert_eq!(appels[0].entete("webhook-id"), appels[1].entete("webhook-id"));
    assert_eq!(appels[0].entete("webhook-id"), livraison.evenement_id.to_string());
    assert_eq!(appels[0].octets, appels[1].octets);
    assert_eq!(state(&monde.livraison(commune).await), (EtatLivraison::Livree, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_between_the_answer_and_the_commit_tells_it_twice_and_never_not_on_sqlite() {
    let test = TestDb::sqlite(MIGRATIONS).await;
    dies_between_the_answer_and_the_commit(test.db.clone()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_between_the_answer_and_the_commit_tells_it_twice_and_never_not_on_postgresql() {
    let test = TestDb::postgres(MIGRATIONS).await;
    dies_between_the_answer_and_the_commit(test.db.clone()).await;
}

/// A worker is frozen while the server answers, another takes its job back; the first wakes up with a yes that comes too late.
async fn thought_dead(db: Db) {
    let monde = Monde::new(db);
    let commune = monde.commune;
    let came = Arc::new(Notify::new());
    let (go, gone) = mpsc::channel();
    let (told, gone, first) = (Arc::clone(&came), Mutex::new(gone), AtomicBool::new(true));
    let serveur = monde
        .serve(move |_| {
            if !first.swap(false, Ordering::SeqCst) {
                return Reponse::Statut(503, "");
            }
            told.notify_one();
            block_in_place(|| gone.lock().unwrap().recv()).unwrap();
            Reponse::ok()
        })
        .await;
    let (id, _) = monde.listen(commune, &serveur.url()).await;
    monde.emit(commune).await;
    let frozen = monde.worker();
    let frozen = tokio::spawn(async move { frozen.drain().await });
    came.notified().await;
    monde.clock.advance_seconds(31);
    assert_eq!(monde.drain().await, 1);
    let before = (monde.livraison(commune).await, monde.abonnement(commune, id).await);
    assert_eq!((state(&before.0), before.0.statut), ((EtatLivraison::ALivrer, 1), Some(503)));
    go.send(()).unwrap();
    frozen.await.unwrap().unwrap();
    assert_eq!((monde.livraison(commune).await, monde.abonnement(commune, id).await), before, "it kept nothing");
    monde.clock.set(before.0.prevue_le.unwrap());
    assert_eq!((monde.drain().await, serveur.appels().len()), (1, 3), "one job goes on");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_thought_dead_keeps_nothing_on_sqlite() {
    let test = TestDb::sqlite(MIGRATIONS).await;
    thought_dead(test.db.clone()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_thought_dead_keeps_nothing_on_postgresql() {
    let test = TestDb::postgres(MIGRATIONS).await;
    thought_dead(test.db.clone()).await;
}

/// Every event is told once, whoever takes it.
async fn two_workers(db: Db) {
    const EVENTS: usize = 30;
    let monde = Monde::new(db);
    let commune = monde.commune;
    let serveur = monde.serve(|_| Reponse::ok()).await;
    monde.listen(commune, &serveur.url()).await;
    for _ in 0..EVENTS {
        monde.emit(commune).await;
    }
    let stop = Arc::new(Notify::new());
    let workers: Vec<_> = (0..2)
        .map(|_| {
            let stop = Arc::clone(&stop);
            let worker = monde.worker().concurrency(3).poll(Duration::from_millis(10));
            tokio::spawn(async move { worker.run(stop.notified()).await })
        })
        .collect();
    let told = async {
        while monde.livraisons(commune).await.iter().any(|one| one.etat == EtatLivraison::ALivrer) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), told).await.unwrap();
    stop.notify_waiters();
    for worker in workers {
        worker.await.unwrap();
    }
    let mut by_id: HashMap<String, usize> = HashMap::new();
    for appele in serveur.appels() {
        *by_id.entry(appele.entete("webhook-id").to_owned()).or_default() += 1;
    }
    assert_eq!((by_id.len(), by_id.values().all(|times| *times == 1)), (EVENTS, true), "{by_id:?}");
    assert!(monde.livraisons(commune).await.iter().all(|one| state(one) == (EtatLivraison::Livree, 1)));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_workers_tell_each_event_once_on_sqlite() {
    let test = TestDb::sqlite(MIGRATIONS).await;
    two_workers(test.db.clone()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_workers_tell_each_event_once_on_postgresql() {
    let test = TestDb::postgres(MIGRATIONS).await;
    two_workers(test.db.clone()).await;
}
