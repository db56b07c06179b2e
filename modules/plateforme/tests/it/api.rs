//! The API: described, read by pages, changed with versions, refused as problems.

use axum::http::{Method, StatusCode, header};
use serde_json::{Value, json};

use crate::monde::{ALBIAS, MONTAUBAN, Monde};

const ALL: &str = "/api/v1/collectivites";

#[tokio::test]
async fn the_description_tells_every_operation_and_a_page_tells_it_to_people() {
    let monde = Monde::new().await;
    let document = monde.passer_by().get("/api/v1/openapi.json").await.json();
    assert_eq!(document["openapi"], "3.1.0");
    let list = &document["paths"][ALL]["get"];
    assert_eq!(
        (list["operationId"].as_str(), list["security"][0]["jeton"][0].as_str()),
        (Some("listCollectivites"), Some("collectivites.consulter"))
    );
    let text = document.to_string();
    let refs = text.split("#/components/schemas/").skip(1).map(|rest| rest.split('"').next().unwrap());
    for name in refs {
        assert!(document["components"]["schemas"][name].is_object(), "{name} is not described");
    }
    monde.passer_by().get("/api").await.says(
        StatusCode::OK,
        &["/api/v1/openapi.json", "GET /<wbr>api/<wbr>v1/<wbr>collectivites<wbr>", "Idempotency-Key"],
    );
    monde.secretaire().await.get("/api").await.says(StatusCode::OK, &["Claire Vidal", "Télécharger la description"]);
}

#[tokio::test]
async fn a_list_is_read_page_after_page() {
    let monde = Monde::new().await;
    let admin = monde.admin().await;
    let mut names: Vec<String> = Vec::new();
    let mut next = Some(String::new());
    while let Some(cursor) = next {
        let page = admin.api(Method::GET, &format!("{ALL}?par_page=1{cursor}"), None).await.json();
        names.extend(page["elements"].as_array().unwrap().iter().map(|c| c["nom"].as_str().unwrap().to_owned()));
        next = page["suite"].as_str().map(|suite| format!("&apres={suite}"));
    }
    assert_eq!(names, ["Centre de gestion de Tarn-et-Garonne", "Albias", "Montauban"]);
    let filtered = admin.api(Method::GET, &format!("{ALL}?q=albias&genre=commune"), None).await.json();
    assert_eq!(filtered["elements"].as_array().unwrap().len(), 1);
    assert_eq!(monde.dpd().await.api(Method::GET, ALL, None).await.json()["elements"].as_array().unwrap().len(), 2);
    let wrong = admin.api(Method::GET, &format!("{ALL}?apres=x"), None).await;
    assert_eq!(
        (wrong.status, wrong.header(header::CONTENT_TYPE)),
        (StatusCode::BAD_REQUEST, "application/problem+json")
    );
}

fn new() -> Value {
    json!({ "genre": "commune", "nom": "Caussade", "siren": "218200376", "code_insee": "82037", "telephone": "0563930000" })
}

#[tokio::test]
async fn a_collectivite_is_created_then_changed_at_its_version() {
    let monde = Monde::new().await;
    let admin = monde.admin().await;
    let created = admin.api(Method::POST, ALL, Some(new())).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.text());
    assert_eq!(
        (created.json()["telephone"].as_str(), created.json()["version"].as_i64()),
        (Some("05 63 93 00 00"), Some(1))
    );
    let one = format!("{ALL}/218200376");
    let mut body = new();
    body["nom"] = "Caussade-en-Quercy".into();
    body["version"] = 1.into();
    let changed = admin.api(Method::PUT, &one, Some(body.clone())).await.json();
    assert_eq!(
        (changed["nom"].as_str(), changed["telephone"].as_str()),
        (Some("Caussade-en-Quercy"), Some("05 63 93 00 00"))
    );
    let stale = admin.api(Method::PUT, &one, Some(body)).await;
    assert_eq!((stale.status, stale.json()["status"].as_i64()), (StatusCode::CONFLICT, Some(409)));
    let double = admin.api(Method::POST, ALL, Some(new())).await;
    assert_eq!(
        (double.status, double.json()["errors"][0]["field"].as_str().unwrap()),
        (StatusCode::UNPROCESSABLE_ENTITY, "siren")
    );
    let unknown = admin
        .api(Method::POST, ALL, Some(json!({ "genre": "commune", "nom": "x", "siren": "1", "couleur": "rouge" })))
        .await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_member_writes_its_coordonnees_and_contacts_and_no_more() {
    let monde = Monde::new().await;
    let secretaire = monde.secretaire().await;
    let one = format!("{ALL}/{ALBIAS}");
    assert_eq!(secretaire.api(Method::GET, &one, None).await.json()["nom_complet"], "Commune d’Albias");
    assert_eq!(secretaire.api(Method::GET, &format!("{ALL}/{MONTAUBAN}"), None).await.status, StatusCode::NOT_FOUND);
    assert_eq!(secretaire.api(Method::PUT, &one, Some(new())).await.status, StatusCode::FORBIDDEN);
    let body = json!({ "ville": "Albias", "code_postal": "82350", "version": 1 });
    let changed = secretaire.api(Method::PUT, &format!("{one}/coordonnees"), Some(body)).await.json();
    assert_eq!((changed["ville"].as_str(), changed["nom"].as_str()), (Some("Albias"), Some("Albias")));
    let contacts = format!("{one}/contacts");
    let added = secretaire
        .api(
            Method::POST,
            &contacts,
            Some(json!({ "fonction": "secretariat", "nom": "Claire Vidal", "telephone": "0563310000" })),
        )
        .await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.text());
    let at = format!("{contacts}/{}", added.json()["id"].as_str().unwrap());
    let renamed = json!({ "fonction": "secretariat", "nom": "Claire Durand", "telephone": "0563310000" });
    assert_eq!(secretaire.api(Method::PUT, &at, Some(renamed)).await.json()["nom"], "Claire Durand");
    assert_eq!(secretaire.api(Method::DELETE, &at, None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(secretaire.api(Method::DELETE, &at, None).await.status, StatusCode::NOT_FOUND);
    assert_eq!(secretaire.api(Method::GET, &contacts, None).await.json(), json!({ "elements": [] }));
}

#[tokio::test]
async fn populations_and_the_journal_are_read_and_written() {
    let monde = Monde::new().await;
    let admin = monde.admin().await;
    let one = format!("{ALL}/{ALBIAS}");
    let set = admin
        .api(Method::PUT, &format!("{one}/populations/2023"), Some(json!({ "totale": 3412, "municipale": 3350 })))
        .await
        .json();
    assert_eq!(set, json!({ "elements": [{ "millesime": 2023, "totale": 3412, "municipale": 3350 }] }));
    let wrong = admin.api(Method::PUT, &format!("{one}/populations/1900"), Some(json!({ "totale": -1 }))).await;
    let fields: Vec<Value> = wrong.json()["errors"].as_array().unwrap().iter().map(|e| e["field"].clone()).collect();
    assert_eq!((wrong.status, fields), (StatusCode::UNPROCESSABLE_ENTITY, vec![json!("totale"), json!("millesime")]));
    let own =
        monde.secretaire().await.api(Method::GET, &format!("{one}/journal?objet=collectivite"), None).await.json();
    let last = own["elements"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (last["action"].as_str(), last["apres"]["totale"].as_i64()),
        (Some("collectivite.population"), Some(3412))
    );
    assert!(admin.api(Method::GET, "/api/v1/journal", None).await.json()["elements"].as_array().unwrap().len() > 3);
    assert_eq!(monde.dpd().await.api(Method::GET, "/api/v1/journal", None).await.status, StatusCode::FORBIDDEN);
    assert_eq!(monde.passer_by().api(Method::GET, &one, None).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_job_is_followed_and_cancelled() {
    let monde = Monde::new().await;
    let admin = monde.admin().await;
    let path = admin.post("/centre/journal/verification", &[]).await.location();
    let job = format!("/api/v1{path}");
    assert_eq!(admin.api(Method::GET, &job, None).await.json()["etat"], "en_attente");
    assert_eq!(admin.api(Method::POST, &format!("{job}/annulation"), None).await.json()["etat"], "annule");
    assert_eq!(admin.api(Method::POST, &format!("{job}/annulation"), None).await.status, StatusCode::CONFLICT);
    assert_eq!(admin.api(Method::POST, &format!("{job}/relance"), None).await.json()["etat"], "en_attente");
    monde.work().await;
    let done = admin.api(Method::GET, &job, None).await.json();
    assert_eq!(
        (done["etat"].as_str(), done["resultat"]["suite"].as_str()),
        (Some("reussi"), Some("/centre/journal/verification"))
    );
    assert_eq!(monde.secretaire().await.api(Method::GET, &job, None).await.status, StatusCode::NOT_FOUND);
}
