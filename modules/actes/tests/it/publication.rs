//! The public page: closed until it is opened, only what is received and for all, for people and for machines.

use axum::http::StatusCode;

use crate::site::{BASE, PDF, Site};

const PUBLIC: &str = "/public/218200020/actes";

async fn open(site: &Site) {
    let claire = site.secretaire().await;
    let there = format!("{BASE}/reglages");
    let revision = claire.get(&there).await.hidden("revision");
    let typed = [
        ("revision", revision.as_str()),
        ("tampon_x", "60"),
        ("tampon_y", "3"),
        ("page_ouverte", "oui"),
        ("introduction", "Bonjour à tous"),
    ];
    let saved = claire.post(&there, &typed).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
}

#[tokio::test]
async fn a_page_opens_when_somebody_opens_it_and_shows_what_was_published() {
    let site = Site::new().await;
    let id = site.received("2026_001").await;
    let hidden = site.received("2026_002").await;
    let citizen = site.passer_by();
    citizen.get(PUBLIC).await.says(StatusCode::NOT_FOUND, &[]);
    open(&site).await;
    citizen.get(PUBLIC).await.says(StatusCode::OK, &["Bonjour à tous", "Aucun acte"]);
    let claire = site.secretaire().await;
    for _ in 0..2 {
        assert_eq!(claire.post(&format!("{BASE}/{id}/publication"), &[]).await.status, StatusCode::SEE_OTHER);
    }
    citizen.get(PUBLIC).await.says(StatusCode::OK, &["1 acte en ligne", "Tarifs de la cantine pour 2027"]);
    citizen.get(&format!("{PUBLIC}?q=piscine")).await.says(StatusCode::OK, &["Aucun acte ne répond"]);
    let page = citizen.get(&format!("{PUBLIC}/{id}")).await;
    page.says(StatusCode::OK, &["Page d’exercice", "Reçu en préfecture le", "25 novembre 2026", "Mis en ligne le"]);
    let file = citizen.get(&format!("{PUBLIC}/{id}/fichiers/0")).await;
    assert!(file.status == StatusCode::OK && file.bytes.starts_with(PDF) && file.bytes.len() > PDF.len());
    for path in
        [format!("{PUBLIC}/{hidden}"), format!("{PUBLIC}/{hidden}/fichiers/0"), format!("{PUBLIC}/{id}/fichiers/7")]
    {
        citizen.get(&path).await.says(StatusCode::NOT_FOUND, &[]);
    }
    claire
        .post(&format!("{BASE}/{id}/publication/retrait"), &[])
        .await
        .says(StatusCode::UNPROCESSABLE_ENTITY, &["25/01/2027"]);
}

#[tokio::test]
async fn machines_read_it_too() {
    let site = Site::new().await;
    let id = site.received("2026_001").await;
    open(&site).await;
    site.secretaire().await.post(&format!("{BASE}/{id}/publication"), &[]).await;
    let citizen = site.passer_by();
    let told = citizen.get(&format!("{PUBLIC}.json")).await.json();
    assert_eq!(told["actes"][0]["identifiant"], "082-218200020-20261124-2026_001-DE");
    let feed = citizen.get(&format!("{PUBLIC}.rss")).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xml");
    std::fs::write(&path, &feed.bytes).unwrap();
    let judged =
        std::process::Command::new("xmllint").args(["--xpath", "string(//item/link)"]).arg(&path).output().unwrap();
    let link = String::from_utf8_lossy(&judged.stdout).trim().to_owned();
    assert_eq!(link, format!("http://beffroi.test{PUBLIC}/{id}"), "{}", String::from_utf8_lossy(&judged.stderr));
    let without = citizen.get(&format!("{PUBLIC}/deliberations.csv")).await;
    without.says(StatusCode::UNPROCESSABLE_ENTITY, &["SIRET"]);
}

/// The rules of the schema, column by column: required, pattern.
#[tokio::test]
async fn deliberations_are_those_of_the_schema() {
    let site = Site::with_siret().await;
    let id = site.received("2026_001").await;
    open(&site).await;
    site.secretaire().await.post(&format!("{BASE}/{id}/publication"), &[]).await;
    let file = site.passer_by().get(&format!("{PUBLIC}/deliberations.csv")).await;
    let mut reader = csv::Reader::from_reader(file.bytes.as_slice());
    assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), actes::domain::scdl::COLONNES);
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let row = &rows[0];
    let at = |name: &str| &row[actes::domain::scdl::COLONNES.iter().position(|known| *known == name).unwrap()];
    assert_eq!(rows.len(), 1);
    assert_eq!(at("COLL_SIRET"), "21820002000012");
    assert_eq!((at("DELIB_ID"), at("DELIB_DATE"), at("PREF_DATE")), ("2026_001", "2026-11-24", "2026-11-25"));
    assert_eq!((at("DELIB_MATIERE_CODE"), at("DELIB_MATIERE_NOM")), ("7.10", "finances locales/divers"));
    assert_eq!((at("PREF_ID"), at("DELIB_OBJET")), ("PREF082", "Tarifs de la cantine pour 2027"));
    assert!(at("DELIB_URL").starts_with("http://beffroi.test/public/"));
    assert_eq!(at("COLL_NOM"), "Commune d’Albias");
}

#[tokio::test]
async fn the_preview_of_the_stamp_is_drawn_by_what_stamps() {
    let site = Site::new().await;
    let claire = site.secretaire().await;
    let page = claire.get(&format!("{BASE}/reglages/tampon.pdf")).await;
    assert!(page.status == StatusCode::OK && page.bytes.starts_with(b"%PDF-"));
    let wrong = [("revision", "1"), ("tampon_x", "120"), ("tampon_y", "3")];
    claire.post(&format!("{BASE}/reglages"), &wrong).await.says(StatusCode::UNPROCESSABLE_ENTITY, &["entre 0 et 100"]);
}

#[tokio::test]
async fn names_are_left_out_of_what_everybody_reads_and_of_nothing_else() {
    let site = Site::new().await;
    let id = site.received("2026_001").await;
    open(&site).await;
    let claire = site.secretaire().await;
    claire.post(&format!("{BASE}/{id}/publication"), &[]).await;
    let there = format!("{BASE}/{id}/publication/version");
    claire.get(&there).await.says(StatusCode::OK, &["Ce que tout le monde lira", "Tarifs de la cantine pour 2027"]);
    // The end of the file is after its last object: a comment there changes the bytes and nothing else.
    let masked = [PDF, b"%masque\n"].concat();
    let typed = [("objet", "Tarifs de la cantine"), ("auteur", "")];
    let wrong = claire.upload(&there, &typed, ("fichier", "note.txt", b"bonjour".as_slice())).await;
    wrong.says(StatusCode::UNPROCESSABLE_ENTITY, &["Il faut un PDF"]);
    let saved = claire.upload(&there, &typed, ("fichier", "masque.pdf", &masked)).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    let citizen = site.passer_by();
    let page = citizen.get(PUBLIC).await;
    page.says(StatusCode::OK, &["Tarifs de la cantine"]);
    page.hides("pour 2027");
    let file = citizen.get(&format!("{PUBLIC}/{id}/fichiers/0")).await;
    assert!(file.bytes.starts_with(&masked), "the masked file, stamped");
    citizen.get(&format!("{PUBLIC}/{id}/fichiers/1")).await.says(StatusCode::NOT_FOUND, &[]);
    claire.get(&format!("{BASE}/{id}")).await.says(StatusCode::OK, &["Tarifs de la cantine pour 2027"]);
    assert!(site.journal().await.contains("actes.acte.version_publique"));
    site.agent().await.get(&there).await.says(StatusCode::FORBIDDEN, &[]);
}
