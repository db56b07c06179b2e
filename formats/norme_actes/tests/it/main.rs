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
mod messages;
mod noms;
mod officiels;
mod paquet;
mod schemas;
mod vitesse;

use std::{fs, path::PathBuf};

/// The official schemas and samples, that are not redistributed with the project.
pub(crate) fn official(path: &str) -> Option<PathBuf> {
    let given = std::env::var_os("BEFFROI_SCHEMAS").map(PathBuf::from);
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let found = given.into_iter().chain([beside]).map(|folder| folder.join(path)).find(|path| path.exists());
    if found.is_none() {
        println!("SKIPPED: no {path} in BEFFROI_SCHEMAS nor in ../shared/data");
    }
    found
}

/// An official sample.
pub(crate) fn exemple(nom: &str) -> Option<Vec<u8>> {
    official(&format!("actes/exemples/{nom}")).map(|path| fs::read(path).unwrap())
}

/// A file of ours, in the shape of those that come back.
pub(crate) fn fixture(nom: &str) -> Vec<u8> {
    fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/fixtures").join(nom)).unwrap()
}
