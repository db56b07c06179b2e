//! Files go and come through two directories, and none is lost, cut or replaced.

use std::{convert::Infallible, fs, path::PathBuf, sync::Mutex, time::SystemTime};

use bytes::Bytes;
use futures::stream;
use kernel::{Clock, Instant};
use liaison::{Fichier, Keep, Repertoire, RepertoireConfig, Verdict};
use tempfile::TempDir;

use crate::world::NOM;

/// One minute after everything was written.
fn later() -> Clock {
    let clock = Clock::fixed(Clock::system().now());
    clock.advance_seconds(60);
    clock
}

fn world() -> (TempDir, Repertoire) {
    let folder = tempfile::tempdir().unwrap();
    let [envoi, retour] = ["envoi", "retour"].map(|name| folder.path().join(name));
    fs::create_dir(&envoi).unwrap();
    fs::create_dir(&retour).unwrap();
    let repertoire = Repertoire::new(RepertoireConfig { envoi, retour, repos_secondes: 30 }).unwrap();
    (folder, repertoire)
}

fn names(folder: PathBuf) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap());
    let files = entries.filter(|entry| entry.path().is_file());
    let mut names: Vec<_> = files.map(|entry| entry.file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_file_is_deposited_once_and_never_replaced() {
    let (folder, repertoire) = world();
    let archive = Fichier::from_bytes(NOM, "une archive").unwrap();
    for _ in 0..2 {
        let issue = repertoire.send(&archive).await;
        assert_eq!(issue.verdict(), Verdict::Accepte, "{issue:?}");
        assert_eq!(issue.url(), folder.path().join("envoi").join(NOM).to_str());
    }
    for other in ["autre archive", "une ARCHIVE"] {
        let issue = repertoire.send(&Fichier::from_bytes(NOM, other).unwrap()).await;
        assert_eq!(issue.verdict(), Verdict::Refuse);
        assert!(issue.message().contains("n’est pas remplacé"), "{}", issue.message());
    }
    assert_eq!(names(folder.path().join("envoi")), [NOM]);
    assert_eq!(fs::read(folder.path().join("envoi").join(NOM)).unwrap(), b"une archive");
}

#[tokio::test]
async fn a_file_cut_short_leaves_nothing_behind() {
    let (folder, repertoire) = world();
    let content = || std::future::ready(Ok(stream::iter([Ok(Bytes::from("court"))])));
    let issue = repertoire.send(&Fichier::new(NOM, 100, content).unwrap()).await;
    assert_eq!(issue.verdict(), Verdict::AReessayer);
    assert!(issue.message().contains("plus court qu’annoncé"), "{}", issue.message());
    assert_eq!(names(folder.path().join("envoi")), Vec::<String>::new());
    fs::remove_dir(folder.path().join("envoi")).unwrap();
    let issue = repertoire.send(&Fichier::from_bytes(NOM, "x").unwrap()).await;
    assert_eq!(issue.verdict(), Verdict::AReessayer, "the disk may come back");
}

#[tokio::test]
async fn returns_are_read_in_order_and_filed_once_they_are_stored() {
    let (folder, repertoire) = world();
    let retour = folder.path().join("retour");
    for name in ["b.xml", "a.xml", "c.xml", "d.xml", ".e.xml", "f.tmp", "g.PART"] {
        fs::write(retour.join(name), name).unwrap();
    }
    fs::create_dir(retour.join("dossier")).unwrap();
    std::os::unix::fs::symlink(retour.join("a.xml"), retour.join("lien.xml")).unwrap();
    let seen = Mutex::new(Vec::new());
    let releve = repertoire
        .read(&later(), async |recu| {
            assert_eq!((fs::read(&recu.chemin).unwrap(), recu.taille), (recu.nom.clone().into_bytes(), 5));
            seen.lock().unwrap().push(recu.nom.clone());
            match recu.nom.as_str() {
                "b.xml" => Ok(Keep::Rejete("inconnu".to_owned())),
                "c.xml" => Err("le disque est plein"),
                _ => Ok(Keep::Traite),
            }
        })
        .await
        .unwrap();
    assert_eq!(seen.into_inner().unwrap(), ["a.xml", "b.xml", "c.xml", "d.xml"]);
    assert_eq!((releve.traites, releve.rejetes[0].nom.as_str(), releve.laisses[0].nom.as_str()), (2, "b.xml", "c.xml"));
    assert_eq!(names(retour.join("traites")), ["a.xml", "d.xml"]);
    assert_eq!(names(retour.join("rejetes")), ["b.xml"]);
    assert!(fs::symlink_metadata(retour.join("lien.xml")).is_ok(), "a link is not followed");
    assert_eq!(names(retour), [".e.xml", "c.xml", "f.tmp", "g.PART"]);
}

#[tokio::test]
async fn two_files_of_one_name_are_both_kept() {
    let (folder, repertoire) = world();
    let retour = folder.path().join("retour");
    for text in ["un", "deux", "trois"] {
        fs::write(retour.join("a.xml"), text).unwrap();
        let releve = repertoire.read(&later(), async |_| Ok::<_, Infallible>(Keep::Traite)).await.unwrap();
        assert_eq!(releve.traites, 1);
    }
    assert_eq!(names(retour.join("traites")), ["a.xml", "a.xml (2)", "a.xml (3)"]);
    assert_eq!(fs::read(retour.join("traites/a.xml")).unwrap(), b"un");
}

#[tokio::test]
async fn a_file_still_being_written_waits() {
    let (folder, repertoire) = world();
    let retour = folder.path().join("retour");
    fs::write(retour.join("a.xml"), "le début").unwrap();
    let written: SystemTime = fs::metadata(retour.join("a.xml")).unwrap().modified().unwrap();
    let micros = written.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_micros();
    let clock = Clock::fixed(Instant::from_unix_micros(i64::try_from(micros).unwrap()));
    clock.advance_seconds(29);
    let store = async |recu: liaison::FichierRecu| Ok::<_, Infallible>(Keep::Rejete(recu.nom));
    assert_eq!(repertoire.read(&clock, store).await.unwrap().rejetes, []);
    clock.advance_seconds(1);
    // It grows again while it is read: what was read is not the file.
    let growing = async |recu: liaison::FichierRecu| {
        fs::write(recu.chemin, "le début et la fin").unwrap();
        Ok::<_, Infallible>(Keep::Traite)
    };
    let releve = repertoire.read(&clock, growing).await.unwrap();
    assert_eq!((releve.traites, releve.laisses.len()), (0, 1));
    assert_eq!(names(retour), ["a.xml"]);
    assert_eq!(repertoire.read(&later(), store).await.unwrap().rejetes.len(), 1);
}

#[tokio::test]
async fn a_directory_that_is_missing_is_told() {
    let (folder, repertoire) = world();
    let [envoi, retour] = ["envoi", "absent"].map(|name| folder.path().join(name));
    let refused = Repertoire::new(RepertoireConfig { envoi, retour, repos_secondes: 30 }).unwrap_err().to_string();
    assert!(refused.contains("absent") && refused.contains("créez-le"), "{refused}");
    fs::remove_dir(folder.path().join("retour")).unwrap();
    let lost = repertoire.read(&later(), async |_| Ok::<_, Infallible>(Keep::Traite)).await;
    assert!(matches!(lost, Err(liaison::LiaisonError::Retry(_))), "{lost:?}");
}
