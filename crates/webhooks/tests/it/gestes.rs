//! What a person does with abonnements, and what is refused.

use db::{ListRequest, testing::TestDb};
use webhooks::{EtatAbonnement, Portee, Refus, Saisie, WebhookError, abonnements};

use crate::world::{MIGRATIONS, Monde, RECU, REFUSE, saisie};

const URL: &str = "https://crochets.exemple.fr/";

db::both_engines! { crate::world::MIGRATIONS;
    async fn an_abonnement_is_made_changed_stopped_and_removed_and_the_journal_tells_it(db: Db) {
        let monde = Monde::new(db);
        let (commune, ctx) = (monde.commune, monde.ctx(monde.commune));
        let (made, _) = monde.create(commune, Portee::Collectivite, &saisie(URL, &[REFUSE, RECU])).await.unwrap();
        assert_eq!(made, monde.abonnement(commune, made.id).await);
        assert_eq!(made.evenements, ["actes.recu", "actes.refuse"], "in the order of the catalogue");
        monde.clock.advance_seconds(60);
        let mut tx = monde.begin(commune).await;
        let typed = Saisie { nom: "  Parapheur \t externe ".to_owned(), ..saisie(URL, &[REFUSE]) };
        let changed = abonnements::modify(&mut tx, &monde.webhooks, ctx, (made.id, 1), &typed).await.unwrap();
        let late = abonnements::modify(&mut tx, &monde.webhooks, ctx, (made.id, 1), &typed).await.unwrap_err();
        assert!(matches!(late, WebhookError::Conflict));
        tx.commit().await.unwrap();
        assert_eq!((changed.nom.as_str(), changed.revision), ("Parapheur externe", 2));
        assert_eq!(changed, monde.abonnement(commune, made.id).await);
        monde.stop(commune, made.id).await;
        monde.stop(commune, made.id).await;
        assert_eq!(monde.abonnement(commune, made.id).await.etat, EtatAbonnement::Arrete);
        monde.activate(commune, made.id).await;
        let mut tx = monde.begin(commune).await;
        abonnements::rotate(&mut tx, &monde.webhooks, ctx, made.id).await.unwrap();
        abonnements::end_rotation(&mut tx, ctx, made.id).await.unwrap();
        abonnements::end_rotation(&mut tx, ctx, made.id).await.unwrap();
        abonnements::remove(&mut tx, ctx, made.id).await.unwrap();
        assert!(matches!(abonnements::remove(&mut tx, ctx, made.id).await, Err(WebhookError::NotFound)));
        tx.commit().await.unwrap();
        let lignes = monde.journal(commune).await;
        let actions: Vec<_> = lignes.iter().map(|ligne| ligne.action.as_str()).collect();
        let expected = ["cree", "modifie", "arrete", "active", "secret_renouvele", "ancien_secret_retire", "supprime"];
        assert_eq!(actions, expected.map(|what| format!("webhook.{what}")));
        let champs: Vec<_> = lignes[1].differences().into_iter().filter(|d| d.avant != d.apres).map(|d| d.champ).collect();
        assert_eq!(champs, ["evenements", "nom"]);
        assert!(lignes.iter().all(|ligne| ligne.nom == "Anne Martin" && !format!("{ligne:?}").contains("whsec_")));
    }

    async fn anothers_abonnement_is_not_found(db: Db) {
        let monde = Monde::new(db);
        let (commune, foreign) = (monde.commune, monde.ctx(monde.voisine));
        let (id, _) = monde.listen(commune, URL).await;
        let mut tx = monde.begin(monde.voisine).await;
        let typed = saisie(URL, &[RECU]);
        let refused = [
            abonnements::modify(&mut tx, &monde.webhooks, foreign, (id, 1), &typed).await.map(|_| ()),
            abonnements::activate(&mut tx, foreign, id).await,
            abonnements::stop(&mut tx, foreign, id).await,
            abonnements::rotate(&mut tx, &monde.webhooks, foreign, id).await.map(|_| ()),
            abonnements::end_rotation(&mut tx, foreign, id).await,
            abonnements::remove(&mut tx, foreign, id).await,
            webhooks::livraisons::resend_failed(&mut tx, foreign, id).await.map(|_| ()),
        ];
        assert!(refused.iter().all(|one| matches!(one, Err(WebhookError::NotFound))), "{refused:?}");
        drop(tx);
        // Even when the perimeter shows it: the statement names whose it is.
        let mut tx = monde.db.begin(db::Perimetre::Centre).await.unwrap();
        assert!(matches!(abonnements::remove(&mut tx, foreign, id).await, Err(WebhookError::NotFound)));
        assert!(abonnements::list(&mut tx, monde.voisine, &ListRequest::default()).await.unwrap().is_empty());
    }

    async fn a_collectivite_has_twenty_abonnements_at_most_whoever_asks_at_once(db: Db) {
        let monde = Monde::new(db);
        let commune = monde.commune;
        for _ in 0..abonnements::LIMITE - 2 {
            monde.listen(commune, URL).await;
        }
        let typed = saisie(URL, &[RECU]);
        let asked = (0..5).map(|_| monde.create(commune, Portee::Collectivite, &typed));
        let made = futures::future::join_all(asked).await;
        let refused: Vec<_> = made.into_iter().filter_map(Result::err).collect();
        assert_eq!(refused.len(), 3);
        assert!(refused.iter().all(|one| matches!(one, WebhookError::Refus(Refus::TropDAbonnements(20)))), "{refused:?}");
        let mut tx = monde.begin(commune).await;
        let list = abonnements::list(&mut tx, commune, &ListRequest::default()).await.unwrap();
        assert_eq!(list.len(), 20);
        abonnements::remove(&mut tx, monde.ctx(commune), list[7].id).await.unwrap();
        tx.commit().await.unwrap();
        monde.listen(commune, URL).await;
        monde.listen(monde.voisine, URL).await;
        assert!(monde.create(commune, Portee::Collectivite, &typed).await.is_err());
    }
}

fn wrong(refused: &WebhookError) -> Vec<&'static str> {
    let WebhookError::Champs(champs) = refused else { panic!("{refused}") };
    champs.0.iter().map(|(champ, _)| *champ).collect()
}

#[tokio::test]
async fn every_field_that_is_wrong_is_told() {
    let test = TestDb::sqlite(MIGRATIONS).await;
    let monde = Monde::new(test.db.clone());
    let all = monde.create(monde.commune, Portee::Collectivite, &Saisie::default()).await.unwrap_err();
    assert_eq!(wrong(&all), ["nom", "url", "evenements"]);
    let right = saisie(URL, &[RECU]);
    for (typed, champ) in [
        (Saisie { nom: "n".repeat(101), ..right.clone() }, "nom"),
        (Saisie { nom: "a\u{7}b".to_owned(), ..right.clone() }, "nom"),
        (Saisie { url: "http://exemple.fr/".to_owned(), ..right.clone() }, "url"),
        (Saisie { url: "https://user:secret@exemple.fr/".to_owned(), ..right.clone() }, "url"),
        (Saisie { url: format!("{URL}{}", "a".repeat(500)), ..right.clone() }, "url"),
        (
            Saisie { evenements: vec!["actes.recu".to_owned(), "actes.inconnu".to_owned()], ..right.clone() },
            "evenements",
        ),
        (Saisie { evenements: vec!["essai".to_owned()], ..right.clone() }, "evenements"),
    ] {
        let refused = monde.create(monde.commune, Portee::Collectivite, &typed).await.unwrap_err();
        assert_eq!(wrong(&refused), [champ], "{typed:?}");
    }
    assert_eq!(monde.webhooks.catalogue(), [RECU, REFUSE]);
    assert_eq!(
        (monde.webhooks.libelle("actes.recu"), monde.webhooks.libelle("essai")),
        ("Acte reçu en préfecture", "Essai")
    );
    assert_eq!(monde.webhooks.libelle("retire"), "retire");
}
