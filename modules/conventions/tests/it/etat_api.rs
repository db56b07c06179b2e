//! Tariffs and états over the API and the command line.

use axum::http::{Method, StatusCode};
use conventions::cli;
use serde_json::json;

use crate::{
    site::{ALBIAS, MONTAUBAN, Site},
    support::CDG82,
};

#[tokio::test]
async fn the_year_is_worked_over_the_api() {
    let site = Site::empty().await;
    let admin = site.admin().await;
    let imported =
        admin.api(Method::POST, "/api/v1/tarifs", Some(json!({ "contenu": CDG82, "document": "2020" }))).await;
    assert_eq!(imported.json()["centre"], "CDG 82");
    for (mois, indice) in [("2018-11", "270.1"), ("2019-11", "274.5")] {
        let kept = admin.api(Method::PUT, &format!("/api/v1/syntec/{mois}"), Some(json!({ "indice": indice }))).await;
        assert_eq!(kept.json()["mois"], mois);
    }
    assert_eq!(
        admin.api(Method::GET, "/api/v1/syntec", None).await.json()[1],
        json!({ "mois": "2019-11", "indice": "274.50" })
    );
    let preview = admin.api(Method::GET, "/api/v1/tarifs/revisions/2020", None).await.json();
    assert_eq!((preview["validee"].as_bool(), preview["lignes"][0]["apres"].as_str()), (Some(false), Some("128.46")));
    let done = admin.api(Method::POST, "/api/v1/tarifs/revisions/2020/validation", None).await;
    assert_eq!((done.status, done.json()["validee"].as_bool()), (StatusCode::OK, Some(true)));
    let grid = admin.api(Method::GET, "/api/v1/tarifs?annee=2020", None).await.json();
    assert_eq!((grid["validee"].as_i64(), grid["tarifs"][1]["montant"].as_str()), (Some(2020), Some("128.46")));
}

#[tokio::test]
async fn etats_are_listed_shown_and_validated_over_the_api() {
    let site = Site::computed().await;
    let admin = site.admin().await;
    let asked = admin.api(Method::POST, "/api/v1/etats/2020/calcul", None).await;
    assert_eq!(asked.status, StatusCode::ACCEPTED);
    site.drain().await;
    let mut sirens = Vec::new();
    let mut next = Some(String::new());
    while let Some(cursor) = next {
        let page = admin.api(Method::GET, &format!("/api/v1/etats/2020?par_page=1{cursor}"), None).await.json();
        sirens.push(page["elements"][0]["siren"].as_str().unwrap().to_owned());
        next = page["suite"].as_str().map(|suite| format!("&apres={suite}"));
    }
    assert_eq!(sirens.len(), 3);
    let anomalies = admin.api(Method::GET, "/api/v1/etats/2020/anomalies", None).await.json();
    assert_eq!(anomalies[0]["code"], "devis_manquant");
    let of = format!("/api/v1/c/{ALBIAS}/etats");
    let etat = admin.api(Method::GET, &of, None).await.json()[0].clone();
    assert_eq!((etat["total"].as_str(), etat["lignes"][0]["montant"].as_str()), (Some("1905.38"), Some("385.38")));
    let secretaire = site.secretaire().await;
    assert_eq!(secretaire.api(Method::GET, &of, None).await.json(), json!([]), "not validated");
    assert_eq!(
        secretaire.api(Method::GET, &format!("/api/v1/c/{MONTAUBAN}/etats"), None).await.status,
        StatusCode::NOT_FOUND
    );
    let one = format!("{of}/{}", etat["id"].as_str().unwrap());
    assert_eq!(secretaire.api(Method::POST, &format!("{one}/validation"), None).await.status, StatusCode::FORBIDDEN);
    let kept = admin.api(Method::POST, &format!("{one}/validation"), None).await.json();
    assert_eq!((kept["statut"].as_str(), kept["valide_le"].as_str()), (Some("valide"), Some("2020-12-01")));
    assert_eq!(secretaire.api(Method::GET, &one, None).await.json()["numero"], "EA-2020-218200020-1");
    let rest = admin.api(Method::POST, "/api/v1/etats/2020/validation", None).await.json();
    assert_eq!(rest, json!({ "valides": 1, "bloques": 1 }));
}

#[tokio::test]
async fn the_command_line_does_the_same_work() {
    let site = Site::new().await;
    let services = &site.services;
    let lines = cli::tarif_revise(services, 2020, false).await.unwrap();
    assert_eq!(
        lines[0].to_string().replace('\u{a0}', " "),
        "2020 · Poste de niveau 2, par an : 126,40 € × 274,5 ÷ 270,1 = 128,46 €"
    );
    assert_eq!(cli::tarif_revise(services, 2020, true).await.unwrap(), lines);
    assert!(cli::tarif_revise(services, 2020, true).await.unwrap_err().to_string().contains("validée"));
    assert!(cli::tarif_export(services, 2020).await.unwrap().contains("128.46"));
    assert_eq!(cli::syntec_set(services, "2019-11", "274.5").await.unwrap(), Some("274.5".parse().unwrap()));
    assert!(cli::syntec_set(services, "novembre", "1").await.unwrap_err().to_string().contains("2019-11"));
    assert_eq!(cli::syntec_list(services).await.unwrap().len(), 2);
    assert_eq!(cli::etat_compute(services, 2020, Some(ALBIAS)).await.unwrap().etats.len(), 1);
    assert_eq!(cli::etat_compute(services, 2020, None).await.unwrap().etats.len(), 3);
    assert!(cli::etat_compute(services, 2020, Some("218200127")).await.is_err(), "nobody has this SIREN");
    let done = cli::etat_validate(services, 2020).await.unwrap();
    assert_eq!((done.valides, done.bloques, done.total.decimal()), (2, 1, "2094.78".to_owned()));
}

#[tokio::test]
async fn etat_show_prints_exactly_the_agreed_shape() {
    let site = Site::computed().await;
    let shown = cli::etat_show(&site.services, 2020, Some(ALBIAS)).await.unwrap();
    assert_eq!(
        serde_json::to_string(&shown).unwrap(),
        r#"[{"siren":"218200020","nom":"Albias","lignes":[{"service":"N2","libelle":"Assistance systèmes, réseaux et bureautique (niveau 2)","quantite":3,"prix_unitaire":"128.46","montant":"385.38"},{"service":"RGPD","libelle":"Délégué à la protection des données, communes jusqu’à 5 000 habitants, première année","quantite":1,"prix_unitaire":"1520.00","montant":"1520.00"}],"total":"1905.38"}]"#
            .replace("5 000 habitants", "5\u{202f}000\u{a0}habitants"),
    );
    assert_eq!(cli::etat_show(&site.services, 2020, None).await.unwrap().len(), 3);
    let anomalies = serde_json::to_value(cli::etat_anomalies(&site.services, 2020, None).await.unwrap()).unwrap();
    assert_eq!(
        (anomalies[0]["siren"].as_str(), anomalies[0]["gravite"].as_str()),
        (Some("248200016"), Some("bloquante"))
    );
    assert!(cli::etat_anomalies(&site.services, 2020, Some(ALBIAS)).await.unwrap().is_empty());
}
