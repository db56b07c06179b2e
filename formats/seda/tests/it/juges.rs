//! The independent tools that judge: xmllint with the official schema, unzip, fido; and what says that they are not there.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

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

/// What the schema says of a manifest; nothing when it takes it.
pub(crate) fn refusal(schema: &Path, xml: &str) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("manifest.xml");
    fs::write(&file, xml).unwrap();
    let out = Command::new("xmllint").args(["--noout", "--nonet", "--schema"]).arg(schema).arg(&file).output().unwrap();
    (!out.status.success()).then(|| String::from_utf8_lossy(&out.stderr).into_owned())
}

/// The files of a package as `unzip` lists and tests them.
pub(crate) fn unzip_list(octets: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("paquet.zip");
    fs::write(&file, octets).unwrap();
    let tested = Command::new("unzip").arg("-tq").arg(&file).output().unwrap();
    assert!(tested.status.success(), "{}", String::from_utf8_lossy(&tested.stdout));
    let listed = Command::new("unzip").arg("-Z1").arg(&file).output().unwrap();
    String::from_utf8(listed.stdout).unwrap().lines().map(str::to_owned).collect()
}

/// The identifiers that fido, which has the signatures of PRONOM, gives to files: several to one when it hesitates.
pub(crate) fn fido(files: &[(String, Vec<u8>)]) -> Option<Vec<Vec<String>>> {
    let fido = std::env::var_os("SEDA_FIDO").unwrap_or_else(|| "fido".into());
    let folder = tempfile::tempdir().unwrap();
    let paths: Vec<PathBuf> =
        files.iter().enumerate().map(|(rang, (nom, _))| folder.path().join(format!("{rang}-{nom}"))).collect();
    for (path, (_, octets)) in paths.iter().zip(files) {
        fs::write(path, octets).unwrap();
    }
    let format = ["-q", "-matchprintf", "%(info.filename)s|%(info.puid)s\n"];
    let Ok(out) = Command::new(fido).args(format).args(&paths).output() else {
        println!("SKIPPED: no fido in the PATH nor in SEDA_FIDO (package opf-fido)");
        return None;
    };
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    let of = |path: &PathBuf| {
        let lines = said.lines().filter_map(|line| line.rsplit_once('|')).filter(|(file, _)| Path::new(file) == path);
        lines.map(|(_, puid)| puid.to_owned()).collect()
    };
    Some(paths.iter().map(of).collect())
}

/// A sentence that people read: it ends, and nothing in it goes to the line alone.
#[track_caller]
pub(crate) fn assert_phrase(phrase: &str) {
    assert!(phrase.ends_with('.'), "{phrase}");
    for wrong in [" :", " ;", " ?", " !", " »", "« ", "'"] {
        assert!(!phrase.contains(wrong), "{wrong:?} in: {phrase}");
    }
}
