//! The documents attached to a traitement.

use axum::http::StatusCode;
use rgpd::store::pieces;

use crate::site::{BASE, Site};

#[tokio::test]
async fn a_document_is_joined_read_and_taken_away_by_those_who_may() {
    let site = Site::new().await;
    let id = site.added().await;
    let there = format!("{BASE}/traitements/{id}");
    let claire = site.secretaire().await;
    claire.get(&format!("{there}/pieces/nouvelle")).await.says(StatusCode::OK, &["Joindre un document"]);
    let pdf = b"%PDF-1.7\n%contrat";
    claire.upload(&format!("{there}/pieces"), &[], ("fichier", "contrat.pdf", pdf)).await.location();
    let named = [("libelle", "Mention d’information")];
    claire.upload(&format!("{there}/pieces"), &named, ("fichier", "mention.pdf", b"%PDF-1.7\n%m")).await.location();
    claire.get(&there).await.says(StatusCode::OK, &["Documents joints", "contrat.pdf", "Mention d’information"]);
    let joined = pieces::list(&mut site.read().await, site.albias.id, id).await.unwrap();
    let piece = format!("{there}/pieces/{}", joined[0].id);
    let read = site.maire().await.get(&piece).await;
    assert_eq!((read.status, read.bytes.as_slice()), (StatusCode::OK, pdf.as_slice()));
    assert_eq!(site.agent().await.get(&piece).await.status, StatusCode::NOT_FOUND, "not of his services");
    assert_eq!(site.voisine().await.get(&piece).await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.maire().await.post(&format!("{piece}/retrait"), &[]).await.status, StatusCode::FORBIDDEN);
    claire.post(&format!("{piece}/retrait"), &[]).await.location();
    assert_eq!(claire.get(&piece).await.status, StatusCode::NOT_FOUND);
    let lines = site.journal(site.albias.id).await;
    assert!(lines.contains("rgpd.piece.ajoutee") && lines.contains("rgpd.piece.retiree"), "{lines}");
}

#[tokio::test]
async fn no_file_and_a_program_are_refused_by_the_field() {
    let site = Site::new().await;
    let id = site.added().await;
    let there = format!("{BASE}/traitements/{id}/pieces");
    let claire = site.secretaire().await;
    claire.send_form(&there, &[]).await.says(StatusCode::UNPROCESSABLE_ENTITY, &["Choisissez le document à joindre"]);
    let program = claire.upload(&there, &[], ("fichier", "virus.exe", b"MZ\x90\x00\x03\x00\x00\x00")).await;
    assert_eq!(program.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", program.plain());
}
