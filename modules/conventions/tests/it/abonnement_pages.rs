//! Abonnements, devis and census annexes through their pages.

use axum::http::StatusCode;
use conventions::{
    domain::Service,
    store::{
        abonnements::{self, Souscription},
        recensements,
    },
};

use crate::{
    site::{ALBIAS, Site},
    support::an,
};

const IMPORT: &str = "/centre/abonnements/import";

impl Site {
    async fn abonnements(&self) -> Vec<Souscription> {
        abonnements::list(&mut self.read().await, self.albias.id).await.unwrap()
    }
}

#[tokio::test]
async fn a_service_is_subscribed_changed_and_ended() {
    let site = Site::new().await;
    let admin = site.admin().await;
    let here = format!("/c/{ALBIAS}/abonnements");
    admin.post(&here, &[("service", "DOM"), ("quantite", "2"), ("depuis", "2020"), ("montant", "")]).await.location();
    let dom = site.abonnements().await.pop().unwrap();
    assert_eq!((dom.abonnement.service(), dom.abonnement.quantite(an(2020))), (Service::Domaine, 2));
    let one = format!("{here}/{}", dom.id);
    admin.post(&format!("{one}/quantite"), &[("quantite", "5"), ("annee", "2021")]).await.location();
    admin.get(&here).await.says(StatusCode::OK, &["2 en 2020, 5 en 2021"]);
    admin
        .post(&format!("{one}/quantite"), &[("quantite", "5"), ("annee", "2019")])
        .await
        .says(StatusCode::UNPROCESSABLE_ENTITY, &["L’abonnement commence en 2020"]);
    admin.post(&format!("{one}/fin"), &[("derniere_annee", "2021")]).await.location();
    assert_eq!(site.abonnements().await.pop().unwrap().abonnement.jusqu_a(), Some(an(2021)));
}

#[tokio::test]
async fn what_already_runs_and_a_certificate_without_price_are_refused() {
    let site = Site::new().await;
    let admin = site.admin().await;
    let here = format!("/c/{ALBIAS}/abonnements");
    let dpd = [("service", "RGPD"), ("quantite", "1"), ("depuis", "2021"), ("montant", "")];
    admin.post(&here, &dpd).await.says(StatusCode::UNPROCESSABLE_ENTITY, &["RGPD est déjà souscrit depuis 2020"]);
    let certificate = [("service", "CERT"), ("quantite", "1"), ("depuis", "2020"), ("montant", "")];
    admin
        .post(&here, &certificate)
        .await
        .says(StatusCode::UNPROCESSABLE_ENTITY, &["Indiquez le prix d’achat du certificat"]);
    let priced = [("service", "CERT"), ("quantite", "1"), ("depuis", "2020"), ("montant", "90,00")];
    admin.post(&here, &priced).await.location();
    admin.get(&here).await.says(StatusCode::OK, &["90,00 € la pièce"]);
    let claire = site.secretaire().await;
    assert_eq!(claire.post(&here, &priced).await.status, StatusCode::FORBIDDEN);
    claire.get(&here).await.hides("Souscrire un service");
}

#[tokio::test]
async fn a_file_is_tried_reported_by_line_then_imported_once() {
    let site = Site::new().await;
    let admin = site.admin().await;
    let wrong = "siren;service;quantite;depuis\n218200020;DOM;1;2020\n218200020;N9;1;2020\n111111111;DOM;1;2020\n";
    let refused = admin.upload(IMPORT, &[], ("fichier", "a.csv", wrong)).await;
    refused.says(StatusCode::UNPROCESSABLE_ENTITY, &["Rien n’est importé", "Le service « N9 » n’existe pas"]);
    assert_eq!(site.abonnements().await.len(), 2);
    let good = "siren;service;quantite;depuis\n218200020;DOM;3;2020\n";
    let tried = admin.upload(IMPORT, &[], ("fichier", "a.csv", good)).await;
    tried.says(StatusCode::OK, &["1 abonnement nouveau", "Rien n’est encore enregistré"]);
    assert_eq!(site.abonnements().await.len(), 2, "tried only");
    let confirmed = [("confirme", "oui"), ("nom", "a.csv"), ("contenu", good)];
    admin.upload(IMPORT, &confirmed, ("fichier", "", "")).await.location();
    assert_eq!(site.abonnements().await.len(), 3);
    let twice = admin.upload(IMPORT, &[], ("fichier", "a.csv", good)).await;
    twice.says(StatusCode::OK, &["il n’y a rien à importer"]);
    let file = admin.get("/centre/abonnements/export?annee=2020").await;
    assert!(file.text().contains("218200020;DOM;3;2020;\n"), "{}", file.text());
    let back = admin.upload(IMPORT, &[], ("fichier", "b.csv", &file.text())).await;
    back.says(StatusCode::OK, &["il n’y a rien à importer"]);
}

#[tokio::test]
async fn an_annex_is_filled_poste_by_poste_compared_and_signed_once() {
    let site = Site::new().await;
    let (claire, admin) = (site.secretaire().await, site.admin().await);
    let before = format!("/c/{ALBIAS}/recensements/2019");
    for (nom, niveau) in [("Accueil", "N1"), ("Secrétariat", "N2")] {
        claire.post(&format!("{before}/postes"), &[("nom", nom), ("niveau", niveau)]).await.location();
    }
    let here = format!("/c/{ALBIAS}/recensements/2020");
    claire.get(&here).await.says(StatusCode::OK, &["Recensez les postes 2020", "Reprendre l’année précédente"]);
    claire.post(&format!("{here}/reprise"), &[]).await.location();
    claire.post(&format!("{here}/postes"), &[("nom", "ACCUEIL"), ("niveau", "N3")]).await.location();
    claire.post(&format!("{here}/retrait"), &[("nom", "Secrétariat")]).await.location();
    claire.get(&here).await.says(
        StatusCode::OK,
        &["Changements depuis 2019", "1 poste, dont 0 au niveau 1, 0 au niveau 2 et 1 au niveau 3"],
    );
    assert_eq!(
        claire.post(&format!("{here}/signature"), &[("signee_le", "2020-11-30")]).await.status,
        StatusCode::FORBIDDEN
    );
    let future = admin.post(&format!("{here}/signature"), &[("signee_le", "2021-01-30")]).await;
    future.says(StatusCode::UNPROCESSABLE_ENTITY, &["Cette date est à venir"]);
    let pdf = claire.get(&format!("{here}/annexe.pdf")).await;
    assert_eq!((pdf.status, &pdf.bytes[..4]), (StatusCode::OK, b"%PDF".as_slice()));
    admin.post(&format!("{here}/signature"), &[("signee_le", "2020-11-30")]).await.location();
    let late = claire.post(&format!("{here}/postes"), &[("nom", "École"), ("niveau", "N1")]).await;
    late.says(StatusCode::UNPROCESSABLE_ENTITY, &["elle ne change plus avant l’année suivante"]);
    let kept = recensements::list(&mut site.read().await, site.albias.id).await.unwrap();
    assert_eq!((kept[1].postes().len(), kept[1].signee_le().is_some()), (1, true));
}

#[tokio::test]
async fn who_has_not_signed_the_annex_is_reminded_once() {
    let site = Site::new().await;
    let admin = site.admin().await;
    let page = "/centre/recensements/2020";
    admin
        .get(page)
        .await
        .says(StatusCode::OK, &["1 annexe reste à signer pour 2020", "Albias", "Pas encore commencée"]);
    admin.post(&format!("{page}/rappel"), &[]).await.location();
    admin.post(&format!("{page}/rappel"), &[]).await.location();
    site.drain().await;
    let mails = mail::list(&mut site.read().await, &db::ListRequest { per_page: 50, ..db::ListRequest::default() })
        .await
        .unwrap();
    let sent = mails.rows.iter().filter(|m| m.sujet.contains("votre annexe reste à signer")).count();
    assert_eq!(sent, 1);
}
