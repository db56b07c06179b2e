//! Signing in: right, wrong, too often.

use annuaire::{CourrielAnnuaire, Durete, Identification, identification, personnes};
use db::{Db, Perimetre};
use kernel::Instant;

use crate::monde::{Monde, SECRET, actions, from};

const CLAIRE: &str = "claire.vidal@exemple.fr";

fn refused(outcome: Identification) -> (String, Option<Instant>, Option<CourrielAnnuaire>) {
    match outcome {
        Identification::Refus { phrase, retry_at, courriel } => (phrase, retry_at, courriel),
        other => panic!("{other:?}"),
    }
}

/// Fails `times` times, each after the wait that the former asked.
async fn fail(
    db: &Db,
    monde: &Monde,
    courriel: &str,
    times: usize,
) -> (String, Option<Instant>, Option<CourrielAnnuaire>) {
    let mut last = (String::new(), None, None);
    for _ in 0..times {
        if let Some(at) = last.1 {
            monde.clock.set(at);
        }
        last = refused(monde.attempt(db, courriel, "pas le bon mot de passe").await);
    }
    last
}

db::both_engines! { crate::MIGRATIONS;
    async fn the_right_password_opens_a_session(db: Db) {
        let monde = Monde::new(&db).await;
        let outcome = monde.attempt(&db, " Claire.VIDAL@exemple.fr ", SECRET).await;
        let Identification::Entree { jeton, session } = outcome else { panic!("{outcome:?}") };
        let open = monde.session(&db, &jeton).await.unwrap();
        assert_eq!((open.id, open.personne.id), (session, monde.secretaire.id));
        assert_eq!(open.acteur().nom, "Claire Vidal");
    }

    async fn an_unknown_account_is_answered_as_a_known_one(db: Db) {
        let monde = Monde::new(&db).await;
        let known = fail(&db, &monde, CLAIRE, 3).await;
        let at = monde.clock.now();
        monde.clock.set("2026-03-03T08:00:00Z".parse().unwrap());
        let start = monde.clock.now();
        let unknown = fail(&db, &monde, "personne@exemple.fr", 3).await;
        assert_eq!((known.0, known.1.unwrap().seconds_since(at)), (unknown.0, unknown.1.unwrap().seconds_since(start)));
    }

    async fn three_failures_slow_one_down(db: Db) {
        let monde = Monde::new(&db).await;
        assert_eq!(fail(&db, &monde, CLAIRE, 2).await.1, None);
        let (phrase, retry_at, _) = fail(&db, &monde, CLAIRE, 1).await;
        assert_eq!(retry_at.unwrap().seconds_since(monde.clock.now()), 5);
        assert!(phrase.ends_with("réessayez dans 5 secondes."), "{phrase}");
        let (phrase, ..) = refused(monde.attempt(&db, CLAIRE, SECRET).await);
        assert!(phrase.starts_with("Trop d’essais"), "even the right password waits: {phrase}");
        monde.clock.advance_seconds(5);
        assert!(matches!(monde.attempt(&db, CLAIRE, SECRET).await, Identification::Entree { .. }));
        assert_eq!(fail(&db, &monde, CLAIRE, 2).await.1, None, "once in, the count starts anew");
    }

    async fn ten_failures_lock_warn_and_are_journaled(db: Db) {
        let monde = Monde::new(&db).await;
        let (phrase, retry_at, courriel) = fail(&db, &monde, CLAIRE, 10).await;
        assert!(phrase.contains("verrouillée") && phrase.contains("15 minutes"), "{phrase}");
        assert_eq!(retry_at.unwrap().seconds_since(monde.clock.now()), 900);
        assert!(matches!(courriel, Some(CourrielAnnuaire::CompteVerrouille { a, .. }) if a == CLAIRE));
        assert_eq!(actions(&db, monde.centre.id).await[0], "personne.verrouillee");
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        assert_eq!(identification::locked_until(&mut tx, &monde.clock, &monde.secretaire).await.unwrap(), retry_at);
        assert!(identification::unlock(&mut tx, &monde.clock, &monde.acteur, monde.secretaire.id).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(actions(&db, monde.centre.id).await[0], "personne.deverrouillee");
        assert!(matches!(monde.attempt_from(&db, CLAIRE, SECRET, "192.0.2.9").await, Identification::Entree { .. }));
    }

    async fn a_lock_ends_by_itself(db: Db) {
        let monde = Monde::new(&db).await;
        let (_, retry_at, _) = fail(&db, &monde, CLAIRE, 10).await;
        monde.clock.set(retry_at.unwrap());
        assert!(matches!(monde.attempt(&db, CLAIRE, SECRET).await, Identification::Entree { .. }));
    }

    async fn an_address_that_tries_many_accounts_is_locked(db: Db) {
        let monde = Monde::new(&db).await;
        let mut last = None;
        for n in 0..30 {
            let (_, retry_at, courriel) = refused(monde.attempt(&db, &format!("essai{n}@exemple.fr"), "n’importe quoi").await);
            assert_eq!(courriel, None);
            last = retry_at;
            if let Some(at) = retry_at.filter(|_| n < 29) {
                monde.clock.set(at);
            }
        }
        assert_eq!(last.unwrap().seconds_since(monde.clock.now()), 900);
        let (phrase, ..) = refused(monde.attempt(&db, CLAIRE, SECRET).await);
        assert!(phrase.contains("verrouillée"), "{phrase}");
        assert!(matches!(monde.attempt_from(&db, CLAIRE, SECRET, "192.0.2.9").await, Identification::Entree { .. }));
    }

    async fn attempts_made_at_once_are_all_counted(db: Db) {
        let monde = Monde::new(&db).await;
        let guess = || monde.attempt(&db, CLAIRE, "pas le bon mot de passe");
        let outcomes = [tokio::join!(guess(), guess(), guess(), guess(), guess(), guess())].map(|(a, b, c, d, e, f)| [a, b, c, d, e, f]);
        let verified = outcomes.into_iter().flatten().filter(|o| matches!(o, Identification::Refus { phrase, .. } if phrase.starts_with("Cette adresse")));
        assert_eq!(verified.count(), 3, "the others waited without being verified");
    }

    async fn a_password_kept_too_cheaply_is_kept_anew(db: Db) {
        let monde = Monde::new(&db).await;
        let dearer = Durete::recommandee();
        for _ in 0..2 {
            let outcome = identification::sign_in(&db, &monde.clock, dearer, (CLAIRE, SECRET), &from("192.0.2.1")).await.unwrap();
            assert!(matches!(outcome, Identification::Entree { .. }), "{outcome:?}");
        }
    }

    async fn who_was_never_invited_has_no_password(db: Db) {
        let monde = Monde::new(&db).await;
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        let eve = personnes::create(&mut tx, &monde.clock, &monde.acteur, &crate::monde::somebody("Eve", "Noir")).await.unwrap();
        tx.commit().await.unwrap();
        assert!(!eve.a_un_mot_de_passe);
        assert!(refused(monde.attempt(&db, "eve.noir@exemple.fr", "").await).0.starts_with("Cette adresse"));
    }

    async fn what_is_over_is_purged(db: Db) {
        let monde = Monde::new(&db).await;
        fail(&db, &monde, CLAIRE, 1).await;
        monde.sign_in(&db, &monde.dpd).await;
        let purged = async || {
            let mut tx = db.begin(Perimetre::Commun).await.unwrap();
            let count = identification::purge(&mut tx, &monde.clock).await.unwrap();
            tx.commit().await.unwrap();
            count
        };
        assert_eq!(purged().await, 0);
        monde.clock.advance_seconds(8 * 86_400);
        // One session, two brakes (the account and the address), two invitations used.
        assert_eq!(purged().await, 5);
    }
}
