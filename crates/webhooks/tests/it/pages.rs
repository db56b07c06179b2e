//! What the pages ask.

use db::{ListRequest, Perimetre, testing::TestDb};
use liaison::testing::Reponse;
use serde_json::json;
use webhooks::{EtatLivraison, Portee, abonnements, livraisons};

use crate::world::{MIGRATIONS, Monde, RECU, REFUSE, saisie};

fn asked(filters: &[(&str, &str)]) -> ListRequest {
    let filters = filters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    ListRequest { filters, page: 1, per_page: 10, ..ListRequest::default() }
}

db::both_engines! { crate::world::MIGRATIONS;
    async fn the_deliveries_are_found_by_what_they_are_and_what_became_of_them(db: Db) {
        let monde = Monde::new(db);
        let commune = monde.commune;
        let well = monde.serve(|_| Reponse::ok()).await;
        let ill = monde.serve(|_| Reponse::Statut(410, "")).await;
        let (first, _) = monde.listen(commune, &well.url()).await;
        let (second, _) = monde.create(commune, Portee::Collectivite, &saisie(&ill.url(), &[REFUSE, RECU])).await.unwrap();
        let events = [monde.event(commune, RECU, json!({})), monde.event(commune, REFUSE, json!({}))];
        let mut tx = monde.begin(commune).await;
        webhooks::emit_many(&mut tx, &monde.clock, &events).await.unwrap();
        tx.commit().await.unwrap();
        monde.drain().await;
        monde.clock.advance_seconds(86_400);
        monde.emit(commune).await;
        let mut tx = monde.read(commune).await;
        let objet = events[1].objet_id.to_string();
        for (filters, expected) in [
            (vec![], 4),
            (vec![("abonnement", first.to_string())], 2),
            (vec![("abonnement", second.id.to_string()), ("etat", "echec".to_owned())], 2),
            (vec![("etat", "livree".to_owned())], 1),
            (vec![("genre", "actes.refuse".to_owned())], 1),
            (vec![("objet", objet)], 1),
            (vec![("concernee", commune.to_string())], 4),
            (vec![("statut", "410".to_owned())], 1),
            (vec![("du", "2026-11-23".to_owned())], 1),
            (vec![("au", "2026-11-22".to_owned())], 3),
            (vec![("etat", "perdue".to_owned())], 0),
        ] {
            let filters: Vec<_> = filters.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let page = livraisons::list(&mut tx, commune, &asked(&filters)).await.unwrap();
            assert_eq!(page.total, expected, "{filters:?}");
        }
        for (sort, desc) in [("cree", true), ("prevu", false), ("fini", true)] {
            let request = ListRequest { sort: Some(sort.to_owned()), desc, ..asked(&[]) };
            assert_eq!(livraisons::list(&mut tx, commune, &request).await.unwrap().rows.len(), 4);
        }
        let counts = livraisons::counts(&mut tx, commune).await.unwrap();
        assert_eq!(counts, [(EtatLivraison::ALivrer, 1), (EtatLivraison::Livree, 1), (EtatLivraison::Echec, 2)]);
        assert_eq!(livraisons::export(&mut tx, commune, &asked(&[]), 3).await.unwrap().len(), 3);
        let first_page = livraisons::after(&mut tx, commune, &ListRequest { per_page: 3, ..asked(&[]) }, None).await.unwrap();
        let rest = livraisons::after(&mut tx, commune, &asked(&[]), Some(first_page.rows[2].id)).await.unwrap();
        assert_eq!((first_page.more, rest.rows.len(), rest.more), (true, 1, false));
        assert_eq!(rest.rows[0].abonnement_nom, "Gestion des documents");
    }

    async fn a_page_asks_a_constant_number_of_statements(db: Db) {
        let monde = Monde::new(db);
        let commune = monde.commune;
        monde.listen(commune, "https://crochets.exemple.fr/").await;
        let mut counted = Vec::new();
        for _ in 0..2 {
            monde.emit(commune).await;
            let livraison = monde.livraisons(commune).await.remove(0);
            let mut tx = monde.read(commune).await;
            let before = monde.db.statements();
            livraisons::list(&mut tx, commune, &asked(&[])).await.unwrap();
            livraisons::find(&mut tx, commune, livraison.id).await.unwrap().unwrap();
            counted.push(monde.db.statements() - before);
        }
        assert_eq!(counted, [5, 5]);
    }

    async fn the_centre_sees_the_abonnements_of_all(db: Db) {
        let monde = Monde::new(db);
        monde.listen(monde.commune, "https://crochets.exemple.fr/albias").await;
        let (stopped, _) = monde.listen(monde.voisine, "https://crochets.exemple.fr/").await;
        monde.stop(monde.voisine, stopped).await;
        monde.create(monde.centre, Portee::Adherents, &saisie("https://centre.exemple.fr/", &[RECU])).await.unwrap();
        let mut tx = monde.db.read(Perimetre::Centre).await.unwrap();
        for (filters, expected) in [
            (vec![], 3),
            (vec![("etat", "arrete".to_owned())], 1),
            (vec![("portee", "adherents".to_owned())], 1),
            (vec![("q", "ALBIAS documents".to_owned())], 1),
            (vec![("collectivite", monde.voisine.to_string())], 1),
        ] {
            let filters: Vec<_> = filters.iter().map(|(name, value)| (*name, value.as_str())).collect();
            assert_eq!(abonnements::list_centre(&mut tx, &asked(&filters)).await.unwrap().total, expected, "{filters:?}");
        }
        assert_eq!(abonnements::export_centre(&mut tx, &asked(&[]), 10).await.unwrap().len(), 3);
        drop(tx);
        let mut tx = monde.read(monde.commune).await;
        let mine = abonnements::list(&mut tx, monde.commune, &asked(&[("q", "albias")])).await.unwrap();
        assert_eq!(mine.len(), 1);
    }
}

#[tokio::test]
async fn both_engines_read_every_list() {
    for test in [TestDb::sqlite(MIGRATIONS).await, TestDb::postgres(MIGRATIONS).await] {
        for whole in webhooks::LISTS.iter().flat_map(|list| list.variants()) {
            test.db.prepare(&whole).await.unwrap_or_else(|error| panic!("{error}\n{whole}"));
        }
    }
}
