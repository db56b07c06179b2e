//! The public simulator, by its page and by the API.

use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::{site::Site, support::CDG62};

#[tokio::test]
async fn anybody_prices_services_for_a_commune_by_its_name() {
    let site = Site::new().await;
    site.admin().await.post("/centre/tarifs/revision/2020/validation", &[]).await.location();
    let visitor = site.passer_by();
    visitor
        .get("/public/simulateur")
        .await
        .says(StatusCode::OK, &["Combien coûteraient nos services ?", "aux tarifs 2020"]);
    // 2 × 128,46 + 1 520, then 950 a year; DEMAT: 201,24 once and 94,70 a year.
    let page = visitor.get("/public/simulateur?genre=commune&commune=albias&N2=2&RGPD=oui&DEMAT=1&N1=").await;
    page.says(
        StatusCode::OK,
        &[
            "2 072,86 € la première année",
            "Albias, 3 302 habitants",
            "Chaque année suivante 1 301,62 €",
            "1 520,00 €",
            "950,00 €",
            "frais d’installation",
        ],
    );
    let text = page.text();
    assert!(
        text.contains("value=\"albias\"") && text.contains("name=\"N2\" value=\"2\""),
        "the questions keep their answers"
    );
}

#[tokio::test]
async fn what_has_no_price_is_said_and_not_counted() {
    let site = Site::new().await;
    let visitor = site.passer_by();
    let quote = visitor.get("/public/simulateur?genre=cc&population=20000&RGPD=oui").await;
    quote.says(StatusCode::OK, &["se chiffre sur devis pour votre collectivité", "0,00 € la première année"]);
    let unknown = visitor.get("/public/simulateur?genre=commune&RGPD=oui").await;
    unknown.says(StatusCode::OK, &["indiquez la commune ou la population"]);
    let nothing = visitor.get("/public/simulateur?genre=commune&population=10").await;
    nothing.says(StatusCode::UNPROCESSABLE_ENTITY, &["Choisissez au moins un service"]);
    let wrong = visitor.get("/public/simulateur?genre=commune&commune=Atlantide&N1=-3").await;
    wrong.says(
        StatusCode::UNPROCESSABLE_ENTITY,
        &["Aucune commune de ce nom", "Écrivez un nombre entier entre 0 et 10000"],
    );
}

#[tokio::test]
async fn only_what_the_grid_prices_is_asked() {
    let site = Site::empty().await;
    site.passer_by().get("/public/simulateur").await.says(StatusCode::OK, &["n’a pas encore publié ses tarifs"]);
    let path = "/centre/tarifs/import";
    let sent = site.admin().await.upload(path, &[("document", "Délibération")], ("fichier", "g.toml", CDG62)).await;
    sent.location();
    let page = site.passer_by().get("/public/simulateur?genre=commune&population=800&RGPD=oui").await;
    page.says(StatusCode::OK, &["450,00 € la première année", "hors taxes"]);
    page.hides("Postes informatiques");
}

#[tokio::test]
async fn the_api_answers_the_same() {
    let site = Site::new().await;
    let asked = json!({ "genre": "commune", "population": 800, "services": [
        { "service": "RGPD" }, { "service": "WEB-C" }, { "service": "MOD-PARAPHEUR", "quantite": 3 }] });
    let answer = site.passer_by().api(Method::POST, "/api/v1/simulation", Some(asked)).await;
    let found = answer.json();
    assert_eq!(
        (answer.status, found["annee"].as_i64(), found["prix"].as_str()),
        (StatusCode::OK, Some(2020), Some("ttc"))
    );
    // 1 040 + 636,12 + 3 × 20, then 650 + 636,12.
    assert_eq!(
        (found["premiere_annee"]["total"].as_str(), found["annees_suivantes"]["total"].as_str()),
        (Some("1736.12"), Some("1286.12"))
    );
    assert_eq!(found["reserves"], json!([]));
    for (asked, why) in [
        (json!({ "genre": "village", "services": [] }), "n’existe pas"),
        (json!({ "genre": "commune", "services": [{ "service": "N4" }] }), "N4"),
        (json!({ "genre": "commune", "services": [{ "service": "N1" }, { "service": "N1" }] }), "deux fois"),
        (json!({ "genre": "commune", "services": [{ "service": "RGPD", "quantite": 2 }] }), "une seule fois"),
        (json!({ "genre": "commune", "services": [{ "service": "N1", "quantite": 10_001 }] }), "dépasse"),
    ] {
        let refused = site.passer_by().api(Method::POST, "/api/v1/simulation", Some(asked)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{why}");
        assert!(refused.json()["detail"].as_str().unwrap().contains(why), "{}", refused.text());
    }
}
