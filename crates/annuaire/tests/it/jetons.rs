//! API tokens.

use annuaire::{AnnuaireError, Permission, Refus, Role, jetons};
use db::Perimetre;
use time::macros::date;

use crate::monde::{GERER, Monde, actions, refusal};

const LIRE: Permission = Permission { code: "essai.lire", libelle: "Lire", roles: &[Role::Secretaire] };

db::both_engines! { crate::MIGRATIONS;
    async fn a_token_does_what_its_scopes_and_its_person_may(db: Db) {
        let monde = Monde::new(&db).await;
        let session = monde.open(&db, &monde.secretaire).await;
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        let (jeton, secret) = jetons::create(&mut tx, &monde.clock, &session, ("Paie", &[&LIRE]), date!(2026 - 12 - 31)).await.unwrap();
        tx.commit().await.unwrap();
        assert!(secret.starts_with(&jeton.prefixe) && secret.len() == 68);
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        let before = db.statements();
        let open = jetons::find(&mut tx, &monde.clock, &secret).await.unwrap().unwrap();
        assert_eq!(db.statements() - before, 3);
        assert!(open.droits.can(&LIRE, monde.albias.id) && !open.droits.can(&GERER, monde.albias.id));
        assert!(!open.droits.can(&LIRE, monde.montauban.id));
        assert_eq!(open.acteur().nom, "Claire Vidal (jeton Paie)");
        assert!(open.a_rafraichir);
        jetons::touch(&mut tx, &monde.clock, open.id).await.unwrap();
        assert!(!jetons::find(&mut tx, &monde.clock, &secret).await.unwrap().unwrap().a_rafraichir);
        for wrong in ["", "bft_", &secret[1..], &format!("{secret}0")] {
            assert!(jetons::find(&mut tx, &monde.clock, wrong).await.unwrap().is_none(), "{wrong}");
        }
    }

    async fn a_token_dies_revoked_or_old(db: Db) {
        let monde = Monde::new(&db).await;
        let session = monde.open(&db, &monde.secretaire).await;
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        let (first, secret) = jetons::create(&mut tx, &monde.clock, &session, ("Un", &[&LIRE]), date!(2026 - 03 - 31)).await.unwrap();
        let (_, other) = jetons::create(&mut tx, &monde.clock, &session, ("Deux", &[&LIRE]), date!(2026 - 03 - 31)).await.unwrap();
        let foreign = jetons::revoke(&mut tx, &monde.clock, &monde.acteur, (monde.dpd.id, first.id)).await;
        assert!(matches!(foreign, Err(AnnuaireError::NotFound)));
        jetons::revoke(&mut tx, &monde.clock, &session.acteur(), (monde.secretaire.id, first.id)).await.unwrap();
        assert!(jetons::find(&mut tx, &monde.clock, &secret).await.unwrap().is_none());
        monde.clock.set("2026-03-31T21:00:00Z".parse().unwrap());
        assert!(jetons::find(&mut tx, &monde.clock, &other).await.unwrap().is_some(), "until the end of the day in Paris");
        monde.clock.set("2026-03-31T22:00:00Z".parse().unwrap());
        assert!(jetons::find(&mut tx, &monde.clock, &other).await.unwrap().is_none());
        let listed = jetons::list(&mut tx, monde.secretaire.id).await.unwrap();
        assert_eq!(listed.iter().filter(|j| j.revoked_at.is_some()).count(), 1);
        tx.commit().await.unwrap();
        assert_eq!(actions(&db, monde.centre.id).await[0], "jeton.revoque");
    }

    async fn a_token_has_a_name_a_scope_and_an_end(db: Db) {
        let monde = Monde::new(&db).await;
        let session = monde.open(&db, &monde.secretaire).await;
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        let end = date!(2026 - 12 - 31);
        assert_eq!(refusal(jetons::create(&mut tx, &monde.clock, &session, ("Paie", &[]), end).await), Refus::JetonSansPortee);
        for wrong in [date!(2026 - 03 - 02), date!(2028 - 01 - 01)] {
            assert_eq!(refusal(jetons::create(&mut tx, &monde.clock, &session, ("Paie", &[&LIRE]), wrong).await), Refus::JetonExpire);
        }
        let nameless = jetons::create(&mut tx, &monde.clock, &session, (" ", &[&LIRE]), end).await;
        assert!(matches!(nameless, Err(AnnuaireError::Champs(_))));
    }
}
