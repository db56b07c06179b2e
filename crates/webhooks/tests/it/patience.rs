//! How long one insists: three days a delivery, longer and longer pauses a server, then the end.

use std::sync::{
    Arc,
    atomic::{AtomicU16, Ordering},
};

use db::testing::TestDb;
use jobs::{EtatJob, Registry, Worker};
use liaison::testing::{Reponse, ServeurAppel};
use serde_json::json;
use webhooks::{EtatAbonnement, EtatLivraison};

use crate::world::{MIGRATIONS, Monde, RECU, saisie, state};

/// Answers the status that the test sets.
async fn moody(monde: &Monde, status: u16) -> (ServeurAppel, Arc<AtomicU16>) {
    let mood = Arc::new(AtomicU16::new(status));
    let shown = Arc::clone(&mood);
    (monde.serve(move |_| Reponse::Statut(shown.load(Ordering::SeqCst), "")).await, mood)
}

/// Moves the clock to the next attempt.
async fn wait(monde: &Monde) -> i64 {
    let next = monde.livraison(monde.commune).await.prevue_le.unwrap();
    let waited = next.seconds_since(monde.clock.now());
    monde.clock.set(next);
    waited
}

db::both_engines! { crate::world::MIGRATIONS;
    async fn a_delivery_is_tried_for_three_days_then_given_up_then_sent_again_under_the_same_id(db: Db) {
        let monde = Monde::new(db);
        let (commune, start) = (monde.commune, monde.clock.now());
        let (serveur, mood) = moody(&monde, 503).await;
        let (id, _) = monde.listen(commune, &serveur.url()).await;
        monde.emit(commune).await;
        let mut waits = Vec::new();
        loop {
            assert_eq!(monde.drain().await, 1);
            let livraison = monde.livraison(commune).await;
            if livraison.etat == EtatLivraison::Echec {
                break;
            }
            assert_eq!(livraison.erreur, None, "the status says it");
            assert_eq!((livraison.statut, livraison.tentatives), (Some(503), u32::try_from(waits.len()).unwrap() + 1));
            waits.push(wait(&monde).await);
        }
        let longest = [10, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 72_000];
        assert_eq!((waits.len(), serveur.appels().len()), (9, 10));
        assert!(waits.iter().zip(longest).all(|(wait, base)| *wait <= base + base / 10), "{waits:?}");
        assert!(waits[..8].iter().zip(longest).all(|(wait, base)| *wait >= base), "{waits:?}");
        assert!((70..=72).contains(&(monde.clock.now().seconds_since(start) / 3_600)));
        monde.clock.advance_seconds(1_000_000);
        assert_eq!(monde.drain().await, 0, "nobody insists any more");
        let dead = monde.livraison(commune).await;
        assert_eq!((state(&dead), dead.prevue_le), ((EtatLivraison::Echec, 10), None));
        // Sent again, once the server is well.
        mood.store(200, Ordering::SeqCst);
        if monde.abonnement(commune, id).await.etat == EtatAbonnement::Suspendu {
            monde.activate(commune, id).await;
        }
        monde.resend(commune, dead.id).await.unwrap();
        assert_eq!(monde.livraison(commune).await.tentatives_demande, 0);
        assert_eq!(monde.drain().await, 1);
        assert_eq!(state(&monde.livraison(commune).await), (EtatLivraison::Livree, 11));
        let appels = serveur.appels();
        assert!(appels.iter().all(|one| one.entete("webhook-id") == dead.evenement_id.to_string()));
        assert!(appels.iter().all(|one| one.octets == appels[0].octets), "the same to the byte");
        let mut instants: Vec<_> = appels.iter().map(|one| one.entete("webhook-timestamp")).collect();
        instants.dedup();
        assert_eq!(instants.len(), 11, "each attempt bears its own instant");
        // What was delivered may be sent again too: the receiver may have lost it.
        monde.resend(commune, dead.id).await.unwrap();
        assert!(monde.resend(commune, dead.id).await.is_err(), "it is on its way");
        assert_eq!((monde.drain().await, serveur.appels().len()), (1, 12));
    }

    async fn nothing_that_passes_for_days_suspends_the_abonnement(db: Db) {
        let monde = Monde::new(db);
        let commune = monde.commune;
        let (serveur, mood) = moody(&monde, 500).await;
        let (id, _) = monde.listen(commune, &serveur.url()).await;
        let mut days = 0;
        while monde.abonnement(commune, id).await.etat == EtatAbonnement::Actif {
            monde.emit(commune).await;
            for _ in 0..8 {
                monde.drain().await;
                monde.clock.advance_seconds(3 * 3_600);
            }
            days += 1;
            assert!(days < 8, "never suspended");
        }
        assert!((3..=5).contains(&days), "{days}");
        let abonnement = monde.abonnement(commune, id).await;
        assert_eq!((abonnement.etat, abonnement.echecs), (EtatAbonnement::Suspendu, 0));
        let motif = abonnement.motif.unwrap();
        assert!(motif.contains("22/11/2026 à 09:00") && motif.contains("Le serveur a répondu 500."), "{motif}");
        monde.clock.advance_seconds(300_000);
        monde.drain().await;
        assert!(monde.livraisons(commune).await.iter().all(|one| one.etat == EtatLivraison::Echec));
        assert_eq!(monde.journal(commune).await.last().unwrap().action, "webhook.suspendu");
        mood.store(200, Ordering::SeqCst);
        monde.activate(commune, id).await;
        monde.emit(commune).await;
        assert_eq!(monde.drain().await, 1);
        let again = monde.abonnement(commune, id).await;
        assert_eq!((again.etat, again.livre_le), (EtatAbonnement::Actif, Some(monde.clock.now())));
    }

    async fn a_server_that_fails_is_left_in_peace_by_all_that_waits_for_it_and_holds_nobody_up(db: Db) {
        let monde = Monde::new(db);
        let commune = monde.commune;
        let (ill, mood) = moody(&monde, 502).await;
        let (well, _) = moody(&monde, 200).await;
        let (id, _) = monde.listen(commune, &ill.url()).await;
        monde.listen(monde.voisine, &well.url()).await;
        for _ in 0..20 {
            monde.emit(commune).await;
            monde.emit(monde.voisine).await;
        }
        monde.drain().await;
        assert_eq!((ill.appels().len(), well.appels().len()), (1, 20));
        assert!(monde.abonnement(commune, id).await.pause_jusqu_a.is_some());
        let tried = monde.livraisons(commune).await.iter().filter(|one| one.tentatives > 0).count();
        assert_eq!(tried, 1, "what was not tried does not count as an attempt");
        for _ in 0..20 {
            monde.clock.advance_seconds(60);
            monde.drain().await;
        }
        assert!(ill.appels().len() < 12, "{} requests in twenty minutes", ill.appels().len());
        mood.store(200, Ordering::SeqCst);
        monde.clock.advance_seconds(7_200);
        monde.drain().await;
        assert!(monde.livraisons(commune).await.iter().all(|one| one.etat == EtatLivraison::Livree));
        assert_eq!(monde.abonnement(commune, id).await.pause_jusqu_a, None);
    }
}

#[tokio::test]
async fn a_slow_server_gets_nothing_else_for_as_long_as_it_took() {
    let test = TestDb::sqlite(MIGRATIONS).await;
    let monde = Monde::new(test.db.clone());
    let clock = monde.clock.clone();
    let serveur = monde
        .serve(move |_| {
            clock.advance_seconds(12);
            Reponse::ok()
        })
        .await;
    let (id, _) = monde.listen(monde.commune, &serveur.url()).await;
    for _ in 0..5 {
        monde.emit(monde.commune).await;
    }
    monde.drain().await;
    assert_eq!(serveur.appels().len(), 1);
    let until = monde.abonnement(monde.commune, id).await.pause_jusqu_a.unwrap();
    assert_eq!(until.seconds_since(monde.clock.now()), 12);
    let mut served = 1;
    while served < 5 {
        monde.clock.advance_seconds(60);
        monde.drain().await;
        assert_eq!(serveur.appels().len(), served + 1);
        served += 1;
    }
    assert!(monde.livraisons(monde.commune).await.iter().all(|one| one.tentatives == 1 && one.statut == Some(200)));
}

#[tokio::test]
async fn a_server_says_when_to_come_back() {
    let test = TestDb::sqlite(MIGRATIONS).await;
    let monde = Monde::new(test.db.clone());
    let serveur = monde.serve(|_| Reponse::Entete(429, ("retry-after", "3600".to_owned()), vec![])).await;
    monde.listen(monde.commune, &serveur.url()).await;
    monde.emit(monde.commune).await;
    monde.drain().await;
    let waited = wait(&monde).await;
    assert!((3_600..=3_960).contains(&waited), "{waited}");
}

#[tokio::test]
async fn what_somebody_sends_again_does_not_wait_for_the_end_of_the_pause() {
    let test = TestDb::sqlite(MIGRATIONS).await;
    let monde = Monde::new(test.db.clone());
    let commune = monde.commune;
    let (serveur, mood) = moody(&monde, 200).await;
    let (id, _) = monde.listen(commune, &serveur.url()).await;
    monde.emit(commune).await;
    monde.drain().await;
    mood.store(500, Ordering::SeqCst);
    monde.emit(commune).await;
    monde.drain().await;
    assert!(monde.abonnement(commune, id).await.pause_jusqu_a.is_some());
    mood.store(200, Ordering::SeqCst);
    let first = monde.livraisons(commune).await.remove(0);
    monde.resend(commune, first.id).await.unwrap();
    assert_eq!((monde.drain().await, serveur.appels().len()), (1, 3));
}

#[tokio::test]
async fn a_new_address_is_tried_at_once() {
    let test = TestDb::sqlite(MIGRATIONS).await;
    let monde = Monde::new(test.db.clone());
    let commune = monde.commune;
    let (ill, well) = (moody(&monde, 500).await.0, moody(&monde, 200).await.0);
    let (id, _) = monde.listen(commune, &ill.url()).await;
    monde.emit(commune).await;
    monde.drain().await;
    let mut tx = monde.begin(commune).await;
    let saisie = saisie(&well.url(), &[RECU]);
    webhooks::abonnements::modify(&mut tx, &monde.webhooks, monde.ctx(commune), (id, 1), &saisie).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(monde.abonnement(commune, id).await.pause_jusqu_a, None);
    wait(&monde).await;
    monde.drain().await;
    assert_eq!((state(&monde.livraison(commune).await), well.appels().len()), ((EtatLivraison::Livree, 2), 1));
}

#[tokio::test]
async fn the_night_wakes_what_was_lost_and_forgets_what_is_over() {
    let test = TestDb::sqlite(MIGRATIONS).await;
    let monde = Monde::new(test.db.clone());
    let commune = monde.commune;
    let (serveur, _) = moody(&monde, 200).await;
    let (id, _) = monde.listen(commune, &serveur.url()).await;
    let mut tx = monde.begin(commune).await;
    webhooks::abonnements::rotate(&mut tx, &monde.webhooks, monde.ctx(commune), id).await.unwrap();
    tx.commit().await.unwrap();
    monde.emit(commune).await;
    // Somebody cancels its job, on the page of the jobs.
    let mut tx = monde.begin(commune).await;
    let request = db::ListRequest { page: 1, per_page: 1, ..db::ListRequest::default() };
    let job = jobs::list(&mut tx, &request).await.unwrap().rows.remove(0);
    assert!(jobs::cancel(&mut tx, &monde.clock, job.id).await.unwrap());
    tx.commit().await.unwrap();
    monde.clock.advance_seconds(86_400);
    assert_eq!((monde.drain().await, serveur.appels().len()), (0, 0));
    let night = || {
        let mut registry = Registry::new();
        webhooks::register(&mut registry, monde.webhooks.clone());
        webhooks::housekeeping(&mut registry).unwrap();
        Worker::new(monde.db.clone(), registry, monde.clock.clone(), "nuit")
    };
    night().drain().await.unwrap();
    monde.clock.advance_seconds(86_400);
    night().drain().await.unwrap();
    assert_eq!(state(&monde.livraison(commune).await), (EtatLivraison::Livree, 1));
    assert!(monde.abonnement(commune, id).await.precedent_jusqu_a.is_some());
    monde.clock.advance_seconds(29 * 86_400);
    night().drain().await.unwrap();
    assert_eq!(monde.livraisons(commune).await.len(), 1);
    assert_eq!(monde.abonnement(commune, id).await.precedent_jusqu_a, None, "erased, not only out of use");
    monde.clock.advance_seconds(2 * 86_400);
    night().drain().await.unwrap();
    assert_eq!(monde.livraisons(commune).await.len(), 0);
    let mut tx = monde.begin(commune).await;
    let dead = jobs::counts(&mut tx).await.unwrap().into_iter().find(|(etat, _)| *etat == EtatJob::Echoue);
    assert_eq!(json!(dead.unwrap().1), json!(0));
}
