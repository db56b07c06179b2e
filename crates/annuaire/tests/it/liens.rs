//! One-time links: invitation and new password.

use annuaire::{CourrielAnnuaire, Durete, Identification, Refus, liens, liens::GenreLien};
use db::{Db, Perimetre};

use crate::monde::{Monde, SECRET, refusal};

const CLAIRE: &str = "claire.vidal@exemple.fr";
const NOUVEAU: &str = "parapluie hamster volcan tricot";

async fn ask(db: &Db, monde: &Monde, courriel: &str) -> Option<String> {
    let mut tx = db.begin(Perimetre::Commun).await.unwrap();
    let mail = liens::request_reset(&mut tx, &monde.clock, courriel).await.unwrap();
    tx.commit().await.unwrap();
    match mail? {
        CourrielAnnuaire::Reinitialisation { jeton, a, .. } => {
            assert_eq!(a, CLAIRE);
            Some(jeton)
        }
        other => panic!("{other:?}"),
    }
}

async fn choose(
    db: &Db,
    monde: &Monde,
    jeton: &str,
    mot_de_passe: &str,
) -> Result<CourrielAnnuaire, annuaire::AnnuaireError> {
    liens::choose_password(db, &monde.clock, Durete::pour_les_tests(), (jeton, mot_de_passe)).await
}

db::both_engines! { crate::MIGRATIONS;
    async fn a_link_serves_once_and_ends_the_sessions(db: Db) {
        let monde = Monde::new(&db).await;
        let cookie = monde.sign_in(&db, &monde.secretaire).await;
        let jeton = ask(&db, &monde, " Claire.Vidal@exemple.fr").await.unwrap();
        let mut tx = db.read(Perimetre::Commun).await.unwrap();
        let (genre, personne) = liens::open(&mut tx, &monde.clock, &jeton).await.unwrap();
        assert_eq!((genre, personne.id), (GenreLien::Reinitialisation, monde.secretaire.id));
        drop(tx);
        assert!(matches!(refusal(choose(&db, &monde, &jeton, "clairevidal82").await), Refus::MotDePasseFaible(_)));
        choose(&db, &monde, &jeton, NOUVEAU).await.unwrap();
        assert_eq!(refusal(choose(&db, &monde, &jeton, NOUVEAU).await), Refus::LienPerime);
        assert!(monde.session(&db, &cookie).await.is_none());
        assert!(matches!(monde.attempt(&db, CLAIRE, NOUVEAU).await, Identification::Entree { .. }));
    }

    async fn a_reset_link_lasts_an_hour_and_an_invitation_a_week(db: Db) {
        let monde = Monde::new(&db).await;
        let jeton = ask(&db, &monde, CLAIRE).await.unwrap();
        monde.clock.advance_seconds(3_600);
        assert_eq!(refusal(choose(&db, &monde, &jeton, NOUVEAU).await), Refus::LienPerime);
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        let mail = liens::invite(&mut tx, &monde.clock, &monde.acteur, monde.secretaire.id).await.unwrap();
        tx.commit().await.unwrap();
        let CourrielAnnuaire::Invitation { jeton, expire_le, .. } = mail else { panic!("{mail:?}") };
        assert_eq!(expire_le.seconds_since(monde.clock.now()), 7 * 86_400);
        monde.clock.advance_seconds(7 * 86_400 - 1);
        choose(&db, &monde, &jeton, NOUVEAU).await.unwrap();
    }

    async fn a_second_invitation_ends_the_first(db: Db) {
        let monde = Monde::new(&db).await;
        let mut jetons = Vec::new();
        for _ in 0..2 {
            let mut tx = db.begin(Perimetre::Commun).await.unwrap();
            let mail = liens::invite(&mut tx, &monde.clock, &monde.acteur, monde.dpd.id).await.unwrap();
            tx.commit().await.unwrap();
            let CourrielAnnuaire::Invitation { jeton, .. } = mail else { panic!("{mail:?}") };
            jetons.push(jeton);
        }
        assert_eq!(refusal(choose(&db, &monde, &jetons[0], NOUVEAU).await), Refus::LienPerime);
        choose(&db, &monde, &jetons[1], NOUVEAU).await.unwrap();
    }

    async fn nobody_is_told_whether_an_account_exists_nor_flooded(db: Db) {
        let monde = Monde::new(&db).await;
        assert_eq!(ask(&db, &monde, "personne@exemple.fr").await, None);
        assert_eq!(ask(&db, &monde, "pas une adresse").await, None);
        for _ in 0..3 {
            assert!(ask(&db, &monde, CLAIRE).await.is_some());
        }
        assert_eq!(ask(&db, &monde, CLAIRE).await, None);
        monde.clock.advance_seconds(3_600);
        assert!(ask(&db, &monde, CLAIRE).await.is_some());
    }

    async fn a_new_password_unlocks_the_account(db: Db) {
        let monde = Monde::new(&db).await;
        loop {
            let outcome = monde.attempt(&db, CLAIRE, "pas le bon mot de passe").await;
            let Identification::Refus { phrase, retry_at, .. } = outcome else { panic!("{outcome:?}") };
            if phrase.contains("verrouillée") { break; }
            if let Some(at) = retry_at { monde.clock.set(at); }
        }
        let jeton = ask(&db, &monde, CLAIRE).await.unwrap();
        choose(&db, &monde, &jeton, NOUVEAU).await.unwrap();
        assert!(matches!(monde.attempt_from(&db, CLAIRE, NOUVEAU, "192.0.2.9").await, Identification::Entree { .. }));
        assert!(matches!(monde.attempt_from(&db, CLAIRE, SECRET, "192.0.2.9").await, Identification::Refus { .. }));
    }
}
