//! ACTES as the ministry writes it and as it takes it: messages, names, archives, control, budgets.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test fails where it stands, and says when it skips")]

mod archive;
mod budget;
mod controle;
mod echantillon;
mod hasard;
mod hostile;
mod inspection;
mod lecture;
mod mail;
mod memoire;
mod messages;
mod noms;
mod officiels;
mod paquet;
mod prefecture;
mod schemas;
mod vitesse;

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The official schemas and samples, that are not redistributed with the project.
pub(crate) fn official(path: &str) -> Option<PathBuf> {
    let given = std::env::var_os("BEFFROI_SCHEMAS").map(PathBuf::from);
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    official_in(given, &beside, path)
}

/// Whoever names a folder means it: a file that is not there is a fault, never a test that passes without having looked.
fn official_in(given: Option<PathBuf>, beside: &Path, path: &str) -> Option<PathBuf> {
    if let Some(folder) = given {
        let found = folder.join(path);
        assert!(found.exists(), "BEFFROI_SCHEMAS is {} and has no {path}", folder.display());
        return Some(found);
    }
    let found = Some(beside.join(path)).filter(|path| path.exists());
    if found.is_none() {
        println!("SKIPPED: no {path} in ../shared/data, and BEFFROI_SCHEMAS is not set");
    }
    found
}

/// A sentence that people read: it ends, and nothing in it goes to the line alone.
#[track_caller]
pub(crate) fn assert_phrase(phrase: &str) {
    assert!(phrase.ends_with(['.', '?']) || phrase.ends_with(".)"), "{phrase}");
    for wrong in [" :", " ;", " ?", " !", " »", "« ", " Mo", "'"] {
        assert!(!phrase.contains(wrong), "{wrong:?} in: {phrase}");
    }
}

/// The same with plain spaces, for snapshots.
pub(crate) fn plain(texte: &str) -> String {
    texte.replace(['\u{a0}', '\u{202f}'], " ")
}

#[test]
#[should_panic(expected = "has no actes/xsd/actesv1_1.xsd")]
fn a_wrong_folder_of_schemas_is_no_reason_to_skip() {
    let empty = tempfile::tempdir().unwrap();
    official_in(Some(empty.path().to_owned()), empty.path(), "actes/xsd/actesv1_1.xsd");
}

/// An official sample.
pub(crate) fn exemple(nom: &str) -> Option<Vec<u8>> {
    official(&format!("actes/exemples/{nom}")).map(|path| fs::read(path).unwrap())
}

/// A file of ours, in the shape of those that come back.
pub(crate) fn fixture(nom: &str) -> Vec<u8> {
    fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/fixtures").join(nom)).unwrap()
}
