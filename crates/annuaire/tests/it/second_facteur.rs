//! TOTP and recovery codes, through the doors of sign-in.

use annuaire::{CourrielAnnuaire, Identification, Refus, SessionOuverte, identification, second_facteur};
use db::{Db, Perimetre};

use crate::monde::{Monde, SECRET, actions, from, refusal};

const CLAIRE: &str = "claire.vidal@exemple.fr";

/// Turns the second factor of Claire on; gives its secret, the recovery codes and her session.
async fn enrol(db: &Db, monde: &Monde) -> (String, Vec<String>, SessionOuverte) {
    let session = monde.open(db, &monde.secretaire).await;
    let mut tx = db.begin(Perimetre::Commun).await.unwrap();
    let proposed = second_facteur::propose(&mut tx, &session).await.unwrap();
    assert!(proposed.uri.starts_with("otpauth://totp/Beffroi:claire.vidal"), "{}", proposed.uri);
    assert!(proposed.qr_png.starts_with(b"\x89PNG"));
    let code = second_facteur::code_at(&proposed.secret, monde.clock.now()).unwrap();
    let (codes, mail) = second_facteur::confirm(&mut tx, &monde.clock, &session, &code).await.unwrap();
    tx.commit().await.unwrap();
    assert!(matches!(mail, CourrielAnnuaire::SecondFacteurChange { actif: true, .. }));
    (proposed.secret, codes, session)
}

async fn attente(db: &Db, monde: &Monde) -> String {
    match monde.attempt(db, CLAIRE, SECRET).await {
        Identification::SecondFacteur { attente } => attente,
        other => panic!("{other:?}"),
    }
}

async fn answer(db: &Db, monde: &Monde, attente: &str, code: &str) -> Identification {
    identification::confirm(db, &monde.clock, attente, code, &from("192.0.2.1")).await.unwrap()
}

fn is_in(outcome: &Identification) -> bool {
    matches!(outcome, Identification::Entree { .. })
}

db::both_engines! { crate::MIGRATIONS;
    async fn a_code_opens_and_never_twice(db: Db) {
        let monde = Monde::new(&db).await;
        let (secret, ..) = enrol(&db, &monde).await;
        let served = second_facteur::code_at(&secret, monde.clock.now()).unwrap();
        let first = attente(&db, &monde).await;
        assert!(!is_in(&answer(&db, &monde, &first, &served).await), "it served to enrol");
        monde.clock.advance_seconds(30);
        let code = second_facteur::code_at(&secret, monde.clock.now()).unwrap();
        assert!(is_in(&answer(&db, &monde, &first, &format!("{} {}", &code[..3], &code[3..])).await));
        assert!(!is_in(&answer(&db, &monde, &first, &code).await), "the wait is over");
        let second = attente(&db, &monde).await;
        assert!(!is_in(&answer(&db, &monde, &second, &code).await), "the same code, seen over the shoulder");
    }

    async fn a_wait_lasts_ten_minutes(db: Db) {
        let monde = Monde::new(&db).await;
        let (secret, ..) = enrol(&db, &monde).await;
        let waiting = attente(&db, &monde).await;
        monde.clock.advance_seconds(601);
        let code = second_facteur::code_at(&secret, monde.clock.now()).unwrap();
        let Identification::Refus { phrase, .. } = answer(&db, &monde, &waiting, &code).await else { panic!() };
        assert!(phrase.contains("recommencez"), "{phrase}");
    }

    async fn a_recovery_code_serves_once(db: Db) {
        let monde = Monde::new(&db).await;
        let (_, codes, _) = enrol(&db, &monde).await;
        assert_eq!(codes.len(), 10);
        let first = attente(&db, &monde).await;
        assert!(is_in(&answer(&db, &monde, &first, &codes[4].to_uppercase()).await));
        let second = attente(&db, &monde).await;
        assert!(!is_in(&answer(&db, &monde, &second, &codes[4]).await));
        let mut tx = db.read(Perimetre::Commun).await.unwrap();
        assert_eq!(second_facteur::codes_left(&mut tx, monde.secretaire.id).await.unwrap(), 9);
    }

    async fn knowing_the_password_does_not_give_more_tries_at_the_code(db: Db) {
        let monde = Monde::new(&db).await;
        enrol(&db, &monde).await;
        let mut failures = 0;
        let locked = loop {
            let waiting = match monde.attempt(&db, CLAIRE, SECRET).await {
                Identification::SecondFacteur { attente } => attente,
                Identification::Refus { retry_at: Some(at), phrase, .. } => {
                    if phrase.contains("verrouillée") { break at; }
                    monde.clock.set(at);
                    continue;
                }
                other => panic!("{other:?}"),
            };
            assert!(!is_in(&answer(&db, &monde, &waiting, "000000").await));
            failures += 1;
            assert!(failures <= 10, "never locked");
        };
        assert_eq!(failures, 10);
        assert_eq!(locked.seconds_since(monde.clock.now()), 900);
    }

    async fn codes_are_renewed_and_the_factor_removed_with_a_code(db: Db) {
        let monde = Monde::new(&db).await;
        let (secret, codes, session) = enrol(&db, &monde).await;
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        let renewed = second_facteur::renew_codes(&mut tx, &monde.clock, &session).await.unwrap();
        assert!(renewed.iter().all(|code| !codes.contains(code)));
        assert_eq!(refusal(second_facteur::disable(&mut tx, &monde.clock, &session, &codes[0]).await), Refus::CodeFaux);
        monde.clock.advance_seconds(60);
        let code = second_facteur::code_at(&secret, monde.clock.now()).unwrap();
        second_facteur::disable(&mut tx, &monde.clock, &session, &code).await.unwrap();
        assert_eq!(refusal(second_facteur::renew_codes(&mut tx, &monde.clock, &session).await), Refus::TotpInactif);
        tx.commit().await.unwrap();
        assert!(is_in(&monde.attempt(&db, CLAIRE, SECRET).await));
        assert_eq!(actions(&db, monde.centre.id).await[0], "personne.second_facteur_retire");
    }

    async fn who_lost_the_telephone_is_helped_by_an_administrator(db: Db) {
        let monde = Monde::new(&db).await;
        enrol(&db, &monde).await;
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        second_facteur::reset(&mut tx, &monde.clock, &monde.acteur, monde.secretaire.id).await.unwrap();
        tx.commit().await.unwrap();
        assert!(is_in(&monde.attempt(&db, CLAIRE, SECRET).await));
    }

    async fn a_wrong_first_code_turns_nothing_on(db: Db) {
        let monde = Monde::new(&db).await;
        let session = monde.open(&db, &monde.secretaire).await;
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        assert_eq!(refusal(second_facteur::confirm(&mut tx, &monde.clock, &session, "123456").await), Refus::TotpNonCommence);
        let proposed = second_facteur::propose(&mut tx, &session).await.unwrap();
        let stale = second_facteur::code_at(&proposed.secret, monde.clock.now().plus_seconds(-300)).unwrap();
        assert_eq!(refusal(second_facteur::confirm(&mut tx, &monde.clock, &session, &stale).await), Refus::CodeFaux);
        tx.commit().await.unwrap();
        assert!(is_in(&monde.attempt(&db, CLAIRE, SECRET).await));
    }
}
