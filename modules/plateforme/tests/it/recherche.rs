//! The search: only what one may see.

use axum::http::{StatusCode, header};

use crate::monde::Monde;

#[tokio::test]
async fn each_finds_what_they_may_see() {
    let monde = Monde::new().await;
    let admin = monde.admin().await;
    admin
        .get("/recherche?q=montau")
        .await
        .says(StatusCode::OK, &["Une réponse pour « montau »", "/centre/collectivites/218201218", "value=\"montau\""]);
    admin.get("/recherche?q=journ").await.says(StatusCode::OK, &["Pages", "href=\"/centre/journal\""]);
    admin.get("/recherche?q=218200020").await.says(StatusCode::OK, &["Commune d’Albias"]);
    let secretaire = monde.secretaire().await;
    secretaire.get("/recherche?q=montau").await.says(StatusCode::OK, &["Rien pour « montau »"]);
    secretaire.get("/recherche?q=albias").await.says(StatusCode::OK, &["href=\"/c/218200020/fiche\""]);
    secretaire.get("/recherche?q=%3Cxyz%3E").await.says(StatusCode::OK, &["Rien pour « &lt;xyz&gt; »"]);
    secretaire.get("/recherche").await.says(StatusCode::OK, &["Que cherchez-vous"]);
    let nobody = monde.passer_by().get("/recherche?q=a").await;
    assert!(nobody.header(header::LOCATION).starts_with("/connexion"));
}

#[tokio::test]
async fn people_are_not_shown_where_no_page_shows_them() {
    let monde = Monde::new().await;
    // This house has no room with a page of people: nothing leads to one.
    monde.admin().await.get("/recherche?q=vidal").await.says(StatusCode::OK, &["Rien pour « vidal »"]);
}
