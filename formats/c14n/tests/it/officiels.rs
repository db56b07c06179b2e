//! Real PES, that are not redistributed with the project.

use std::{fs, path::PathBuf};

use super::{
    canonical,
    xmllint::{forms, xmllint},
};

fn reels() -> Vec<(PathBuf, Vec<u8>)> {
    let given = std::env::var_os("BEFFROI_SCHEMAS").map(PathBuf::from);
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = given.into_iter().chain([beside]).map(|folder| folder.join("pes/exemples")).find(|path| path.exists());
    let Some(folder) = folder else {
        println!("SKIPPED: no pes/exemples in BEFFROI_SCHEMAS nor in ../shared/data");
        return Vec::new();
    };
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

#[test]
fn real_files_have_the_form_that_xmllint_gives_them() {
    for (path, octets) in reels() {
        for (option, method) in forms() {
            let ours = canonical(&octets, &method).unwrap();
            assert!(Some(ours) == xmllint(option, &octets), "{} {option}", path.display());
        }
    }
}
