//! Exchanges: noted, corrected, removed, added up, exported; what is refused.

use axum::http::{Method, StatusCode};
use contracts::{Told, dpd::EchangeNote};
use dpd::store::echanges;
use serde_json::json;

use crate::site::{ALBIAS, PATH, Site};

const VISIT: [(&str, &str); 6] = [
    ("le", "2026-11-20"),
    ("genre", "visite"),
    ("minutes", "90"),
    ("objet", "Revue du registre"),
    ("avec", "la secrétaire"),
    ("notes", "Trois fiches à compléter."),
];

fn with(field: &'static str, value: &'static str) -> Vec<(&'static str, &'static str)> {
    VISIT.iter().map(|(name, known)| (*name, if *name == field { value } else { *known })).collect()
}

fn there() -> String {
    format!("{PATH}/{ALBIAS}/echanges")
}

/// Notes the visit; gives where it is corrected.
async fn noted(site: &Site) -> String {
    let dpd = site.dpd().await;
    let made = dpd.post(&there(), &VISIT).await;
    assert_eq!(made.location(), format!("{PATH}/{ALBIAS}?fait=dpd-note"));
    let kept = echanges::list_of(&mut site.read().await, site.albias.id).await.unwrap();
    format!("{}/{}", there(), kept[0].id)
}

#[tokio::test]
async fn a_visit_is_noted_and_its_time_counts() {
    let site = Site::new().await;
    let dpd = site.dpd().await;
    dpd.get(&format!("{}/nouveau", there())).await.says(StatusCode::OK, &["Noter un échange", "Commune d’Albias"]);
    noted(&site).await;
    let page = dpd.get(&format!("{PATH}/{ALBIAS}")).await;
    page.says(StatusCode::OK, &["Visite sur place : Revue du registre", "1 échange, 1 h 30 en tout", "Hugo Marty"]);
    dpd.get(PATH).await.says(StatusCode::OK, &["20/11/2026"]);
    assert_eq!(site.journaled("dpd.echange.note").await, 1);
    let resume = echanges::resume(&mut site.read().await, site.albias.id).await.unwrap().unwrap();
    assert_eq!((resume.echanges, resume.minutes), (1, 90));
    assert_eq!(EchangeNote::KIND, "dpd.EchangeNote");
}

#[tokio::test]
async fn the_same_click_twice_is_one_exchange() {
    let site = Site::new().await;
    let mut typed = VISIT.to_vec();
    typed.push(("id", "01a20244-e800-7723-982a-81be0bb0babc"));
    for _ in 0..2 {
        site.dpd().await.post(&there(), &typed).await.location();
    }
    assert_eq!(echanges::list_of(&mut site.read().await, site.albias.id).await.unwrap().len(), 1);
    assert_eq!(site.journaled("dpd.echange.note").await, 1);
    typed[2].1 = "45";
    let other = site.dpd().await.post(&there(), &typed).await;
    other.says(StatusCode::CONFLICT, &["Quelqu’un est passé avant vous"]);
}

#[tokio::test]
async fn what_does_not_read_comes_back_with_a_message_by_each_field() {
    let site = Site::new().await;
    let dpd = site.dpd().await;
    let refused = dpd.post(&there(), &with("le", "2026-11-26")).await;
    refused.says(StatusCode::UNPROCESSABLE_ENTITY, &["Cette date est à venir", "Trois fiches à compléter."]);
    let refused = dpd.post(&there(), &with("minutes", "1441")).await;
    refused.says(StatusCode::UNPROCESSABLE_ENTITY, &["Écrivez un nombre entier entre 0 et 1440."]);
    let refused = dpd.post(&there(), &with("objet", " ")).await;
    refused.says(StatusCode::UNPROCESSABLE_ENTITY, &["Dites de quoi il a été question."]);
    let refused = dpd.post(&there(), &[]).await;
    refused.says(StatusCode::UNPROCESSABLE_ENTITY, &["4 réponses sont à corriger"]);
    assert!(echanges::list_of(&mut site.read().await, site.albias.id).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_exchange_is_corrected_once_and_the_second_editor_is_told() {
    let site = Site::new().await;
    let (dpd, one) = (site.dpd().await, noted(&site).await);
    dpd.get(&one).await.says(StatusCode::OK, &["Corriger un échange"]);
    let mut typed = with("minutes", "120");
    typed.push(("revision", "1"));
    assert_eq!(dpd.post(&one, &typed).await.location(), format!("{PATH}/{ALBIAS}?fait=dpd-corrige"));
    dpd.get(&format!("{PATH}/{ALBIAS}")).await.says(StatusCode::OK, &["2 h en tout"]);
    dpd.post(&one, &typed).await.says(StatusCode::CONFLICT, &["Quelqu’un est passé avant vous"]);
    assert_eq!(site.journaled("dpd.echange.corrige").await, 1);
}

#[tokio::test]
async fn a_removal_is_asked_then_journaled_and_the_totals_follow() {
    let site = Site::new().await;
    let (dpd, one) = (site.dpd().await, noted(&site).await);
    dpd.get(&format!("{one}/retrait")).await.says(StatusCode::OK, &["Retirer cet échange du 20/11/2026 ?"]);
    assert_eq!(dpd.post(&format!("{one}/retrait"), &[]).await.location(), format!("{PATH}/{ALBIAS}?fait=dpd-retire"));
    assert_eq!(echanges::resume(&mut site.read().await, site.albias.id).await.unwrap(), None);
    assert_eq!(site.journaled("dpd.echange.retire").await, 1);
    dpd.post(&format!("{one}/retrait"), &[]).await.says(StatusCode::NOT_FOUND, &[]);
}

#[tokio::test]
async fn an_exchange_of_another_member_or_of_nobody_does_not_exist() {
    let site = Site::new().await;
    let one = noted(&site).await;
    let id = one.rsplit('/').next().unwrap();
    let dpd = site.dpd().await;
    dpd.get(&format!("{PATH}/218201218/echanges/{id}")).await.says(StatusCode::NOT_FOUND, &[]);
    dpd.post(&format!("{PATH}/218201218/echanges/{id}/retrait"), &[]).await.says(StatusCode::NOT_FOUND, &[]);
    let sofia = site.dpd_of_albias().await;
    sofia.post(&format!("{PATH}/218201218/echanges"), &VISIT).await.says(StatusCode::NOT_FOUND, &[]);
    site.technicienne().await.post(&there(), &VISIT).await.says(StatusCode::FORBIDDEN, &[]);
    site.secretaire().await.post(&there(), &VISIT).await.says(StatusCode::NOT_FOUND, &[]);
}

#[tokio::test]
async fn the_journal_of_all_adds_up_what_it_shows() {
    let site = Site::new().await;
    let dpd = site.dpd().await;
    let all = format!("{PATH}/echanges");
    dpd.get(&all).await.says(StatusCode::OK, &["Aucun échange noté cette année"]);
    noted(&site).await;
    dpd.post(&format!("{PATH}/218201218/echanges"), &with("genre", "telephone")).await.location();
    dpd.post(&there(), &with("le", "2025-03-01")).await.location();
    let page = dpd.get(&all).await;
    page.says(StatusCode::OK, &["3 h auprès des adhérents", "2 échanges avec 2 collectivités", "Temps par mois"]);
    page.says(StatusCode::OK, &["Les mêmes chiffres en tableau", "Temps par personne", "Commune de Montauban"]);
    let older = dpd.get(&format!("{all}?annee=toutes&tri=date")).await;
    older.says(StatusCode::OK, &["4 h 30 auprès des adhérents", "01/03/2025"]);
    let found = dpd.get(&format!("{all}?genre=telephone&auteur=Hugo+Marty&q=montauban+revue")).await;
    found.says(StatusCode::OK, &["1 h 30 auprès des adhérents", "1 échange Retirer"]);
    let hers = site.dpd_of_albias().await.get(&all).await;
    hers.says(StatusCode::OK, &["1 échange avec 1 collectivité"]);
    hers.hides("Montauban");
    let csv = dpd.get(&format!("{all}/export?genre=visite&format=csv")).await.text();
    assert!(csv.contains("Revue du registre") && !csv.contains("Montauban"), "{csv}");
}

#[tokio::test]
async fn the_api_notes_corrects_and_removes() {
    let site = Site::new().await;
    let dpd = site.dpd().await;
    let path = format!("/api/v1/dpd/membres/{ALBIAS}/echanges");
    let body = json!({ "le": "2026-11-20", "genre": "visite", "minutes": 90, "objet": "Revue" });
    let made = dpd.api(Method::POST, &path, Some(body.clone())).await;
    made.says(StatusCode::CREATED, &["Hugo Marty"]);
    let (id, revision) = (made.json()["id"].as_str().unwrap().to_owned(), made.json()["revision"].clone());
    let late = json!({ "le": "2027-01-01", "genre": "visite", "minutes": 90, "objet": "Revue" });
    let refused = dpd.api(Method::POST, &path, Some(late)).await;
    refused.says(StatusCode::UNPROCESSABLE_ENTITY, &["Cette date est à venir"]);
    let unread = dpd.api(Method::PUT, &format!("{path}/{id}"), Some(body.clone())).await;
    unread.says(StatusCode::UNPROCESSABLE_ENTITY, &["Donnez la « revision » que vous avez lue"]);
    let mut next = body;
    (next["minutes"], next["revision"]) = (json!(30), revision);
    let put = dpd.api(Method::PUT, &format!("{path}/{id}"), Some(next.clone())).await;
    assert_eq!(put.json()["minutes"], 30);
    dpd.api(Method::PUT, &format!("{path}/{id}"), Some(next)).await.says(StatusCode::CONFLICT, &[]);
    let year = dpd.api(Method::GET, "/api/v1/dpd/echanges?annee=2026", None).await.json();
    assert_eq!((year[0]["siren"].as_str(), year.as_array().unwrap().len()), (Some(ALBIAS), 1));
    let none = dpd.api(Method::GET, "/api/v1/dpd/echanges?annee=2025", None).await.json();
    assert_eq!(none, json!([]));
    let gone = dpd.api(Method::DELETE, &format!("{path}/{id}"), None).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(dpd.api(Method::GET, &path, None).await.json(), json!([]));
}
