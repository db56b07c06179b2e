//! The file of the CNIL: shown first, then done; done twice, nothing changes; another file is told what it lacks.

use axum::http::{Method, StatusCode};
use contracts::{Told, dpd::DesignationsImportees};
use dpd::{cli::Voulu, store::declarations};

use crate::{
    ports::{Su, registre, set, suivi},
    site::{ALBIAS, CNIL, PATH, Site},
};

fn import() -> String {
    format!("{PATH}/designations/import")
}

/// Sends the file; gives where it is shown.
async fn received(site: &Site, content: &[u8]) -> String {
    let sent = site.dpd().await.upload(&import(), &[], ("fichier", "designations.csv", content)).await;
    sent.location().to_owned()
}

async fn confirmed(site: &Site, content: &[u8]) {
    let there = received(site, content).await;
    let done = site.dpd().await.post(&there, &[]).await;
    assert_eq!(done.location(), format!("{PATH}/designations?fait=dpd-designations"));
}

async fn count(site: &Site) -> usize {
    declarations::list(&mut site.read().await).await.unwrap().len()
}

#[tokio::test]
async fn the_file_is_shown_before_it_is_done() {
    let site = Site::new().await;
    let dpd = site.dpd().await;
    let empty = dpd.get(&format!("{PATH}/designations")).await;
    empty.says(StatusCode::OK, &["Importez le fichier de la CNIL pour savoir qui est désigné", "Inconnue"]);
    dpd.get(&import()).await.says(StatusCode::OK, &["Choisir", "Vérifier le fichier"]);
    let there = received(&site, CNIL).await;
    let shown = dpd.get(&there).await;
    shown.says(
        StatusCode::OK,
        &[
            "3 changements à confirmer",
            "5 lignes lues, dont 3 de vos adhérents",
            "Nouvelle : CENTRE DE GESTION DE TARN-ET-GARONNE – DÉLÉGUÉ",
            "1 adhérent n’a jamais été dans le fichier",
        ],
    );
    assert_eq!(count(&site).await, 0, "nothing changed yet");
    dpd.post(&there, &[]).await.location();
    assert_eq!(count(&site).await, 3);
    assert_eq!(site.journaled("dpd.designation.importee").await, 2);
    assert_eq!(DesignationsImportees::KIND, "dpd.DesignationsImportees");
    dpd.post(&there, &[]).await.says(StatusCode::UNPROCESSABLE_ENTITY, &["déjà confirmé"]);
    assert_eq!(dpd.get(&there).await.location(), format!("{PATH}/designations"), "nothing is left to confirm");
    assert_eq!(count(&site).await, 3, "twice the same click is one import");
}

#[tokio::test]
async fn each_member_is_reconciled_with_the_centre() {
    let site = Site::new().await;
    for one in [&site.albias, &site.montauban, &site.bressols] {
        set(one.id, Su { registre: Some(registre(one.id)), suivi: Some(suivi(one.id)) });
    }
    confirmed(&site, CNIL).await;
    let dpd = site.dpd().await;
    let page = dpd.get(&format!("{PATH}/designations")).await;
    page.says(StatusCode::OK, &["2 désignations sont à régulariser", "Fichier de la CNIL du 25/11/2026, aujourd’hui"]);
    dpd.get(&format!("{PATH}/designations?cnil=centre")).await.says(StatusCode::OK, &["Commune d’Albias"]);
    dpd.get(&format!("{PATH}/designations?cnil=absente")).await.says(StatusCode::OK, &["Commune de Bressols"]);
    let other = dpd.get(&format!("{PATH}/designations?cnil=autre&tri=cnil")).await;
    other.says(StatusCode::OK, &["Commune de Montauban", "une personne physique"]);
    let csv = dpd.get(&format!("{PATH}/designations/export?cnil=centre&format=csv")).await.text();
    assert!(csv.contains("Ce centre") && !csv.contains("Bressols"), "{csv}");
    dpd.get(&format!("{PATH}/{ALBIAS}")).await.says(StatusCode::OK, &["dpd@cdg82.example", "depuis le 04/06/2018"]);
    dpd.get(&format!("{PATH}?motif=non_designe")).await.says(StatusCode::OK, &["La CNIL n’a aucune désignation"]);
}

#[tokio::test]
async fn the_same_file_again_changes_nothing_and_a_shorter_one_ends_what_it_lacks() {
    let site = Site::new().await;
    confirmed(&site, CNIL).await;
    let dpd = site.dpd().await;
    let there = received(&site, CNIL).await;
    dpd.get(&there).await.says(StatusCode::OK, &["Ce fichier ne change rien", "3 inchangées"]);
    dpd.post(&there, &[]).await.location();
    assert_eq!(site.journaled("dpd.designation.importee").await, 2, "nobody is told twice");
    site.clock.advance_seconds(30 * 86_400);
    // A session does not live a month.
    let dpd = site.dpd().await;
    dpd.get(&format!("{PATH}/designations")).await.hides("plus de deux mois");
    let lines = CNIL.split_inclusive(|octet| *octet == b'\n');
    let shorter: Vec<u8> = lines.filter(|line| !line.starts_with(ALBIAS.as_bytes())).flatten().copied().collect();
    let there = received(&site, &shorter).await;
    dpd.get(&there).await.says(StatusCode::OK, &["Absente du fichier : CENTRE DE GESTION"]);
    dpd.post(&there, &[]).await.location();
    dpd.get(&format!("{PATH}/{ALBIAS}")).await.says(StatusCode::OK, &["Terminée", "absente au 25/12/2026"]);
    confirmed(&site, CNIL).await;
    dpd.get(&format!("{PATH}/{ALBIAS}")).await.says(StatusCode::OK, &["Ce centre"]);
    site.clock.advance_seconds(70 * 86_400);
    let later = site.dpd().await.get(&format!("{PATH}/designations")).await;
    later.says(StatusCode::OK, &["il y a 70 jours", "plus de deux mois"]);
    assert_eq!(count(&site).await, 3, "ended, never erased nor doubled");
}

#[tokio::test]
async fn a_file_shown_before_a_later_one_was_confirmed_is_refused() {
    let site = Site::new().await;
    let old = received(&site, CNIL).await;
    site.clock.advance_seconds(60);
    confirmed(&site, CNIL).await;
    let late = site.dpd().await.post(&old, &[]).await;
    late.says(StatusCode::UNPROCESSABLE_ENTITY, &["Un fichier plus récent a été confirmé depuis"]);
}

#[tokio::test]
async fn another_file_is_refused_with_a_sentence_that_says_which_one_to_take() {
    let site = Site::new().await;
    let dpd = site.dpd().await;
    let sent = |content: &'static [u8]| {
        let dpd = dpd.clone();
        async move { dpd.upload(&import(), &[], ("fichier", "registre.csv", content)).await }
    };
    let wrong = sent(b"siren;nom\n218200020;Albias\n").await;
    let words = ["n’a pas de colonne « SIREN organisme désignant »", "data.gouv.fr"];
    wrong.says(StatusCode::UNPROCESSABLE_ENTITY, &words);
    let head = b"SIREN organisme d\xe9signant;Date de la d\xe9signation;SIREN organisme d\xe9sign\xe9\n552081317;;\n";
    sent(head).await.says(StatusCode::UNPROCESSABLE_ENTITY, &["ne parle d’aucun de vos adhérents"]);
    let none = dpd.send_form(&import(), &[]).await;
    none.says(StatusCode::UNPROCESSABLE_ENTITY, &["Choisissez le fichier CSV de la CNIL."]);
    dpd.get(&format!("{}/01a20244-e800-7723-982a-81be0bb0babc", import())).await.says(StatusCode::NOT_FOUND, &[]);
    let technicienne = site.technicienne().await;
    technicienne.upload(&import(), &[], ("fichier", "x.csv", CNIL)).await.says(StatusCode::FORBIDDEN, &[]);
}

#[tokio::test]
async fn the_command_line_tries_then_does() {
    let site = Site::new().await;
    let tried =
        dpd::cli::import(&site.services, "cnil.csv", CNIL, Voulu { dry_run: true, ..Voulu::default() }).await.unwrap();
    assert_eq!((tried.lignes, tried.retenues, tried.bilan.nouvelles), (5, 3, 3));
    assert_eq!((count(&site).await, &tried.json["enregistre"]), (0, &serde_json::json!(false)));
    dpd::cli::import(&site.services, "cnil.csv", CNIL, Voulu::default()).await.unwrap();
    assert_eq!(count(&site).await, 3);
    let again = dpd::cli::import(&site.services, "cnil.csv", CNIL, Voulu::default()).await.unwrap();
    assert_eq!((again.bilan.changes(), again.bilan.inchangees), (0, 3));
    let wrong = dpd::cli::import(&site.services, "x.csv", &b"a;b\n1;2\n"[..], Voulu::default()).await.unwrap_err();
    assert!(wrong.to_string().starts_with("Ce fichier n’est pas celui des désignations"), "{wrong}");
}

#[tokio::test]
async fn a_file_that_looks_cut_is_done_only_by_who_says_that_it_is_whole() {
    let site = Site::new().await;
    let mut long = CNIL.to_vec();
    for year in 2019..2024 {
        long.extend(format!("218200020;;;;;;;;Personne morale;04/06/{year};356000000;Poste;;;;;;;;;;;;;;\n").bytes());
    }
    let head = CNIL.split_inclusive(|octet| *octet == b'\n').take(2).flatten().copied().collect::<Vec<u8>>();
    let made =
        dpd::cli::import(&site.services, "long.csv", std::io::Cursor::new(long), Voulu::default()).await.unwrap();
    assert!(made.bilan.nouvelles > 3, "{:?}", made.bilan);
    let before = count(&site).await;
    let cut = |voulu| dpd::cli::import(&site.services, "court.csv", std::io::Cursor::new(head.clone()), voulu);
    let refused = cut(Voulu::default()).await.unwrap_err();
    assert!(refused.to_string().contains("il est sans doute coupé"), "{refused}");
    assert!(cut(Voulu { dry_run: true, entier: false }).await.unwrap().suspect);
    let dpd = site.dpd().await;
    let path = "/api/v1/dpd/designations";
    dpd.api_file(path, "text/csv", &head).await.says(StatusCode::UNPROCESSABLE_ENTITY, &["sans doute coupé"]);
    assert_eq!(dpd.api_file(&format!("{path}?entier=oui"), "text/csv", &head).await.json()["suspect"], true);
    assert_eq!(count(&site).await, before, "ended, never erased");
}

#[tokio::test]
async fn the_api_takes_the_file_as_it_is() {
    let site = Site::new().await;
    let (dpd, path) = (site.dpd().await, "/api/v1/dpd/designations");
    let tried = dpd.api_file(&format!("{path}?essai=oui"), "text/csv", CNIL).await.json();
    assert_eq!((&tried["nouvelles"], &tried["enregistre"]), (&serde_json::json!(3), &serde_json::json!(false)));
    assert_eq!(count(&site).await, 0);
    dpd.api_file(path, "text/csv", CNIL).await.says(StatusCode::OK, &[]);
    assert_eq!(count(&site).await, 3);
    let refused = dpd.api(Method::POST, path, Some(serde_json::json!({}))).await;
    refused.says(StatusCode::UNPROCESSABLE_ENTITY, &["n’a pas de colonne"]);
    site.technicienne().await.api_file(path, "text/csv", CNIL).await.says(StatusCode::FORBIDDEN, &[]);
}
