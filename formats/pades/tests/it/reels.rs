//! Real files, that are not redistributed with the project.

use std::{fs, path::PathBuf};

use certificats::Verdict;

use super::{
    regards::{pdfsig, qpdf_is_happy},
    sign, verify, verify_with,
};

pub(crate) fn reels() -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for folder in ["pdf", "actes/exemples", "signature"] {
        let Some(folder) = official(folder) else { continue };
        let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        for path in paths.filter(|path| path.extension().is_some_and(|extension| extension == "pdf")) {
            found.push((path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(path).unwrap()));
        }
    }
    found
}

fn official(path: &str) -> Option<PathBuf> {
    let given = std::env::var_os("BEFFROI_SCHEMAS").map(PathBuf::from);
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let found = given.into_iter().chain([beside]).map(|folder| folder.join(path)).find(|path| path.exists());
    if found.is_none() {
        println!("SKIPPED: no {path} in BEFFROI_SCHEMAS nor in ../shared/data");
    }
    found
}

#[test]
fn real_files_are_signed_twice_and_valid() {
    for (name, octets) in reels() {
        if pdf::check(&octets).is_err() || pdf::check(&octets).unwrap().signatures.total() > 0 {
            continue;
        }
        let twice = sign(&sign(&octets, "maire"), "dgs");
        assert!(twice.starts_with(&octets) && (qpdf_is_happy(&twice) || !qpdf_is_happy(&octets)), "{name}");
        assert_eq!(pdfsig(&twice).matches("Signature is Valid.").count(), 2, "{name}");
        let found = verify(&twice);
        assert!(found.iter().all(|one| one.rapport.verdict == Verdict::Valide), "{name} {found:?}");
    }
}

/// Those that come signed are read as poppler reads them.
#[test]
fn real_signatures_are_read_as_poppler_reads_them() {
    for (name, octets) in reels() {
        let Ok(pdf) = pdf::check(&octets) else { continue };
        let found = verify_with(&octets, &certificats::Preuves::default());
        assert_eq!(found.len(), pdf.signatures.total(), "{name}");
        if !found.is_empty() {
            let whole =
                found.iter().filter(|one| {
                    !one.est_horodatage
                        && !one.rapport.raisons.iter().any(|raison| {
                            matches!(raison.code, "document_modifie" | "signature_fausse" | "plage_fausse")
                        })
                });
            println!("{name}: {:?}", found.iter().map(|one| &one.rapport).collect::<Vec<_>>());
            assert_eq!(pdfsig(&octets).matches("Signature is Valid.").count(), whole.count(), "{name}");
        }
    }
}
