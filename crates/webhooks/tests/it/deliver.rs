//! One delivery: what leaves, what is kept of the answer, what it makes of the abonnement.

use db::{params, sql};
use liaison::{AppelConfig, testing::Reponse};
use serde_json::{Value, json};
use webhooks::{
    EtatAbonnement, EtatLivraison, Refus, Saisie, WebhookError, Webhooks, WebhooksConfig, abonnements, livraisons,
};

use crate::world::{Monde, RECU, config, saisie, state};

const TOLD: db::Sql = sql("SELECT payload AS value FROM jobs_outbox WHERE collectivite_id = $1 AND kind = $2");

db::both_engines! { crate::world::MIGRATIONS;
    async fn a_delivery_passes_and_everything_of_it_is_kept(db: Db) {
        let monde = Monde::new(db);
        let commune = monde.commune;
        let serveur = monde.serve(|_| Reponse::Statut(202, "bien reçu")).await;
        let (id, secret) = monde.listen(commune, &serveur.url()).await;
        monde.emit(commune).await;
        monde.clock.advance_seconds(5);
        assert_eq!(monde.drain().await, 1);
        let livraison = monde.livraison(commune).await;
        let appele = serveur.appels().remove(0);
        assert_eq!((appele.methode.as_str(), appele.chemin.as_str()), ("POST", "/crochet?x=1"));
        assert_eq!(appele.entete("webhook-id"), livraison.evenement_id.to_string());
        assert_eq!((appele.entete("content-type"), appele.entete("user-agent")), ("application/json", "Beffroi"));
        let body: Value = serde_json::from_slice(&appele.octets).unwrap();
        assert_eq!(body["id"], json!(livraison.evenement_id));
        assert_eq!((&body["type"], &body["emis_le"]), (&json!("actes.recu"), &json!("2026-11-22T08:00:00.000000Z")));
        assert_eq!((&body["collectivite"], &body["donnees"]), (&json!({ "siren": "218200020" }), &json!({ "numero": "2026_012" })));
        assert_eq!((state(&livraison), livraison.statut, livraison.erreur), ((EtatLivraison::Livree, 1), Some(202), None));
        let mut tx = monde.read(commune).await;
        let whole = livraisons::find(&mut tx, commune, livraison.id).await.unwrap().unwrap();
        assert_eq!((whole.corps.as_bytes(), whole.livraison.finie_le), (&appele.octets[..], Some(monde.clock.now())));
        let tentative = &whole.tentatives[0];
        assert_eq!((tentative.rang, tentative.statut, tentative.extrait.as_deref()), (1, Some(202), Some("bien reçu")));
        assert_eq!((tentative.url.as_str(), tentative.faite_le), (serveur.url().as_str(), monde.clock.now()));
        assert_eq!(monde.abonnement(commune, id).await.livre_le, Some(monde.clock.now()));
        assert!(!format!("{:?} {whole:?}", monde.webhooks).contains(&secret.reveal()[6..]));
        assert_eq!(monde.drain().await, 0);
    }

    async fn a_server_that_wants_nothing_more_is_heard_at_once(db: Db) {
        let monde = Monde::new(db);
        let commune = monde.commune;
        let serveur = monde.serve(|_| Reponse::Statut(410, "parti")).await;
        let (id, _) = monde.listen(commune, &serveur.url()).await;
        monde.emit(commune).await;
        monde.emit(commune).await;
        monde.drain().await;
        assert_eq!(serveur.appels().len(), 1, "what waited is given up without a word");
        let abonnement = monde.abonnement(commune, id).await;
        assert_eq!(abonnement.etat, EtatAbonnement::Arrete);
        assert!(abonnement.motif.unwrap().contains("410"));
        let livraisons = monde.livraisons(commune).await;
        assert_eq!(livraisons.iter().map(state).collect::<Vec<_>>(), [(EtatLivraison::Echec, 1), (EtatLivraison::Echec, 0)]);
        assert!(livraisons[1].erreur.as_deref().unwrap().contains("410"));
        assert_eq!(monde.emit(commune).await, 0);
        let lignes = monde.journal(commune).await;
        assert_eq!(lignes.iter().map(|l| l.action.as_str()).collect::<Vec<_>>(), ["webhook.cree", "webhook.arrete"]);
        assert_eq!(lignes[1].nom, "Beffroi");
        let mut tx = monde.read(commune).await;
        let told: Value = tx.value(TOLD, params![commune, webhooks::SUSPENDU]).await.unwrap().unwrap();
        let told: webhooks::Suspension = serde_json::from_value(told).unwrap();
        assert_eq!((told.abonnement, told.nom.as_str()), (id, "Gestion des documents"));
        drop(tx);
        // Once it is set right, both are sent again.
        monde.activate(commune, id).await;
        let mut tx = monde.begin(commune).await;
        assert_eq!(livraisons::resend_failed(&mut tx, monde.ctx(commune), id).await.unwrap(), 2);
        tx.commit().await.unwrap();
        assert_eq!(monde.abonnement(commune, id).await.motif, None);
    }

    async fn a_trial_is_made_once_even_by_an_abonnement_that_is_stopped_and_changes_nothing_to_it(db: Db) {
        let monde = Monde::new(db);
        let commune = monde.commune;
        let serveur = monde.serve(|_| Reponse::Statut(500, "panne")).await;
        let (id, _) = monde.listen(commune, &serveur.url()).await;
        monde.stop(commune, id).await;
        let before = monde.abonnement(commune, id).await;
        let siren = "218200020".parse().unwrap();
        let mut tx = monde.begin(commune).await;
        let essai = livraisons::try_out(&mut tx, monde.ctx(commune), siren, id).await.unwrap();
        let twice = livraisons::try_out(&mut tx, monde.ctx(commune), siren, id).await.unwrap_err();
        assert!(matches!(twice, WebhookError::Refus(Refus::EssaiEnRoute)), "{twice}");
        tx.commit().await.unwrap();
        assert_eq!(monde.drain().await, 1);
        monde.clock.advance_seconds(400_000);
        assert_eq!(monde.drain().await, 0, "nobody insists");
        let body: Value = serde_json::from_slice(&serveur.appels()[0].octets).unwrap();
        assert_eq!((&body["type"], &body["donnees"]), (&json!("essai"), &json!({})));
        let livraison = monde.livraison(commune).await;
        assert_eq!((livraison.id, state(&livraison), livraison.statut), (essai, (EtatLivraison::Echec, 1), Some(500)));
        assert_eq!(monde.abonnement(commune, id).await, before);
        let again = monde.resend(commune, essai).await.unwrap_err();
        assert!(matches!(again, WebhookError::Refus(Refus::EssaiUnique)), "{again}");
        let mut tx = monde.begin(commune).await;
        assert!(livraisons::try_out(&mut tx, monde.ctx(commune), siren, id).await.is_ok(), "another may be made");
        let foreign = livraisons::try_out(&mut tx, monde.ctx(monde.voisine), siren, id).await.unwrap_err();
        assert!(matches!(foreign, WebhookError::NotFound));
    }

    async fn what_is_removed_or_stopped_meanwhile_is_not_told(db: Db) {
        let monde = Monde::new(db);
        let commune = monde.commune;
        let serveur = monde.serve(|_| Reponse::ok()).await;
        let (removed, _) = monde.listen(commune, &serveur.url()).await;
        let (stopped, _) = monde.listen(commune, &serveur.url()).await;
        assert_eq!(monde.emit(commune).await, 2);
        let mut tx = monde.begin(commune).await;
        abonnements::remove(&mut tx, monde.ctx(commune), removed).await.unwrap();
        tx.commit().await.unwrap();
        monde.stop(commune, stopped).await;
        assert_eq!((monde.drain().await, serveur.appels().len()), (2, 0));
        let livraison = monde.livraison(commune).await;
        assert_eq!(state(&livraison), (EtatLivraison::Echec, 0));
        let refused = monde.resend(commune, livraison.id).await.unwrap_err();
        assert!(matches!(refused, WebhookError::Refus(Refus::PasActif)), "{refused}");
    }

    async fn a_key_that_is_not_the_right_one_is_told_and_is_not_the_servers_fault(db: Db) {
        let monde = Monde::new(db);
        let commune = monde.commune;
        let serveur = monde.serve(|_| Reponse::ok()).await;
        let (id, _) = monde.listen(commune, &serveur.url()).await;
        monde.emit(commune).await;
        let elsewhere = tempfile::tempdir().unwrap();
        let right = monde.webhooks.clone();
        let other = Webhooks::new(&config(&monde.autorite), elsewhere.path(), [RECU]).unwrap();
        let monde = Monde { webhooks: other, ..monde };
        monde.drain().await;
        assert!(monde.livraison(commune).await.erreur.unwrap().contains("ne s’ouvre pas avec la clé"));
        assert_eq!((monde.abonnement(commune, id).await.echecs, serveur.appels().len()), (0, 0));
        let monde = Monde { webhooks: right, ..monde };
        monde.clock.advance_seconds(60);
        monde.drain().await;
        assert_eq!(state(&monde.livraison(commune).await), (EtatLivraison::Livree, 2));
    }
}

async fn refused(monde: &Monde, saisie: &Saisie) -> String {
    let refused = monde.create(monde.commune, webhooks::Portee::Collectivite, saisie).await.unwrap_err();
    let WebhookError::Champs(wrong) = refused else { panic!("{refused}") };
    wrong.of("url").unwrap().to_owned()
}

#[tokio::test]
async fn nothing_reaches_the_machine_nor_its_network_and_the_page_says_why() {
    let test = db::testing::TestDb::sqlite(crate::world::MIGRATIONS).await;
    let monde = Monde::new(test.db.clone());
    let closed = AppelConfig { ca: Some(monde.autorite.ca()), ..AppelConfig::default() };
    let monde = monde.with(&WebhooksConfig { appel: closed, ..WebhooksConfig::default() });
    let serveur = monde.serve(|_| Reponse::ok()).await;
    for url in
        ["https://127.0.0.1/", "https://169.254.169.254/latest/meta-data/", "https://[fd00::1]/", "http://exemple.fr/"]
    {
        assert!(refused(&monde, &saisie(url, &[RECU])).await.contains(url));
    }
    // A name says nothing by itself: it is refused where it leads.
    let (id, _) = monde.listen(monde.commune, &serveur.url()).await;
    monde.emit(monde.commune).await;
    monde.drain().await;
    let livraison = monde.livraison(monde.commune).await;
    assert!(livraison.erreur.unwrap().contains("privé ou réservé"));
    assert_eq!((livraison.etat, serveur.appels().len()), (EtatLivraison::ALivrer, 0));
    assert_eq!(monde.abonnement(monde.commune, id).await.echecs, 1);
}

#[tokio::test]
async fn a_redirect_is_a_failure() {
    let test = db::testing::TestDb::sqlite(crate::world::MIGRATIONS).await;
    let monde = Monde::new(test.db.clone());
    let target = monde.serve(|_| Reponse::ok()).await;
    let url = target.url();
    let serveur = monde.serve(move |_| Reponse::Entete(307, ("location", url.clone()), vec![])).await;
    monde.listen(monde.commune, &serveur.url()).await;
    monde.emit(monde.commune).await;
    monde.drain().await;
    let livraison = monde.livraison(monde.commune).await;
    assert_eq!((state(&livraison), livraison.statut), ((EtatLivraison::ALivrer, 1), Some(307)));
    assert_eq!(target.appels(), []);
}

#[tokio::test]
async fn no_secret_is_in_the_database_nor_in_the_journal() {
    let test = db::testing::TestDb::sqlite(crate::world::MIGRATIONS).await;
    let monde = Monde::new(test.db.clone());
    let (id, first) = monde.listen(monde.commune, "https://crochets.exemple.fr/").await;
    let mut tx = monde.begin(monde.commune).await;
    let second = abonnements::rotate(&mut tx, &monde.webhooks, monde.ctx(monde.commune), id).await.unwrap();
    tx.commit().await.unwrap();
    let bytes = |secret: &webhooks::Secret| {
        use base64::{Engine, prelude::BASE64_STANDARD};
        BASE64_STANDARD.decode(&secret.reveal()[6..]).unwrap()
    };
    let path = test.url.trim_start_matches("sqlite:");
    let mut kept = std::fs::read(path).unwrap();
    kept.extend(std::fs::read(format!("{path}-wal")).unwrap());
    assert!(kept.windows(9).any(|part| part == b"exemple.f"), "what is read is what is kept");
    for secret in [&first, &second] {
        let (raw, shown) = (bytes(secret), secret.reveal());
        assert!(!kept.windows(raw.len()).any(|part| part == raw));
        assert!(!kept.windows(20).any(|part| part == &shown.as_bytes()[6..26]));
    }
}
