//! The journal of transmissions: what left, told line by line, kept as it left, seen by nobody else.

use axum::http::StatusCode;

use crate::site::{BASE, Site};

#[tokio::test]
async fn every_archive_is_told_and_given_as_it_left() {
    let site = Site::new().await;
    let first = site.received("2026_001").await;
    site.received("2026_002").await;
    let claire = site.secretaire().await;
    let path = format!("{BASE}/journal");
    let sent = site.sendings(first).await.remove(0);
    let page = claire.get(&path).await;
    page.says(StatusCode::OK, &["Le journal des transmissions", &sent.archive, &sent.empreinte, "exercice"]);
    let file = claire.get(&format!("{path}/{}/archive", sent.id)).await;
    assert_eq!((file.status, file.bytes.len()), (StatusCode::OK, usize::try_from(sent.taille).unwrap()));
    assert!(file.bytes.starts_with(&[0x1f, 0x8b]), "a gzip");
    let export = claire.get(&format!("{path}/export?format=csv")).await.text();
    assert!(export.contains(&sent.archive) && export.contains(&sent.agent.courriel), "{export}");
    let days = [(sent.jour, true), (sent.jour.next_day().unwrap(), false)];
    for (day, shown) in days {
        let found = claire.get(&format!("{path}?du={day}")).await.text();
        assert_eq!(found.contains(&sent.archive), shown, "{day}");
    }
    let none = claire.get(&format!("{path}?message=6-1")).await;
    none.says(StatusCode::OK, &["Rien ne correspond"]);
}

#[tokio::test]
async fn the_archive_of_another_does_not_exist() {
    let site = Site::new().await;
    let id = site.received("2026_001").await;
    let sent = site.sendings(id).await.remove(0);
    let claire = site.secretaire().await;
    let other = format!("{BASE}/journal/{}/archive", kernel::Id::<()>::new(&site.clock));
    claire.get(&other).await.says(StatusCode::NOT_FOUND, &[]);
    let elsewhere = format!("/c/218201218/actes/journal/{}/archive", sent.id);
    claire.get(&elsewhere).await.says(StatusCode::NOT_FOUND, &[]);
}
