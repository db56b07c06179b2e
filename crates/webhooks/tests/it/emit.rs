//! Who is told of what.

use db::{Perimetre, testing::TestDb};
use serde_json::json;
use webhooks::{EtatLivraison, Portee};

use crate::world::{MIGRATIONS, Monde, RECU, REFUSE, saisie, state};

const URL: &str = "https://crochets.exemple.fr/";

db::both_engines! { crate::world::MIGRATIONS;
    async fn an_event_is_told_to_those_who_asked_for_it_and_to_nobody_else(db: Db) {
        let monde = Monde::new(db);
        let (commune, voisine, centre) = (monde.commune, monde.voisine, monde.centre);
        monde.listen(commune, URL).await;
        monde.create(commune, Portee::Collectivite, &saisie(URL, &[REFUSE, RECU])).await.unwrap();
        monde.create(commune, Portee::Collectivite, &saisie(URL, &[REFUSE])).await.unwrap();
        let (stopped, _) = monde.listen(commune, URL).await;
        monde.stop(commune, stopped).await;
        monde.listen(voisine, URL).await;
        monde.listen(centre, URL).await;
        monde.create(centre, Portee::Adherents, &saisie(URL, &[RECU])).await.unwrap();
        assert_eq!(monde.emit(commune).await, 3);
        let (mine, theirs) = (monde.livraisons(commune).await, monde.livraisons(centre).await);
        assert_eq!((mine.len(), theirs.len(), monde.livraisons(voisine).await.len()), (2, 1, 0));
        assert!(mine.iter().chain(&theirs).all(|one| one.concernee == commune && state(one) == (EtatLivraison::ALivrer, 0)));
        assert!(mine.iter().chain(&theirs).all(|one| one.evenement_id == mine[0].evenement_id), "one event, one id");
        assert_eq!(monde.emit(centre).await, 2, "the centre is a collectivité too");
        assert_eq!(monde.emit(voisine).await, 2);
        // The other perimeter does not show them, whatever is asked.
        let mut tx = monde.begin(voisine).await;
        assert!(webhooks::livraisons::find(&mut tx, voisine, mine[0].id).await.unwrap().is_none());
    }

    async fn an_event_of_a_transaction_given_up_never_was(db: Db) {
        let monde = Monde::new(db);
        monde.listen(monde.commune, URL).await;
        let mut tx = monde.begin(monde.commune).await;
        let event = monde.event(monde.commune, RECU, json!({}));
        assert_eq!(webhooks::emit(&mut tx, &monde.clock, &event).await.unwrap(), 1);
        assert_eq!(tx.perimetre(), Perimetre::Collectivite(monde.commune), "as it was");
        tx.rollback().await.unwrap();
        assert_eq!((monde.livraisons(monde.commune).await.len(), monde.drain().await), (0, 0));
    }

    async fn many_events_take_no_more_statements_than_one(db: Db) {
        let monde = Monde::new(db);
        monde.listen(monde.commune, URL).await;
        monde.create(monde.centre, Portee::Adherents, &saisie(URL, &[RECU])).await.unwrap();
        let mut counted = Vec::new();
        for many in [1_u64, 15] {
            let events: Vec<_> = (0..many).map(|n| monde.event(monde.commune, RECU, json!({ "n": n }))).collect();
            let mut tx = monde.db.begin(Perimetre::Centre).await.unwrap();
            let before = monde.db.statements();
            assert_eq!(webhooks::emit_many(&mut tx, &monde.clock, &events).await.unwrap(), 2 * many);
            counted.push(monde.db.statements() - before);
            tx.commit().await.unwrap();
        }
        assert_eq!(counted, [3, 3]);
        assert_eq!(monde.livraisons(monde.commune).await.len(), 16);
    }

    async fn events_told_together_go_each_to_its_own(db: Db) {
        let monde = Monde::new(db);
        let (commune, voisine, centre) = (monde.commune, monde.voisine, monde.centre);
        for whose in [commune, voisine, centre] {
            monde.listen(whose, URL).await;
        }
        monde.create(centre, Portee::Adherents, &saisie(URL, &[RECU])).await.unwrap();
        let events = [commune, voisine, voisine].map(|whose| monde.event(whose, RECU, json!({})));
        let mut tx = monde.db.begin(Perimetre::Commun).await.unwrap();
        assert_eq!(webhooks::emit_many(&mut tx, &monde.clock, &events).await.unwrap(), 6);
        tx.commit().await.unwrap();
        for (owner, expected) in [(commune, vec![commune]), (voisine, vec![voisine; 2]), (centre, vec![commune, voisine, voisine])] {
            let about: Vec<_> = monde.livraisons(owner).await.into_iter().map(|one| one.concernee).collect();
            assert_eq!(about, expected);
        }
    }
}

#[tokio::test]
async fn what_nobody_wants_costs_next_to_nothing() {
    for (test, statements) in [(TestDb::sqlite(MIGRATIONS).await, 1), (TestDb::postgres(MIGRATIONS).await, 3)] {
        let monde = Monde::new(test.db.clone());
        monde.create(monde.commune, Portee::Collectivite, &saisie(URL, &[REFUSE])).await.unwrap();
        let mut tx = monde.begin(monde.commune).await;
        let event = monde.event(monde.commune, RECU, json!({}));
        let before = monde.db.statements();
        assert_eq!(webhooks::emit(&mut tx, &monde.clock, &event).await.unwrap(), 0);
        assert_eq!(monde.db.statements() - before, statements);
        assert_eq!(webhooks::emit_many(&mut tx, &monde.clock, &[]).await.unwrap(), 0);
        assert_eq!(monde.db.statements() - before, statements);
    }
}
