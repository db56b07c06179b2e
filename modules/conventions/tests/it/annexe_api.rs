//! The census annexes and the promises, over the API.

use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::site::{ALBIAS, MONTAUBAN, Site};

#[tokio::test]
async fn an_annex_is_filled_compared_and_signed_over_the_api() {
    let site = Site::new().await;
    let (admin, claire) = (site.admin().await, site.secretaire().await);
    let of = |year: u32| format!("/api/v1/c/{ALBIAS}/recensements/{year}");
    let change = |year: u32| format!("{}/gestes", of(year));
    for (year, nom, niveau) in [(2019, "Accueil", "N1"), (2019, "Compta", "N3"), (2020, "Accueil", "N2")] {
        let done = claire
            .api(Method::POST, &change(year), Some(json!({ "geste": "niveau", "nom": nom, "niveau": niveau })))
            .await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    }
    let one = claire.api(Method::GET, &of(2020), None).await.json();
    assert_eq!((one["n1"].as_u64(), one["n2"].as_u64(), one["n3"].as_u64()), (Some(0), Some(1), Some(0)));
    assert_eq!(
        one["ecarts"],
        json!([
            { "nom": "Accueil", "avant": "N1", "apres": "N2" },
            { "nom": "Compta", "avant": "N3", "apres": null },
        ])
    );
    let taken = claire.api(Method::POST, &change(2020), Some(json!({ "geste": "reprise" }))).await.json();
    assert_eq!((taken["n1"].as_u64(), taken["n3"].as_u64(), taken["ecarts"].clone()), (Some(1), Some(1), json!([])));
    let left = claire.api(Method::POST, &change(2020), Some(json!({ "geste": "retrait", "nom": "compta" }))).await;
    assert_eq!(left.json()["postes"].as_array().map(Vec::len), Some(1));
    let wrong = claire
        .api(Method::POST, &change(2020), Some(json!({ "geste": "niveau", "nom": "Accueil", "niveau": "N9" })))
        .await;
    assert!(wrong.status.is_client_error() && wrong.text().contains("niveau"), "{}", wrong.text());

    let sign = format!("{}/signature", of(2020));
    let day = Some(json!({ "le": "2020-11-30" }));
    assert_eq!(claire.api(Method::POST, &sign, day.clone()).await.status, StatusCode::FORBIDDEN);
    assert_eq!(admin.api(Method::POST, &sign, day).await.json()["signee_le"], "2020-11-30");
    let late = claire.api(Method::POST, &change(2020), Some(json!({ "geste": "reprise" }))).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    let elsewhere = format!("/api/v1/c/{MONTAUBAN}/recensements/2020");
    assert_eq!(claire.api(Method::GET, &elsewhere, None).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn where_a_promise_stands_is_told_over_the_api() {
    let site = Site::new().await;
    let admin = site.admin().await;
    let all = admin.api(Method::GET, &format!("/api/v1/c/{ALBIAS}/conventions"), None).await.json();
    let of = format!("/api/v1/c/{ALBIAS}/conventions/{}/engagements", all[0]["id"].as_str().unwrap());
    let promises = admin.api(Method::GET, &of, None).await.json();
    let code = promises[0]["code"].as_str().unwrap().to_owned();
    assert_eq!((promises[0]["etat"].as_str(), promises[0]["note"].as_str()), (Some("a_tenir"), None));
    let told = Some(json!({ "etat": "tenu", "note": "Réunion du 12 novembre." }));
    let kept = admin.api(Method::PUT, &format!("{of}/{code}"), told.clone()).await.json();
    assert_eq!((kept[0]["etat"].as_str(), kept[0]["le"].as_str()), (Some("tenu"), Some("2020-12-01")));
    assert_eq!(admin.api(Method::PUT, &format!("{of}/inconnu"), told.clone()).await.status, StatusCode::NOT_FOUND);
    let secretaire = site.secretaire().await;
    assert_eq!(secretaire.api(Method::PUT, &format!("{of}/{code}"), told).await.status, StatusCode::FORBIDDEN);
    assert_eq!(secretaire.api(Method::GET, &of, None).await.json()[0]["note"], "Réunion du 12 novembre.");
}
