//! Depositing an acte: what is looked at, what is refused by the right field, what is never lost.

use actes::{domain::EtatActe, store::pieces};
use axum::http::StatusCode;

use crate::site::{BASE, PDF, Site};

const TYPED: [(&str, &str); 4] =
    [("nature", "1"), ("objet", "Tarifs de la cantine"), ("numero", "2026_001"), ("decision_le", "2026-11-24")];

async fn fresh(site: &Site) -> String {
    site.secretaire().await.get(&format!("{BASE}/nouveau")).await.hidden("id")
}

#[tokio::test]
async fn a_secretary_deposits_checks_and_sends_in_three_pages() {
    let site = Site::new().await;
    let id = site.prepared("2026_001").await;
    let claire = site.secretaire().await;
    let page = claire.get(&format!("{BASE}/{id}/preparation")).await;
    page.says(StatusCode::OK, &["La préfecture l’accepterait", "Transmettre à la préfecture", "À l’école"]);
    let sent = claire.post(&format!("{BASE}/{id}/envoi"), &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    assert_eq!(site.acte(id).await.etat, EtatActe::EnCours);
    // Twice the same click is one sending.
    claire.post(&format!("{BASE}/{id}/envoi"), &[]).await;
    assert_eq!(site.sendings(id).await.len(), 1);
    site.drain().await;
    let acte = site.acte(id).await;
    assert_eq!((acte.etat, acte.recu_le.unwrap().to_string().as_str()), (EtatActe::Recu, "2026-11-25"));
    assert_eq!(acte.id_acte.as_deref(), Some("082-218200020-20261124-2026_001-DE"));
    claire
        .get(&format!("{BASE}/{id}"))
        .await
        .says(StatusCode::OK, &["Reçu en préfecture", "Avec le tampon", "Mettre en ligne"]);
    claire.get(BASE).await.says(StatusCode::OK, &["Tarifs de la cantine pour 2027", "Reçu en préfecture"]);
    let journal = site.journal().await;
    for action in ["actes.acte.cree", "actes.acte.transmission", "actes.envoi.depose", "actes.acte.recu"] {
        assert!(journal.contains(action), "{action}");
    }
}

#[tokio::test]
async fn what_the_prefecture_would_refuse_is_said_by_the_right_field() {
    let site = Site::new().await;
    let claire = site.secretaire().await;
    let id = fresh(&site).await;
    let with = |name: &'static str, value: &'static str| {
        let mut typed = TYPED.to_vec();
        typed.retain(|(known, _)| *known != name);
        typed.extend([("id", id.as_str()), (name, value)]);
        typed
    };
    let file = |nom: &'static str, bytes: &'static [u8]| ("fichier", nom, bytes);
    let cut = &PDF[..PDF.len() / 2];
    for (typed, file, sentence) in [
        (with("objet", "Tarifs ∞"), file("a.pdf", PDF), "Remplacez-les"),
        (with("numero", "2026-1"), file("a.pdf", PDF), "quinze caractères"),
        (with("decision_le", "2026-11-26"), file("a.pdf", PDF), "date à venir"),
        (with("objet", "Tarifs"), file("a.pdf", cut), "PDF est incomplet"),
        (with("objet", "Tarifs"), file("a.txt", b"bonjour"), "il faut un PDF"),
    ] {
        let refused = claire.upload(BASE, &typed, file).await;
        refused.says(StatusCode::UNPROCESSABLE_ENTITY, &[sentence]);
        assert!(refused.text().contains("Tarifs"), "what was typed comes back");
    }
    let none = claire.send_form(BASE, &with("objet", "Tarifs")).await;
    none.says(StatusCode::UNPROCESSABLE_ENTITY, &["Joignez le fichier de l’acte"]);
    assert!(claire.get(BASE).await.text().contains("Aucun acte"));
}

#[tokio::test]
async fn the_same_form_sent_twice_is_one_acte() {
    let site = Site::new().await;
    let claire = site.secretaire().await;
    let id = fresh(&site).await;
    let typed = [TYPED.to_vec(), vec![("id", id.as_str())]].concat();
    for _ in 0..2 {
        let sent = claire.upload(BASE, &typed, ("fichier", "a.pdf", PDF)).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER);
    }
    let files = pieces::list_of(&mut site.read().await, site.albias.id, id.parse().unwrap()).await.unwrap();
    assert_eq!(files.len(), 1);
    claire.get(BASE).await.says(StatusCode::OK, &["1 acte,"]);
}

#[tokio::test]
async fn a_twin_is_refused_before_it_leaves() {
    let site = Site::new().await;
    site.received("2026_001").await;
    let twin = site.prepared("2026_001").await;
    let claire = site.secretaire().await;
    let page = claire.get(&format!("{BASE}/{twin}/preparation")).await;
    page.says(StatusCode::OK, &["Cet acte existe déjà", "Avant de transmettre"]);
    let refused = claire.post(&format!("{BASE}/{twin}/envoi"), &[]).await;
    refused.says(StatusCode::UNPROCESSABLE_ENTITY, &["Cet acte existe déjà"]);
    assert_eq!(site.acte(twin).await.etat, EtatActe::Brouillon);
}

#[tokio::test]
async fn who_may_not_send_leaves_it_ready() {
    let site = Site::new().await;
    let id = site.prepared("2026_001").await;
    let thomas = site.agent().await;
    let page = thomas.get(&format!("{BASE}/{id}/preparation")).await;
    page.says(StatusCode::OK, &["C’est prêt, à transmettre"]);
    assert!(!page.text().contains("Transmettre à la préfecture"));
    thomas.post(&format!("{BASE}/{id}/envoi"), &[]).await.says(StatusCode::FORBIDDEN, &[]);
    assert_eq!(thomas.post(&format!("{BASE}/{id}/pret"), &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(site.acte(id).await.etat, EtatActe::Pret);
    site.secretaire().await.get(BASE).await.says(StatusCode::OK, &["Un acte est prêt à transmettre"]);
}

#[tokio::test]
async fn annexes_are_ordered_and_a_draft_is_removed_with_its_files() {
    let site = Site::new().await;
    let id = site.prepared("2026_001").await;
    let claire = site.secretaire().await;
    let there = format!("{BASE}/{id}");
    let added = [("annexes", "plan.pdf", PDF), ("annexes", "tableau.pdf", PDF)];
    let joined = claire.upload_all(&format!("{there}/pieces"), &[], &added).await;
    assert_eq!(joined.status, StatusCode::SEE_OTHER, "{}", joined.text());
    let files = async || pieces::list_of(&mut site.read().await, site.albias.id, id).await.unwrap();
    let names = |of: &[actes::domain::PieceActe]| of.iter().map(|file| file.nom.clone()).collect::<Vec<_>>();
    let last = files().await[2].id;
    claire.post(&format!("{there}/pieces/{last}/remontee"), &[]).await;
    assert_eq!(names(&files().await), ["Délibération.pdf", "tableau.pdf", "plan.pdf"]);
    claire.post(&format!("{there}/pieces/{last}/retrait"), &[]).await;
    assert_eq!(names(&files().await), ["Délibération.pdf", "plan.pdf"]);
    let wrong = claire.upload(&format!("{there}/pieces"), &[], ("annexes", "a.docx", b"PK\x03\x04".as_slice())).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    claire.post(&format!("{there}/suppression"), &[]).await;
    assert!(claire.get(BASE).await.text().contains("Aucun acte"));
    assert!(site.journal().await.contains("actes.acte.supprime"));
}

#[tokio::test]
async fn a_stale_page_is_told_and_a_foreign_acte_does_not_exist() {
    let site = Site::new().await;
    let id = site.prepared("2026_001").await;
    let claire = site.secretaire().await;
    let there = format!("{BASE}/{id}/preparation");
    let stale = [("revision", "1"), ("nature", "1"), ("objet", "Autre chose"), ("numero", "2026_001")];
    assert_eq!(claire.post(&there, &stale).await.status, StatusCode::CONFLICT);
    let lucie = site.voisine().await;
    lucie.get(&there).await.says(StatusCode::NOT_FOUND, &[]);
    let home = "/c/218201218/actes";
    lucie.get(&format!("{home}/{id}")).await.says(StatusCode::NOT_FOUND, &[]);
    lucie.post(&format!("{home}/{id}/envoi"), &[]).await.says(StatusCode::NOT_FOUND, &[]);
    lucie.post(&format!("{home}/{id}/annulation"), &[]).await.says(StatusCode::NOT_FOUND, &[]);
    let file = pieces::list_of(&mut site.read().await, site.albias.id, id).await.unwrap()[0].id;
    lucie.get(&format!("{home}/{id}/pieces/{file}")).await.says(StatusCode::NOT_FOUND, &[]);
    let served = claire.get(&format!("{BASE}/{id}/pieces/{file}")).await;
    assert_eq!((served.status, served.bytes.as_slice()), (StatusCode::OK, PDF));
}
