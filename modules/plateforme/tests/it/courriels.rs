//! Mails: listed, read without danger, sent again.

use axum::http::{Method, StatusCode, header};
use db::{Perimetre, Sql, params, sql};
use mail::{Corps, Correspondant, Mail, MessageId};

use crate::monde::Monde;

const LIST: &str = "/centre/courriels";
const BREAK: Sql = sql("UPDATE mail_message SET etat = 'echec', erreur = 'Boîte inconnue.' WHERE id = $1");

async fn send(monde: &Monde, confidential: bool) -> MessageId {
    let corps = Corps::new("Centre de gestion")
        .paragraph("Bonjour <script>alert(1)</script>")
        .button("Ouvrir", "http://beffroi.test/x");
    let mail =
        Mail::new(Correspondant::new("Claire Vidal", "claire@albias.fr").unwrap(), "Votre état annuel", corps).unwrap();
    let mail = mail.attach("État 2026.txt", "text/plain", b"contenu".to_vec()).unwrap();
    let mail = if confidential { mail.confidential() } else { mail };
    let mut tx = monde.db().begin(Perimetre::Commun).await.unwrap();
    let id = mail::send(&mut tx, &monde.clock, mail).await.unwrap();
    tx.commit().await.unwrap();
    id
}

#[tokio::test]
async fn a_mail_is_read_as_text_and_as_its_reader_sees_it() {
    let monde = Monde::new().await;
    let admin = monde.admin().await;
    admin.get(LIST).await.says(StatusCode::OK, &["Aucun courriel pour l’instant"]);
    let id = send(&monde, false).await;
    admin
        .get(&format!("{LIST}?q=etat%20annuel"))
        .await
        .says(StatusCode::OK, &["Votre état annuel", "claire@albias.fr", "À envoyer"]);
    admin
        .get(&format!("{LIST}/{id}"))
        .await
        .says(StatusCode::OK, &["Bonjour &lt;script&gt;", "Voir comme le destinataire", "État 2026.txt"]);
    let html = admin.get(&format!("{LIST}/{id}/html")).await;
    let policy = html.header(header::CONTENT_SECURITY_POLICY).to_owned();
    assert!(
        policy.starts_with("default-src 'none'") && policy.contains("sandbox") && !policy.contains("script-src"),
        "{policy}"
    );
    let text = html.says(StatusCode::OK, &["Bonjour"]);
    assert!(!text.contains("<script>"), "{text}");
    let piece = admin.get(&format!("{LIST}/{id}/pieces/0")).await;
    assert_eq!((piece.status, piece.text().as_str()), (StatusCode::OK, "contenu"));
    assert!(piece.header(header::CONTENT_DISPOSITION).starts_with("attachment"));
}

#[tokio::test]
async fn a_secret_link_is_not_shown() {
    let monde = Monde::new().await;
    let admin = monde.admin().await;
    let id = send(&monde, true).await;
    let page = admin.get(&format!("{LIST}/{id}")).await.says(StatusCode::OK, &["portait un lien secret"]);
    assert!(!page.contains("Bonjour"), "{page}");
    assert_eq!(admin.get(&format!("{LIST}/{id}/html")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_failed_is_sent_again_once() {
    let monde = Monde::new().await;
    let admin = monde.admin().await;
    let id = send(&monde, false).await;
    monde.work().await;
    let mut tx = monde.db().begin(Perimetre::Commun).await.unwrap();
    tx.run(BREAK, params![id]).await.unwrap();
    tx.commit().await.unwrap();
    admin.get(LIST).await.says(StatusCode::OK, &["Un courriel n’est pas parti"]);
    admin.get(&format!("{LIST}/{id}")).await.says(StatusCode::OK, &["Boîte inconnue.", "Renvoyer"]);
    for _ in 0..2 {
        assert_eq!(admin.post(&format!("{LIST}/{id}/relance"), &[]).await.location(), format!("{LIST}/{id}"));
    }
    assert_eq!(monde.work().await, 1, "sent again once");
    admin.get(&format!("{LIST}/{id}")).await.says(StatusCode::OK, &["Gardé"]);
}

#[tokio::test]
async fn mails_are_for_administrators_only() {
    let monde = Monde::new().await;
    let id = send(&monde, false).await;
    for path in [LIST.to_owned(), format!("{LIST}/{id}"), format!("{LIST}/{id}/html"), format!("{LIST}/{id}/pieces/0")]
    {
        assert_eq!(monde.dpd().await.get(&path).await.status, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(monde.secretaire().await.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn mails_leave_as_a_table_and_over_the_api_without_what_they_say() {
    let monde = Monde::new().await;
    let admin = monde.admin().await;
    let id = send(&monde, true).await;
    let csv = admin.get(&format!("{LIST}/export")).await.text();
    assert!(csv.contains("claire@albias.fr") && !csv.contains("Bonjour"), "{csv}");
    let again = format!("/api/v1/courriels/{id}/relance");
    let early = admin.api(Method::POST, &again, None).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "it has not failed");
    let mut tx = monde.db().begin(Perimetre::Commun).await.unwrap();
    tx.run(BREAK, params![id]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        admin.api(Method::GET, "/api/v1/courriels?etat=echec", None).await.json()["elements"][0]["erreur"],
        "Boîte inconnue."
    );
    assert_eq!(admin.api(Method::POST, &again, None).await.json()["etat"], "a_envoyer");
}
