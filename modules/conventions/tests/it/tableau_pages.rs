//! The dashboards: what waits for the centre, what a member finds on arriving.

use annuaire::{FonctionContact, SaisieContact};
use axum::http::StatusCode;

use crate::site::{ALBIAS, MONTAUBAN, Site};

#[tokio::test]
async fn the_centre_is_told_what_waits_for_it() {
    let site = Site::empty().await;
    let admin = site.admin().await;
    admin.get("/centre").await.says(StatusCode::OK, &["Bonjour Anne, une chose vous attend", "Importer vos tarifs"]);
    let site = Site::new().await;
    let admin = site.admin().await;
    admin.post("/centre/etats/2020/calcul", &[]).await.location();
    site.drain().await;
    let page = admin.get("/centre").await;
    page.says(
        StatusCode::OK,
        &[
            "Bonjour Anne, deux choses vous attendent",
            "Réviser les tarifs 2020",
            "Corriger les anomalies 2020",
            "3 adhérents, dont 2 communes",
        ],
    );
    page.hides("Valider les états 2020");
}

#[tokio::test]
async fn the_centre_sees_its_revenue_its_members_and_its_dates() {
    let site = Site::computed().await;
    let page = site.admin().await.get("/centre").await;
    page.says(
        StatusCode::OK,
        &[
            "Bonjour Anne, deux choses vous attendent",
            "Valider les états 2020",
            "Recettes prévues 2020 2 095 €",
            "devis manquant",
            "Dématérialisation 189 €",
            "Couverture du territoire",
            "3 / 3",
            "Reconduction tacite",
            "Les 3 adhérents, par arrondissement",
        ],
    );
    assert!(page.text().contains(&format!("href=\"/centre/collectivites/{ALBIAS}\"")));
}

#[tokio::test]
async fn who_does_not_keep_the_accounts_sees_no_money() {
    let site = Site::computed().await;
    let page = site.technicien().await.get("/centre").await;
    page.says(StatusCode::OK, &["Bonjour Denis, tout est en ordre"]);
    page.hides("Recettes");
    page.hides("Valider");
    assert_eq!(site.secretaire().await.get("/centre").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_member_finds_its_services_its_etat_and_whom_to_call() {
    let site = Site::computed().await;
    let typed = SaisieContact {
        fonction: FonctionContact::ReferentInformatique.code().into(),
        nom: "Paul Roques".into(),
        telephone: "0563210000".into(),
        ..SaisieContact::default()
    };
    let mut tx = site.begin().await;
    annuaire::contacts::add(&mut tx, &site.clock, &site.acteur, site.centre.id, typed.read().unwrap()).await.unwrap();
    tx.commit().await.unwrap();
    let secretaire = site.secretaire().await;
    let before = secretaire.get(&format!("/c/{ALBIAS}")).await;
    before.says(
        StatusCode::OK,
        &[
            "Bonjour Claire",
            "2 services souscrits cette année",
            "3 postes, depuis 2018",
            "Paul Roques",
            "05 63 21 00 00",
            "Reconduction tacite",
        ],
    );
    before.hides("1 905,38");
    site.admin().await.post("/centre/etats/2020/validation", &[]).await.location();
    site.drain().await;
    let after = secretaire.get(&format!("/c/{ALBIAS}")).await;
    after.says(StatusCode::OK, &["Bonjour Claire, votre état 2020 est arrivé", "1 905,38 €", "État annuel 2020 (PDF)"]);
    assert_eq!(secretaire.get(&format!("/c/{MONTAUBAN}")).await.status, StatusCode::NOT_FOUND);
}
