//! The API: a program deposits, sends, follows, answers, cancels.

use actes::domain::EtatActe;
use axum::http::{Method, StatusCode};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use web::testing::Visiteur;

use crate::site::{PDF, Site};

const API: &str = "/api/v1/c/218200020/actes";

#[track_caller]
fn expect(answer: &web::testing::Reponse, status: StatusCode) -> Value {
    assert_eq!(answer.status, status, "{}", answer.text());
    if answer.bytes.is_empty() { Value::Null } else { answer.json() }
}

async fn send(who: &Visiteur, method: Method, path: &str, body: Value, status: StatusCode) -> Value {
    expect(&who.api(method, path, Some(body)).await, status)
}

/// An acte made by a program, ready to leave.
async fn made(site: &Site, who: &Visiteur) -> String {
    let body = json!({ "nature": "1", "numero": "2026_001", "decision_le": "2026-11-24", "objet": "Tarifs", "matiere": "7.10" });
    let acte = send(who, Method::POST, API, body, StatusCode::CREATED).await;
    let id = acte["id"].as_str().unwrap().to_owned();
    site.drain().await;
    let joined =
        who.api_file(&format!("{API}/{id}/fichiers?nom=deliberation.pdf&type=99_DE"), "application/pdf", PDF).await;
    let joined = expect(&joined, StatusCode::CREATED);
    assert_eq!(
        (&joined["fichiers"][0]["type_pj"], &joined["controle"]["accepte"]),
        (&json!("99_DE"), &json!(true)),
        "{joined}"
    );
    id
}

#[tokio::test]
async fn a_program_does_all_that_the_pages_do() {
    let site = Site::new().await;
    let claire = site.secretaire().await;
    let id = made(&site, &claire).await;
    let one = format!("{API}/{id}");
    let sent = send(&claire, Method::POST, &format!("{one}/envoi"), json!({}), StatusCode::OK).await;
    assert_eq!(sent["etat"], "en_cours");
    site.drain().await;
    let acte = expect(&claire.api(Method::GET, &one, None).await, StatusCode::OK);
    assert_eq!((&acte["etat"], &acte["recu_le"]), (&json!("recu"), &json!("2026-11-25")));
    assert_eq!((&acte["controle"], acte["envois"].as_array().unwrap().len()), (&Value::Null, 1));
    let piece = acte["fichiers"][0]["id"].as_str().unwrap();
    let stamped = claire.api(Method::GET, &format!("{one}/fichiers/{piece}/tampon"), None).await;
    assert!(stamped.bytes.starts_with(PDF) && stamped.bytes.len() > PDF.len());
    assert!(claire.api(Method::GET, &format!("{one}/accuse"), None).await.bytes.starts_with(b"%PDF"));
    assert!(claire.api(Method::GET, &format!("{one}/preuve"), None).await.bytes.starts_with(b"PK"));
    let open = send(&claire, Method::POST, &format!("{one}/publication"), json!({}), StatusCode::OK).await;
    assert_eq!((&open["en_ligne"], &open["affiche_le"]), (&json!(true), &json!("2026-11-25")));
    let early = claire.api(Method::DELETE, &format!("{one}/publication"), None).await;
    early.says(StatusCode::UNPROCESSABLE_ENTITY, &["25/01/2027"]);
    send(&claire, Method::POST, &format!("{one}/annulation"), json!({}), StatusCode::OK).await;
    site.drain().await;
    assert_eq!(site.acte(id.parse().unwrap()).await.etat, EtatActe::Annule);
    let list = expect(&claire.api(Method::GET, &format!("{API}?etat=annule&q=tarifs"), None).await, StatusCode::OK);
    assert_eq!(list["elements"].as_array().map(Vec::len), Some(1), "{list}");
}

#[tokio::test]
async fn what_is_wrong_is_told_and_what_is_foreign_does_not_exist() {
    let site = Site::new().await;
    let claire = site.secretaire().await;
    let id = made(&site, &claire).await;
    let one = format!("{API}/{id}");
    let acte = expect(&claire.api(Method::GET, &one, None).await, StatusCode::OK);
    let body = |matiere: &str, revision: Value| json!({ "nature": "1", "numero": "2026_001", "decision_le": "2026-11-24", "objet": "Tarifs", "matiere": matiere, "revision": revision });
    for (wrong, sentence) in [
        (body("7.99", acte["revision"].clone()), "Choisissez une matière de la liste"),
        (body("7.10", Value::Null), "revision"),
    ] {
        claire.api(Method::PUT, &one, Some(wrong)).await.says(StatusCode::UNPROCESSABLE_ENTITY, &[sentence]);
    }
    claire.api(Method::PUT, &one, Some(body("7.10", json!(99)))).await.says(StatusCode::CONFLICT, &[]);
    send(&claire, Method::PUT, &one, body("7.5", acte["revision"].clone()), StatusCode::OK).await;
    let cut = claire.api_file(&format!("{one}/fichiers?nom=a.pdf"), "application/pdf", &PDF[..300]).await;
    cut.says(StatusCode::UNPROCESSABLE_ENTITY, &["PDF est incomplet"]);
    let thomas = site.agent().await;
    thomas.api(Method::POST, &format!("{one}/envoi"), Some(json!({}))).await.says(StatusCode::FORBIDDEN, &[]);
    let lucie = site.voisine().await;
    lucie.api(Method::GET, &one, None).await.says(StatusCode::NOT_FOUND, &[]);
    lucie.api(Method::GET, &format!("/api/v1/c/218201218/actes/{id}"), None).await.says(StatusCode::NOT_FOUND, &[]);
    let known = expect(&claire.api(Method::GET, &format!("{API}/classement"), None).await, StatusCode::OK);
    assert_eq!(known["version"], "2017-12-08");
    assert!(
        known["matieres"].as_array().unwrap().len() > 50 && known["types"][0]["types"].as_array().unwrap().len() > 10
    );
    assert_eq!(claire.api(Method::DELETE, &one, None).await.status, StatusCode::NO_CONTENT);
    claire.api(Method::GET, &one, None).await.says(StatusCode::NOT_FOUND, &[]);
}

#[tokio::test]
async fn a_letter_is_answered_by_a_program() {
    let site = Site::new().await;
    let claire = site.secretaire().await;
    let id = site.received("2026_001").await;
    let karim = site.technicien().await;
    let asked = [("lettre", "4-1"), ("texte", "Le montant manque")];
    karim.post(&format!("/centre/actes/ecole/218200020/{id}"), &asked).await;
    site.drain().await;
    let acte = expect(&claire.api(Method::GET, &format!("{API}/{id}"), None).await, StatusCode::OK);
    let letter = &acte["courriers"][0];
    assert_eq!((&letter["texte"], &letter["reponses"]), (&json!("Le montant manque"), &json!(["4-4", "4-3"])));
    let path = format!("{API}/{id}/courriers/{}/reponse", letter["id"].as_str().unwrap());
    let wrong = json!({ "reponse": "4-4", "documents": [{ "nom": "a.pdf", "contenu": "%%%" }] });
    claire.api(Method::POST, &path, Some(wrong)).await.says(StatusCode::UNPROCESSABLE_ENTITY, &["base64"]);
    let right = json!({ "reponse": "4-4", "documents": [{ "nom": "a.pdf", "contenu": STANDARD.encode(PDF) }] });
    send(&claire, Method::POST, &path, right, StatusCode::OK).await;
    site.drain().await;
    let acte = expect(&claire.api(Method::GET, &format!("{API}/{id}"), None).await, StatusCode::OK);
    assert_eq!(acte["courriers"][0]["etat"], "clos");
}
