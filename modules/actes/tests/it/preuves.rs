//! What proves an acte: the stamp that pdf tools read, the receipt, everything in one archive.

use std::io::{Cursor, Read};

use actes::store::pieces;
use axum::http::StatusCode;

use crate::site::{BASE, PDF, Site};

#[tokio::test]
async fn a_stamped_file_says_its_identity_and_what_is_not_received_has_none() {
    let site = Site::new().await;
    let draft = site.prepared("2026_002").await;
    let claire = site.secretaire().await;
    let file = async |id| pieces::list_of(&mut site.read().await, site.albias.id, id).await.unwrap()[0].id;
    let early = claire.get(&format!("{BASE}/{draft}/pieces/{}/tampon", file(draft).await)).await;
    early.says(StatusCode::UNPROCESSABLE_ENTITY, &["n’est pas encore reçu en préfecture"]);
    let id = site.received("2026_001").await;
    let stamped = claire.get(&format!("{BASE}/{id}/pieces/{}/tampon", file(id).await)).await;
    assert_eq!(stamped.status, StatusCode::OK);
    assert!(stamped.bytes.starts_with(PDF), "the file that was sent is whole in it");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.pdf");
    std::fs::write(&path, &stamped.bytes).unwrap();
    let text = std::process::Command::new("pdftotext").arg(&path).arg("-").output().unwrap();
    let text = String::from_utf8_lossy(&text.stdout).into_owned();
    for words in ["EXERCICE, sans valeur", "082-218200020-20261124-2026_001-DE", "Reçu en préfecture le 25/11/2026"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let receipt = claire.get(&format!("{BASE}/{id}/accuse.pdf")).await;
    assert!(receipt.bytes.starts_with(b"%PDF-") && receipt.bytes.len() > 5_000);
}

#[tokio::test]
async fn the_evidence_holds_everything_with_its_fingerprints() {
    let site = Site::new().await;
    let id = site.received("2026_001").await;
    let zip = site.secretaire().await.get(&format!("{BASE}/{id}/preuve.zip")).await;
    assert_eq!(zip.status, StatusCode::OK);
    let mut archive = zip::ZipArchive::new(Cursor::new(zip.bytes)).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    let archive_name = site.sendings(id).await.remove(0).archive;
    for expected in [
        "accuse-de-reception.pdf",
        "fichiers/01-Délibération.pdf",
        "tampon/01-Délibération.pdf",
        &format!("envois/{archive_name}"),
        "journal.jsonl",
        "empreintes.sha256",
    ] {
        assert!(names.iter().any(|name| name == expected), "{expected}: {names:?}");
    }
    let message = "082-218200020-20261124-2026_001-DE-1-2_2.xml";
    assert!(names.iter().any(|name| name.starts_with("retours/01-1-2/") && name.ends_with(message)), "{names:?}");
    let mut journal = String::new();
    archive.by_name("journal.jsonl").unwrap().read_to_string(&mut journal).unwrap();
    assert!(journal.lines().count() >= 4 && journal.contains("actes.acte.recu"));
    let mut sent = Vec::new();
    archive.by_name(&format!("envois/{archive_name}")).unwrap().read_to_end(&mut sent).unwrap();
    assert!(norme_actes::receive(&archive_name, &sent, time::macros::date!(2017 - 12 - 08)).is_ok());
}

#[tokio::test]
async fn what_the_prefecture_sent_is_read_by_who_reads_the_acte() {
    let site = Site::new().await;
    let id = site.received("2026_001").await;
    let returned = actes::store::retours::list_of(&mut site.read().await, site.albias.id, id).await.unwrap().remove(0);
    let there = format!("{BASE}/{id}/retours/{}", returned.id);
    let claire = site.secretaire().await;
    let message = returned.fichiers.iter().position(|file| file.nom.contains("-1-2_")).unwrap();
    let read = claire.get(&format!("{there}/{message}")).await;
    assert!(read.status == StatusCode::OK && String::from_utf8_lossy(&read.bytes).contains("ARActe"));
    claire.get(&format!("{there}/9")).await.says(StatusCode::NOT_FOUND, &[]);
    let other = site.received("2026_002").await;
    claire.get(&format!("{BASE}/{other}/retours/{}/{message}", returned.id)).await.says(StatusCode::NOT_FOUND, &[]);
}

#[tokio::test]
async fn an_acte_goes_to_the_archives_as_a_transfer_that_verifies() {
    let site = Site::new().await;
    let draft = site.prepared("2026_002").await;
    let claire = site.secretaire().await;
    let early = claire.get(&format!("{BASE}/{draft}/versement.zip")).await;
    early.says(StatusCode::UNPROCESSABLE_ENTITY, &["n’est pas encore reçu en préfecture"]);
    let id = site.received("2026_001").await;
    let zip = claire.get(&format!("{BASE}/{id}/versement.zip")).await;
    assert_eq!(zip.status, StatusCode::OK);
    let mut package = seda::Package::open(Cursor::new(&zip.bytes), &seda::Limites::default()).unwrap();
    assert!(package.verify().is_empty() && package.ecarts().is_empty());
    let transfer = package.transfer().clone();
    assert_eq!(
        (transfer.archival_agency.identifier.as_str(), transfer.transferring_agency.identifier.as_str()),
        ("FRAD082", "218200020")
    );
    let unit = &transfer.package.units[0];
    assert_eq!(unit.content.originating_agency_identifiers, ["082-218200020-20261124-2026_001-DE"]);
    let kinds: Vec<_> = unit.units.iter().filter_map(|unit| unit.content.document_type.as_deref()).collect();
    assert_eq!(kinds, ["Délibération", "Message de la préfecture", "Message de la préfecture", "Accusé de réception"]);
    let acte = transfer.package.data_objects[0].clone();
    let mut octets = Vec::new();
    package.copy(&acte, &mut octets).unwrap();
    assert_eq!(octets, PDF);
}

#[tokio::test]
async fn a_year_goes_to_the_archives_without_what_the_prefecture_has_not() {
    let site = Site::new().await;
    site.received("2026_001").await;
    site.prepared("2026_002").await;
    let claire = site.secretaire().await;
    let there = format!("{BASE}/sauvegardes");
    let id = claire.get(&there).await.hidden("id");
    let typed = [("id", id.as_str()), ("forme", "archives"), ("du", "2026-01-01"), ("au", "2026-12-31")];
    assert_eq!(claire.post(&there, &typed).await.status, StatusCode::SEE_OTHER);
    site.drain().await;
    claire
        .get(&there)
        .await
        .says(StatusCode::OK, &["Un versement aux archives", "1 acte.", "versement-218200020-20261125-01.zip"]);
    let volume = claire.get(&format!("{there}/{id}/0")).await;
    let mut package = seda::Package::open(Cursor::new(&volume.bytes), &seda::Limites::default()).unwrap();
    assert!(package.verify().is_empty());
    assert_eq!(package.transfer().package.units.len(), 1);
}
