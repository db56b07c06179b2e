//! Whom the installation trusts: imported, known once, taken away; and only by who may.

use axum::http::StatusCode;

use crate::{papiers::Papiers, verification::site};

const PAGE: &str = "/centre/confiance";

#[tokio::test]
async fn authorities_are_imported_once_and_taken_away() {
    let (site, papiers) = (site().await, Papiers::new());
    let anne = site.visit("anne").await;
    anne.get(PAGE).await.says(StatusCode::OK, &["Aucune autorité"]);
    for (octets, sentence) in [(b"bonjour".to_vec(), "certificat"), (Vec::new(), "Choisissez un fichier")] {
        let refused =
            anne.upload(PAGE, &[], ("certificats", if octets.is_empty() { "" } else { "a.pem" }, octets)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.plain().contains(sentence), "{sentence}: {}", refused.plain());
    }
    let both = [papiers.read("ac.pem"), papiers.read("maire.pem")].concat();
    for _ in 0..2 {
        let done = anne.upload(PAGE, &[], ("certificats", "liste.pem", &both)).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.plain());
    }
    let page = anne.get(PAGE).await;
    page.says(StatusCode::OK, &["2 autorités", "AC de test", "liste.pem"]);
    anne.get(&format!("{PAGE}?q=vidal")).await.says(StatusCode::OK, &["1 autorité", "Jean Vidal"]);
    let first = page.text().split(&format!("{PAGE}/")).nth(1).unwrap().split('/').next().unwrap().to_owned();
    assert_eq!(anne.post(&format!("{PAGE}/{first}/retrait"), &[]).await.status, StatusCode::SEE_OTHER);
    anne.get(PAGE).await.says(StatusCode::OK, &["1 autorité"]);
    anne.post(&format!("{PAGE}/{first}/retrait"), &[]).await.says(StatusCode::NOT_FOUND, &[]);
    site.passer_by().get(PAGE).await.says(StatusCode::SEE_OTHER, &[]);
}
