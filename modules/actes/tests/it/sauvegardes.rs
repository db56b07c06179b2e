//! Everything given back, and read again by another house: the same actes, the same bytes, nothing twice.

use std::{
    io::{Cursor, Read, Write},
    path::Path,
};

use actes::{
    cli,
    domain::{Acte, FicheActe, NatureActe},
    store::pieces,
};
use axum::http::StatusCode;
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use crate::site::{BASE, PDF, Site};

/// A house that has two actes, one of them sent and asked about; and its volumes in a folder.
async fn written(folder: &Path) -> (Site, Vec<u8>) {
    let site = Site::new().await;
    site.received("2026_001").await;
    site.prepared("2026_002").await;
    let volumes = cli::export(&site.services, "218200020", ((None, None), folder)).await.unwrap();
    assert_eq!(volumes, ["actes-218200020-20261125-01.zip"]);
    let octets = std::fs::read(folder.join(&volumes[0])).unwrap();
    (site, octets)
}

fn names(octets: &[u8]) -> Vec<String> {
    let archive = ZipArchive::new(Cursor::new(octets)).unwrap();
    archive.file_names().map(|name| name.unwrap().into_owned()).collect()
}

#[tokio::test]
async fn a_volume_holds_every_acte_with_what_proves_it() {
    let folder = tempfile::tempdir().unwrap();
    let (_site, octets) = written(folder.path()).await;
    let names = names(&octets);
    let place = "actes/082-218200020-20261124-2026_001-DE";
    for expected in [
        "acte.json",
        "accuse-de-reception.pdf",
        "fichiers/01-Délibération.pdf",
        "tampon/01-Délibération.pdf",
        "journal.jsonl",
    ] {
        assert!(names.contains(&format!("{place}/{expected}")), "{expected}: {names:?}");
    }
    assert!(names.iter().any(|name| name.starts_with(&format!("{place}/envois/BEF-TACT--218200020"))), "{names:?}");
    let mut table = String::new();
    ZipArchive::new(Cursor::new(&octets)).unwrap().by_name("actes.csv").unwrap().read_to_string(&mut table).unwrap();
    assert!(table.contains("2026_001") && table.contains("2026_002") && table.lines().count() == 3, "{table}");
    // Another tool agrees.
    let path = folder.path().join("actes-218200020-20261125-01.zip");
    let tested = std::process::Command::new("unzip").arg("-tq").arg(&path).output().unwrap();
    assert!(tested.status.success(), "{}", String::from_utf8_lossy(&tested.stdout));
}

#[tokio::test]
async fn another_house_reads_it_again_and_nothing_comes_twice() {
    let folder = tempfile::tempdir().unwrap();
    let (from, _) = written(folder.path()).await;
    let volume = folder.path().join("actes-218200020-20261125-01.zip");
    let to = Site::new().await;
    let bilan = cli::import(&to.services, "218200020", &volume).await.unwrap();
    assert_eq!((bilan.repris, bilan.connus, bilan.refus.len()), (2, 0, 0), "{:?}", bilan.refus);
    let claire = to.secretaire().await;
    claire.get(BASE).await.says(StatusCode::OK, &["2 actes,", "Reçu en préfecture"]);
    let mut read = from.read().await;
    let rows = actes::store::actes::export(&mut read, (from.albias.id, actes::domain::Regard::Tout), &every(), 10)
        .await
        .unwrap();
    let id = rows.iter().find(|row| row.numero == "2026_001").unwrap().id;
    let (before, after) = (from.acte(id).await, to.acte(id).await);
    assert_eq!(
        (before.fiche, before.etat, before.id_acte, before.recu_le),
        (after.fiche, after.etat, after.id_acte, after.recu_le)
    );
    let (left, kept) = (from.sendings(id).await.remove(0), to.sendings(id).await.remove(0));
    assert_eq!((left.archive, left.empreinte, left.depose_le), (kept.archive, kept.empreinte, kept.depose_le));
    assert_eq!(from.events(id).await.len(), to.events(id).await.len());
    let file = pieces::list_of(&mut to.read().await, to.albias.id, id).await.unwrap().remove(0);
    assert_eq!(claire.get(&format!("{BASE}/{id}/pieces/{}", file.id)).await.bytes, PDF);
    assert_eq!(claire.get(&format!("{BASE}/{id}/preuve.zip")).await.status, StatusCode::OK);
    let again = cli::import(&to.services, "218200020", &volume).await.unwrap();
    assert_eq!((again.repris, again.connus), (0, 2));
}

fn every() -> db::ListRequest {
    db::ListRequest { page: 1, per_page: 25, ..db::ListRequest::default() }
}

/// The same volume, one of its files changed.
fn altered(octets: &[u8], end: &str, change: impl Fn(Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(octets)).unwrap();
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for rank in 0..archive.len() {
        let mut entry = archive.by_index(rank).unwrap();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        let name = entry.name().unwrap().into_owned();
        writer.start_file(&name, SimpleFileOptions::default()).unwrap();
        writer.write_all(&if name.ends_with(end) { change(content) } else { content }).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[tokio::test]
async fn a_volume_that_was_changed_is_refused_with_its_reason_and_the_others_are_taken() {
    let folder = tempfile::tempdir().unwrap();
    let (_from, octets) = written(folder.path()).await;
    let to = Site::new().await;
    let karim = to.technicien().await;
    let page = "/centre/actes/218200020/reprise";
    let swap = |from: &'static str, to: &'static str| {
        move |content: Vec<u8>| String::from_utf8(content).unwrap().replace(from, to).into_bytes()
    };
    let cases = [
        (b"rien".to_vec(), StatusCode::UNPROCESSABLE_ENTITY, "ne s’ouvre pas"),
        (altered(&octets, "acte.json", |_| b"{}".to_vec()), StatusCode::OK, "ne se lit pas"),
        (
            altered(&octets, "acte.json", swap("\"siren\": \"218200020\"", "\"siren\": \"218201218\"")),
            StatusCode::OK,
            "autre collectivité",
        ),
        (
            altered(&octets, "2026_001-DE/fichiers/01-Délibération.pdf", |_| b"%PDF-1.7 autre".to_vec()),
            StatusCode::OK,
            "n’est plus celui qui a été exporté",
        ),
    ];
    for (content, status, sentence) in cases {
        karim.upload(page, &[], ("volumes", "volume.zip", content)).await.says(status, &[sentence]);
    }
    karim.get(page).await.says(StatusCode::OK, &["Reprendre un historique"]);
    // The acte whose files were whole was taken in the last trial.
    to.secretaire().await.get(BASE).await.says(StatusCode::OK, &["1 acte,"]);
    to.secretaire().await.get(page).await.says(StatusCode::NOT_FOUND, &[]);
}

#[tokio::test]
async fn a_backup_is_made_by_a_job_and_downloaded_from_its_page() {
    let site = Site::new().await;
    site.received("2026_001").await;
    let claire = site.secretaire().await;
    let there = format!("{BASE}/sauvegardes");
    let id = claire.get(&there).await.hidden("id");
    let backwards = claire.post(&there, &[("id", &id), ("du", "2026-12-01"), ("au", "2026-01-01")]).await;
    backwards.says(StatusCode::UNPROCESSABLE_ENTITY, &["Ce jour précède le premier"]);
    for _ in 0..2 {
        assert_eq!(claire.post(&there, &[("id", &id)]).await.status, StatusCode::SEE_OTHER);
    }
    claire.get(&there).await.says(StatusCode::OK, &["Préparation de l’export"]);
    site.drain().await;
    claire.get(&there).await.says(StatusCode::OK, &["Tous les actes, 1 acte.", "actes-218200020-20261125-01.zip"]);
    let volume = claire.get(&format!("{there}/{id}/0")).await;
    assert!(names(&volume.bytes).iter().any(|name| name == "LISEZMOI.txt"));
    claire.get(&format!("{there}/{id}/1")).await.says(StatusCode::NOT_FOUND, &[]);
    site.voisine().await.get(&format!("/c/218201218/actes/sauvegardes/{id}/0")).await.says(StatusCode::NOT_FOUND, &[]);
    site.agent().await.get(&there).await.says(StatusCode::FORBIDDEN, &[]);
    let none = claire.get(&there).await.hidden("id");
    claire.post(&there, &[("id", &none), ("du", "2027-01-01")]).await;
    site.drain().await;
    claire.get(&there).await.says(StatusCode::OK, &["Aucun acte dans cette période"]);
}

#[tokio::test]
async fn a_long_history_is_several_volumes_and_each_is_made_once() {
    let site = Site::new().await;
    let many: Vec<Acte> = (0..230)
        .map(|rank| {
            let fiche = FicheActe { numero: format!("B{rank:03}"), ..FicheActe::new(NatureActe::Deliberation) };
            Acte::draft((site.albias.id, kernel::Id::new(&site.clock)), fiche, (None, "Reprise"), site.clock.now())
        })
        .collect();
    let mut tx = site.begin().await;
    actes::store::actes::insert_many(&mut tx, &many, "").await.unwrap();
    tx.commit().await.unwrap();
    let claire = site.secretaire().await;
    let there = format!("{BASE}/sauvegardes");
    let id = claire.get(&there).await.hidden("id");
    claire.post(&there, &[("id", &id)]).await;
    site.drain().await;
    let page = claire.get(&there).await;
    page.says(StatusCode::OK, &["230 actes", "20261125-01.zip", "20261125-02.zip", "200 actes", "30 actes"]);
    page.hides("20261125-03.zip");
    let folders = async |volume: u32| {
        let octets = claire.get(&format!("{there}/{id}/{volume}")).await.bytes;
        names(&octets).into_iter().filter(|name| name.ends_with("acte.json")).collect::<std::collections::BTreeSet<_>>()
    };
    let (first, second) = (folders(0).await, folders(1).await);
    assert_eq!((first.len(), second.len(), first.intersection(&second).count()), (200, 30, 0));
}
