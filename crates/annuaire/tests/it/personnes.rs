//! People: written, closed, and the first administrator.

use annuaire::{AnnuaireError, Durete, Refus, SaisiePersonne, Theme, personnes};
use db::{ListRequest, Perimetre};

use crate::{
    MIGRATIONS,
    monde::{Monde, SECRET, actions, refusal, somebody},
};

db::both_engines! { crate::MIGRATIONS;
    async fn a_mail_names_one_account(db: Db) {
        let monde = Monde::new(&db).await;
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        let typed = SaisiePersonne { prenom: "C".into(), nom: "V".into(), courriel: "CLAIRE.vidal@Exemple.fr".into(), genre: "elu".into(), ..SaisiePersonne::default() };
        match personnes::create(&mut tx, &monde.clock, &monde.acteur, &typed.read().unwrap()).await {
            Err(AnnuaireError::Champs(errors)) => assert!(errors.of("courriel").unwrap().contains("Claire Vidal")),
            other => panic!("{other:?}"),
        }
    }

    async fn a_fiche_is_changed_by_who_saw_the_latest(db: Db) {
        let monde = Monde::new(&db).await;
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        let seen = personnes::find(&mut tx, monde.secretaire.id).await.unwrap().unwrap();
        let renamed = somebody("Claire", "Vidal-Roux");
        let saved = personnes::update(&mut tx, &monde.clock, &monde.acteur, (seen.id, seen.version), &renamed).await.unwrap();
        assert_eq!(saved.nom_complet(), "Claire Vidal-Roux");
        let late = personnes::update(&mut tx, &monde.clock, &monde.acteur, (seen.id, seen.version), &renamed).await;
        assert_eq!(refusal(late), Refus::FicheModifiee);
        personnes::set_theme(&mut tx, seen.id, Theme::Sombre).await.unwrap();
        assert_eq!(personnes::find(&mut tx, seen.id).await.unwrap().unwrap().theme, Theme::Sombre);
        tx.commit().await.unwrap();
        assert_eq!(actions(&db, monde.centre.id).await[0], "personne.modifiee");
    }

    async fn a_closed_account_is_out_at_once(db: Db) {
        let monde = Monde::new(&db).await;
        let jeton = monde.sign_in(&db, &monde.secretaire).await;
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        personnes::deactivate(&mut tx, &monde.clock, &monde.acteur, monde.secretaire.id).await.unwrap();
        tx.commit().await.unwrap();
        assert!(monde.session(&db, &jeton).await.is_none());
        let refused = monde.attempt(&db, "claire.vidal@exemple.fr", SECRET).await;
        assert!(matches!(refused, annuaire::Identification::Refus { .. }), "{refused:?}");
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        personnes::reactivate(&mut tx, &monde.clock, &monde.acteur, monde.secretaire.id).await.unwrap();
        tx.commit().await.unwrap();
        monde.sign_in(&db, &monde.secretaire).await;
    }

    async fn the_last_administrator_stays(db: Db) {
        let monde = Monde::new(&db).await;
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        let refused = personnes::deactivate(&mut tx, &monde.clock, &monde.acteur, monde.admin.id).await;
        assert_eq!(refusal(refused), Refus::DernierAdministrateur);
    }

    async fn there_is_one_first_administrator(db: Db) {
        let monde = Monde::new(&db).await;
        let again = personnes::create_first_admin(&db, &monde.clock, Durete::pour_les_tests(), &somebody("Eve", "Noir"), SECRET).await;
        assert_eq!(refusal(again), Refus::AdministrateurExiste);
        let weak = personnes::create_first_admin(&db, &monde.clock, Durete::pour_les_tests(), &somebody("Eve", "Noir"), "azerty123456").await;
        assert!(matches!(refusal(weak), Refus::MotDePasseFaible(_)));
    }

    async fn people_are_listed_by_role_and_place(db: Db) {
        let monde = Monde::new(&db).await;
        let mut tx = db.read(Perimetre::Commun).await.unwrap();
        let asked = |name: &str, value: &str| ListRequest { filters: vec![(name.into(), value.into())], page: 1, per_page: 10, ..ListRequest::default() };
        let all = personnes::list(&mut tx, None, &asked("actif", "oui")).await.unwrap();
        assert_eq!(all.rows.iter().map(|p| p.nom.as_str()).collect::<Vec<_>>(), ["Martin", "Petit", "Vidal"]);
        assert_eq!(personnes::list(&mut tx, None, &asked("role", "dpd")).await.unwrap().rows[0].nom, "Petit");
        let here = personnes::list(&mut tx, Some(monde.albias.id), &asked("q", "clair")).await.unwrap();
        assert_eq!((here.total, here.rows[0].nom.as_str()), (1, "Vidal"));
    }
}

#[tokio::test]
async fn without_a_centre_there_is_no_administrator() {
    let test = db::testing::TestDb::sqlite(MIGRATIONS).await;
    let clock = kernel::Clock::fixed("2026-03-02T08:00:00Z".parse().unwrap());
    let refused =
        personnes::create_first_admin(&test.db, &clock, Durete::pour_les_tests(), &somebody("Eve", "Noir"), SECRET)
            .await;
    assert_eq!(refusal(refused), Refus::SansExploitant);
}
