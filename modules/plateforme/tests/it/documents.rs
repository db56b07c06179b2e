//! Documents: whole, by ranges, under their right name, to those of the collectivité only.

use axum::http::{StatusCode, header};
use db::{Perimetre, Sql, params, sql};
use documents::DocumentId;
use kernel::CollectiviteId;

use crate::monde::{ALBIAS, MONTAUBAN, Monde};

const QUARANTINE: Sql =
    sql("UPDATE documents_document SET etat = 'en_quarantaine' WHERE collectivite_id = $1 AND id = $2");

async fn keep(monde: &Monde, collectivite: CollectiviteId) -> DocumentId {
    let bytes = futures::stream::iter([Ok::<_, std::io::Error>("0123456789".into())]);
    let received = monde.services.documents().receive(bytes, "Délibération.txt", None).await.unwrap();
    let mut tx = monde.db().begin(Perimetre::Collectivite(collectivite)).await.unwrap();
    let kept = documents::keep(&mut tx, &monde.clock, collectivite, &received, None, "essai").await.unwrap();
    tx.commit().await.unwrap();
    kept.id
}

#[tokio::test]
async fn a_document_is_served_whole_and_by_ranges() {
    let monde = Monde::new().await;
    let agent = monde.agent().await;
    let path = format!("/c/{ALBIAS}/documents/{}", keep(&monde, monde.albias.id).await);
    let whole = agent.get(&path).await;
    assert_eq!((whole.status, whole.text().as_str()), (StatusCode::OK, "0123456789"));
    assert_eq!(whole.header(header::ACCEPT_RANGES), "bytes");
    assert!(whole.header(header::CONTENT_DISPOSITION).contains("filename*=UTF-8''D%C3%A9lib%C3%A9ration.txt"));
    let part = agent.get_with(&path, header::RANGE, "bytes=2-4").await;
    assert_eq!((part.status, part.text().as_str()), (StatusCode::PARTIAL_CONTENT, "234"));
    assert_eq!((part.header(header::CONTENT_RANGE), part.header(header::CONTENT_LENGTH)), ("bytes 2-4/10", "3"));
    let beyond = agent.get_with(&path, header::RANGE, "bytes=50-").await;
    assert_eq!(
        (beyond.status, beyond.header(header::CONTENT_RANGE)),
        (StatusCode::RANGE_NOT_SATISFIABLE, "bytes */10")
    );
    let held = agent.get_with(&path, header::IF_NONE_MATCH, whole.header(header::ETAG)).await;
    assert_eq!(held.status, StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn the_document_of_another_does_not_exist() {
    let monde = Monde::new().await;
    let foreign = keep(&monde, monde.montauban.id).await;
    let agent = monde.agent().await;
    assert_eq!(agent.get(&format!("/c/{ALBIAS}/documents/{foreign}")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(agent.get(&format!("/c/{MONTAUBAN}/documents/{foreign}")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(agent.get(&format!("/c/{ALBIAS}/documents/x")).await.status, StatusCode::BAD_REQUEST);
    let admin = monde.admin().await;
    assert_eq!(admin.get(&format!("/c/{MONTAUBAN}/documents/{foreign}")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_is_in_quarantine_stays_there() {
    let monde = Monde::new().await;
    let id = keep(&monde, monde.albias.id).await;
    let mut tx = monde.db().begin(Perimetre::Collectivite(monde.albias.id)).await.unwrap();
    tx.run(QUARANTINE, params![monde.albias.id, id]).await.unwrap();
    tx.commit().await.unwrap();
    let refused = monde.agent().await.get(&format!("/c/{ALBIAS}/documents/{id}")).await;
    refused.says(StatusCode::UNPROCESSABLE_ENTITY, &["en quarantaine"]);
}
