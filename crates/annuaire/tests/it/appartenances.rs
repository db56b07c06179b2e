//! Memberships and the rights that they give.

use annuaire::{
    Droits, Permission, Personne, Refus, Role, Visibles, appartenances, appartenances::FicheAppartenance, droits,
};
use db::{Db, Perimetre};
use time::macros::date;

use crate::monde::{GERER, Monde, actions, refusal};

const SIGNER: Permission = Permission { code: "essai.signer", libelle: "Signer", roles: &[Role::Executif] };

async fn rights(db: &Db, monde: &Monde, personne: &Personne) -> Droits {
    let mut tx = db.read(Perimetre::Commun).await.unwrap();
    droits::load(&mut tx, &monde.clock, personne.id).await.unwrap()
}

db::both_engines! { crate::MIGRATIONS;
    async fn rights_follow_memberships_and_portefeuilles(db: Db) {
        let monde = Monde::new(&db).await;
        let admin = rights(&db, &monde, &monde.admin).await;
        assert!(admin.can(&GERER, monde.montauban.id) && admin.can_centre(&GERER));
        assert_eq!(admin.visibles(), Visibles::Toutes);
        let dpd = rights(&db, &monde, &monde.dpd).await;
        assert!(dpd.can(&GERER, monde.albias.id) && !dpd.can(&GERER, monde.montauban.id));
        let secretaire = rights(&db, &monde, &monde.secretaire).await;
        assert!(secretaire.can(&GERER, monde.albias.id) && !secretaire.can_centre(&GERER) && !secretaire.sees(monde.centre.id));
        assert_eq!(secretaire.appartenances()[0].nom, "Commune d’Albias");
    }

    async fn single_permissions_are_given_taken_and_given_back(db: Db) {
        let monde = Monde::new(&db).await;
        let id = rights(&db, &monde, &monde.secretaire).await.appartenances()[0].id;
        for (permission, accordee, expected) in
            [(&SIGNER, Some(true), (true, true)), (&GERER, Some(false), (true, false)), (&SIGNER, None, (false, false))]
        {
            let mut tx = db.begin(Perimetre::Commun).await.unwrap();
            appartenances::set_permission(&mut tx, &monde.clock, &monde.acteur, id, (permission, accordee)).await.unwrap();
            tx.commit().await.unwrap();
            let now = rights(&db, &monde, &monde.secretaire).await;
            assert_eq!((now.can(&SIGNER, monde.albias.id), now.can(&GERER, monde.albias.id)), expected);
        }
        assert_eq!(actions(&db, monde.albias.id).await[..3], ["permission.retablie", "permission.retiree", "permission.accordee"]);
    }

    async fn a_membership_counts_from_its_first_day_to_its_last(db: Db) {
        let monde = Monde::new(&db).await;
        let fiche = FicheAppartenance { jusqu_a: Some(date!(2026 - 03 - 31)), ..FicheAppartenance::new(Role::Executif, date!(2026 - 03 - 10)) };
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        appartenances::add(&mut tx, &monde.clock, &monde.acteur, (monde.secretaire.id, monde.montauban.id), &fiche).await.unwrap();
        tx.commit().await.unwrap();
        for (at, may) in [("2026-03-09T12:00:00Z", false), ("2026-03-10T12:00:00Z", true), ("2026-03-31T12:00:00Z", true), ("2026-04-01T12:00:00Z", false)] {
            monde.clock.set(at.parse().unwrap());
            assert_eq!(rights(&db, &monde, &monde.secretaire).await.can(&SIGNER, monde.montauban.id), may, "{at}");
        }
    }

    async fn who_leaves_can_do_nothing_from_that_moment(db: Db) {
        let monde = Monde::new(&db).await;
        let id = rights(&db, &monde, &monde.secretaire).await.appartenances()[0].id;
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        appartenances::end(&mut tx, &monde.clock, &monde.acteur, id).await.unwrap();
        tx.commit().await.unwrap();
        assert!(rights(&db, &monde, &monde.secretaire).await.appartenances().is_empty());
        let mut tx = db.read(Perimetre::Commun).await.unwrap();
        assert_eq!(appartenances::of_personne(&mut tx, monde.secretaire.id).await.unwrap().len(), 1, "the past is kept");
    }

    async fn roles_of_the_centre_exist_only_there(db: Db) {
        let monde = Monde::new(&db).await;
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        let (clock, acteur) = (&monde.clock, &monde.acteur);
        let here = (monde.secretaire.id, monde.albias.id);
        let dpd = FicheAppartenance::new(Role::Dpd, clock.today());
        assert!(matches!(refusal(appartenances::add(&mut tx, clock, acteur, here, &dpd).await), Refus::RoleDuCentre(_)));
        let whole = FicheAppartenance { portefeuille_entier: true, ..FicheAppartenance::new(Role::Agent, clock.today()) };
        assert_eq!(refusal(appartenances::add(&mut tx, clock, acteur, here, &whole).await), Refus::PortefeuilleHorsCentre);
        let twice = FicheAppartenance::new(Role::Secretaire, clock.today());
        assert_eq!(refusal(appartenances::add(&mut tx, clock, acteur, here, &twice).await), Refus::AppartenanceExiste);
        let id = rights(&db, &monde, &monde.secretaire).await.appartenances()[0].id;
        assert_eq!(refusal(appartenances::set_portefeuille(&mut tx, clock, acteur, id, None).await), Refus::PortefeuilleHorsCentre);
    }

    async fn the_last_administrator_keeps_the_role(db: Db) {
        let monde = Monde::new(&db).await;
        let id = rights(&db, &monde, &monde.admin).await.appartenances()[0].id;
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        let (clock, acteur) = (&monde.clock, &monde.acteur);
        assert_eq!(refusal(appartenances::end(&mut tx, clock, acteur, id).await), Refus::DernierAdministrateur);
        let lower = FicheAppartenance::new(Role::Technicien, clock.today());
        assert_eq!(refusal(appartenances::update(&mut tx, clock, acteur, id, &lower).await), Refus::DernierAdministrateur);
        monde.join(&mut tx, &monde.dpd, &monde.centre, Role::Administrateur).await;
        appartenances::update(&mut tx, clock, acteur, id, &lower).await.unwrap();
        let listed = appartenances::in_collectivite(&mut tx, monde.centre.id).await.unwrap();
        assert_eq!(listed.len(), 3);
        assert_eq!(listed[0].personne_nom, "Anne Martin");
    }

    async fn a_portefeuille_may_become_whole(db: Db) {
        let monde = Monde::new(&db).await;
        let id = rights(&db, &monde, &monde.dpd).await.appartenances()[0].id;
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        assert_eq!(appartenances::portefeuille(&mut tx, id).await.unwrap(), [monde.albias.id]);
        appartenances::set_portefeuille(&mut tx, &monde.clock, &monde.acteur, id, None).await.unwrap();
        tx.commit().await.unwrap();
        assert!(rights(&db, &monde, &monde.dpd).await.can(&GERER, monde.montauban.id));
    }
}
