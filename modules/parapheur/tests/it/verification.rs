//! What is said of a file, by the page, by the API.

use axum::http::{Method, StatusCode};
use db::testing::TestDb;
use parapheur::ROOM;
use serde_json::Value;
use web::testing::{Maison, fiche_centre, migrations};

use crate::papiers::{PDF, Papiers};

const PAGE: &str = "/verifier";

pub async fn site() -> Maison {
    let db = TestDb::sqlite(&migrations(&[&ROOM])).await;
    // The certificates are made now: the clock of the house has to be after.
    let now = kernel::Clock::system().now().plus_seconds(60).to_string();
    Maison::new(db, &now, &[&ROOM], &fiche_centre()).await
}

/// Trusts the authority of the test.
pub async fn trust(site: &Maison, papiers: &Papiers) {
    let ctx = parapheur::gestes::Contexte::new(&site.clock, &site.acteur, &site.centre);
    let mut tx = site.begin().await;
    assert_eq!(
        parapheur::gestes::confiance::import(&mut tx, ctx, ("ac.pem", &papiers.read("ac.pem"))).await.unwrap(),
        1
    );
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn anybody_verifies_a_signed_pdf_and_sees_what_was_changed_since() {
    let (site, papiers) = (site().await, Papiers::new());
    let citizen = site.passer_by();
    citizen.get(PAGE).await.says(StatusCode::OK, &["Vérifier un document", "Le fichier n’est ni gardé"]);
    let signed = papiers.signed_pdf(site.clock.now().to_utc());
    let told = citizen.upload(PAGE, &[], ("document", "acte.pdf", &signed)).await;
    told.says(StatusCode::OK, &["1 signature", "Jean Vidal", "Intacts", "À confirmer", "PAdES"]);
    trust(&site, &papiers).await;
    let told = citizen.upload(PAGE, &[], ("document", "acte.pdf", &signed)).await;
    // The authority is known; nothing says whether the certificate was revoked.
    told.says(StatusCode::OK, &["Jean Vidal", "À confirmer", "révoqué"]);
    let mut changed = signed.clone();
    let at = changed.windows(4).position(|window| window == b"/Obj" || window == b"obj\n").unwrap() + 20;
    changed[at] ^= 1;
    let told = citizen.upload(PAGE, &[], ("document", "acte.pdf", &changed)).await;
    assert!(matches!(told.status, StatusCode::OK | StatusCode::UNPROCESSABLE_ENTITY));
    told.hides("Intacts");
}

#[tokio::test]
async fn a_signature_apart_is_verified_with_its_document_and_not_with_another() {
    let (site, papiers) = (site().await, Papiers::new());
    trust(&site, &papiers).await;
    let citizen = site.passer_by();
    let p7s = papiers.p7s(PDF);
    let files =
        |document: &'static [u8]| [("document", "acte.pdf", document), ("signature", "acte.p7s", p7s.as_slice())];
    let told = citizen.upload_all(PAGE, &[], &files(PDF)).await;
    told.says(StatusCode::OK, &["Jean Vidal", "Intacts"]);
    let told = citizen.upload_all(PAGE, &[], &files(&PDF[..PDF.len() - 1])).await;
    told.says(StatusCode::OK, &["Non valide", "Changés"]);
}

#[tokio::test]
async fn what_cannot_be_verified_is_said_by_the_field() {
    let (site, papiers) = (site().await, Papiers::new());
    let citizen = site.passer_by();
    let p7s = papiers.p7s(PDF);
    citizen.send_form(PAGE, &[]).await.says(StatusCode::UNPROCESSABLE_ENTITY, &["Choisissez le document"]);
    for (nom, octets, sentence) in [
        ("acte.pdf", PDF, "aucune signature"),
        ("acte.p7s", p7s.as_slice(), "joignez aussi le document"),
        ("note.txt", b"bonjour".as_slice(), "aucune signature"),
        ("a.xml", b"<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>".as_slice(), "DOCTYPE"),
    ] {
        let told = citizen.upload(PAGE, &[], ("document", nom, octets)).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{nom}: {}", told.plain());
        assert!(nom == "a.xml" || told.plain().contains(sentence), "{nom}: {}", told.plain());
    }
}

#[tokio::test]
async fn the_api_says_the_same() {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let (site, papiers) = (site().await, Papiers::new());
    let signed = papiers.signed_pdf(site.clock.now().to_utc());
    let body = serde_json::json!({ "document": { "nom": "acte.pdf", "contenu": STANDARD.encode(&signed) } });
    let anonymous = site.passer_by().api(Method::POST, "/api/v1/verification", Some(body.clone())).await;
    assert_eq!(anonymous.status, StatusCode::UNAUTHORIZED);
    let anne = site.visit("anne").await;
    let told = anne.api(Method::POST, "/api/v1/verification", Some(body)).await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.text());
    let told: Value = serde_json::from_str(&told.text()).unwrap();
    let one = &told["signatures"][0];
    assert_eq!(
        (one["integrite"].as_str(), one["verdict"].as_str(), one["signataire"].as_str()),
        (Some("ok"), Some("indetermine"), Some("Jean Vidal"))
    );
    assert!(one["raisons"].as_array().is_some_and(|all| !all.is_empty()));
}
