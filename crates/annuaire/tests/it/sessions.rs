//! Sessions: how long they live, who ends them, acting for somebody else.

use annuaire::{
    AnnuaireError, CourrielAnnuaire, Durete, Refus, Role, appartenances, mots_de_passe, personnes, sessions,
};
use db::{Db, Perimetre};

use crate::monde::{GERER, Monde, SECRET, journal, refusal, somebody};

const NOUVEAU: &str = "parapluie hamster volcan tricot";

async fn touch(db: &Db, monde: &Monde, jeton: &str) {
    let session = monde.session(db, jeton).await.unwrap();
    let mut tx = db.begin(Perimetre::Commun).await.unwrap();
    sessions::touch(&mut tx, &monde.clock, session.id).await.unwrap();
    tx.commit().await.unwrap();
}

db::both_engines! { crate::MIGRATIONS;
    async fn a_session_ends_after_eight_idle_hours(db: Db) {
        let monde = Monde::new(&db).await;
        let jeton = monde.sign_in(&db, &monde.secretaire).await;
        monde.clock.advance_seconds(8 * 3_600 - 1);
        assert!(monde.session(&db, &jeton).await.is_some());
        monde.clock.advance_seconds(1);
        assert!(monde.session(&db, &jeton).await.is_none());
    }

    async fn a_session_ends_after_seven_days_however_used(db: Db) {
        let monde = Monde::new(&db).await;
        let jeton = monde.sign_in(&db, &monde.secretaire).await;
        for _ in 0..27 {
            monde.clock.advance_seconds(6 * 3_600);
            touch(&db, &monde, &jeton).await;
        }
        assert!(monde.session(&db, &jeton).await.is_some());
        monde.clock.advance_seconds(6 * 3_600);
        assert!(monde.session(&db, &jeton).await.is_none());
    }

    async fn the_last_use_is_written_once_a_minute(db: Db) {
        let monde = Monde::new(&db).await;
        let jeton = monde.sign_in(&db, &monde.secretaire).await;
        monde.clock.advance_seconds(59);
        assert!(!monde.session(&db, &jeton).await.unwrap().a_rafraichir);
        monde.clock.advance_seconds(1);
        assert!(monde.session(&db, &jeton).await.unwrap().a_rafraichir);
        touch(&db, &monde, &jeton).await;
        assert!(!monde.session(&db, &jeton).await.unwrap().a_rafraichir);
    }

    async fn a_session_is_found_with_three_statements_whatever_the_rights(db: Db) {
        let monde = Monde::new(&db).await;
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        for place in [&monde.albias, &monde.montauban] {
            let id = monde.join(&mut tx, &monde.secretaire, place, Role::Elu).await;
            appartenances::set_permission(&mut tx, &monde.clock, &monde.acteur, id, (&GERER, Some(true))).await.unwrap();
        }
        tx.commit().await.unwrap();
        for personne in [&monde.admin, &monde.dpd, &monde.secretaire] {
            let jeton = monde.sign_in(&db, personne).await;
            let mut tx = db.read(Perimetre::Commun).await.unwrap();
            let before = db.statements();
            sessions::find(&mut tx, &monde.clock, &jeton).await.unwrap().unwrap();
            assert_eq!(db.statements() - before, 3);
        }
    }

    async fn another_token_finds_nothing(db: Db) {
        let monde = Monde::new(&db).await;
        let jeton = monde.sign_in(&db, &monde.secretaire).await;
        let session = monde.session(&db, &jeton).await.unwrap();
        for wrong in ["", "x", &session.csrf, &jeton[1..], &"0".repeat(64)] {
            assert!(monde.session(&db, wrong).await.is_none(), "{wrong}");
        }
        assert!(session.csrf_matches(&session.csrf.clone()) && !session.csrf_matches(&jeton) && !session.csrf_matches(""));
        let other = monde.open(&db, &monde.secretaire).await;
        assert!(!other.csrf_matches(&session.csrf), "each session has its own field");
    }

    async fn sessions_are_listed_and_revoked_one_or_all(db: Db) {
        let monde = Monde::new(&db).await;
        let mut jetons = Vec::new();
        for _ in 0..3 {
            jetons.push(monde.sign_in(&db, &monde.secretaire).await);
            monde.clock.advance_seconds(1);
        }
        let mine = monde.session(&db, &jetons[0]).await.unwrap();
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        let listed = sessions::list(&mut tx, &monde.clock, monde.secretaire.id).await.unwrap();
        assert_eq!((listed.len(), listed[0].appareil.as_str(), listed[0].adresse.as_str()), (3, "Firefox sur Windows", "192.0.2.1"));
        let acteur = mine.acteur();
        let foreign = sessions::revoke(&mut tx, &monde.clock, &acteur, (monde.dpd.id, listed[0].id)).await;
        assert!(matches!(foreign, Err(AnnuaireError::NotFound)), "the session of somebody else");
        sessions::revoke(&mut tx, &monde.clock, &acteur, (monde.secretaire.id, listed[0].id)).await.unwrap();
        assert_eq!(sessions::revoke_others(&mut tx, &monde.clock, &acteur, (monde.secretaire.id, Some(mine.id))).await.unwrap(), 1);
        tx.commit().await.unwrap();
        assert!(monde.session(&db, &jetons[0]).await.is_some());
        assert!(monde.session(&db, &jetons[1]).await.is_none() && monde.session(&db, &jetons[2]).await.is_none());
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        sessions::close(&mut tx, &mine).await.unwrap();
        tx.commit().await.unwrap();
        assert!(monde.session(&db, &jetons[0]).await.is_none());
    }

    async fn a_new_password_ends_the_other_sessions(db: Db) {
        let monde = Monde::new(&db).await;
        let (here, elsewhere) = (monde.sign_in(&db, &monde.secretaire).await, monde.sign_in(&db, &monde.secretaire).await);
        let session = monde.session(&db, &here).await.unwrap();
        let durete = Durete::pour_les_tests();
        let wrong = mots_de_passe::change(&db, &monde.clock, durete, &session, ("pas le bon", NOUVEAU)).await;
        assert_eq!(refusal(wrong), Refus::MotDePasseFaux);
        let weak = mots_de_passe::change(&db, &monde.clock, durete, &session, (SECRET, "clairevidal82")).await;
        assert!(matches!(refusal(weak), Refus::MotDePasseFaible(_)));
        let mail = mots_de_passe::change(&db, &monde.clock, durete, &session, (SECRET, NOUVEAU)).await.unwrap();
        assert!(matches!(mail, CourrielAnnuaire::MotDePasseChange { .. }));
        assert!(monde.session(&db, &here).await.is_some() && monde.session(&db, &elsewhere).await.is_none());
        assert!(matches!(monde.attempt(&db, "claire.vidal@exemple.fr", SECRET).await, annuaire::Identification::Refus { .. }));
        assert!(matches!(monde.attempt(&db, "claire.vidal@exemple.fr", NOUVEAU).await, annuaire::Identification::Entree { .. }));
    }

    async fn acting_for_somebody_carries_both_names(db: Db) {
        let monde = Monde::new(&db).await;
        let jeton = monde.sign_in(&db, &monde.dpd).await;
        let session = monde.session(&db, &jeton).await.unwrap();
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        sessions::start_acting(&mut tx, &monde.clock, &session, monde.secretaire.id).await.unwrap();
        tx.commit().await.unwrap();
        let acting = monde.session(&db, &jeton).await.unwrap();
        assert_eq!((acting.personne.id, acting.effective().id), (monde.dpd.id, monde.secretaire.id));
        assert!(acting.droits.can(&GERER, monde.albias.id) && !acting.droits.can_centre(&GERER), "the rights of the other, not one's own");
        let line = journal(&db, monde.centre.id).await.remove(0);
        assert_eq!((line.action.as_str(), line.personne, line.au_nom_de), ("personne.agir_pour", Some(monde.dpd.id), Some(monde.secretaire.id)));
        let change = mots_de_passe::change(&db, &monde.clock, Durete::pour_les_tests(), &acting, (SECRET, NOUVEAU)).await;
        assert_eq!(refusal(change), Refus::EnSonNom);
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        assert_eq!(refusal(sessions::start_acting(&mut tx, &monde.clock, &acting, monde.secretaire.id).await), Refus::AgitDeja);
        sessions::stop_acting(&mut tx, &monde.clock, &acting).await.unwrap();
        tx.commit().await.unwrap();
        let back = monde.session(&db, &jeton).await.unwrap();
        assert!(back.pour.is_none() && back.droits.can_centre(&GERER));
        assert_eq!(journal(&db, monde.centre.id).await[0].action, "personne.agir_pour_fin");
    }

    async fn one_does_not_act_for_the_stronger_nor_out_of_reach(db: Db) {
        let monde = Monde::new(&db).await;
        let session = monde.open(&db, &monde.dpd).await;
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        let maire = personnes::create(&mut tx, &monde.clock, &monde.acteur, &somebody("Marc", "Roux")).await.unwrap();
        monde.join(&mut tx, &maire, &monde.montauban, Role::Executif).await;
        let mut act = async |pour| refusal(sessions::start_acting(&mut tx, &monde.clock, &session, pour).await);
        assert_eq!(act(monde.admin.id).await, Refus::AgirPourPlusFort);
        assert_eq!(act(monde.dpd.id).await, Refus::AgirPourSoi);
        assert_eq!(act(maire.id).await, Refus::AgirHorsPortefeuille);
    }

    async fn closing_an_account_ends_the_acting_in_its_name(db: Db) {
        let monde = Monde::new(&db).await;
        let jeton = monde.sign_in(&db, &monde.dpd).await;
        let session = monde.session(&db, &jeton).await.unwrap();
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        sessions::start_acting(&mut tx, &monde.clock, &session, monde.secretaire.id).await.unwrap();
        personnes::deactivate(&mut tx, &monde.clock, &monde.acteur, monde.secretaire.id).await.unwrap();
        tx.commit().await.unwrap();
        let back = monde.session(&db, &jeton).await.unwrap();
        assert_eq!((back.effective().id, back.pour), (monde.dpd.id, None));
    }
}
