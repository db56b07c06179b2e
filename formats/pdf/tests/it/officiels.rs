//! Real files, that are not redistributed with the project.

use std::{fs, path::PathBuf};

use pdf::{PdfError, check, stamp};

use super::{
    en_haut_a_droite,
    juges::{pdfinfo, qpdf_is_happy, run, text},
    tampon,
};

/// The real PDF of these folders.
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
fn real_files_are_told_as_poppler_tells_them_and_stamped() {
    for (nom, octets) in reels() {
        let pdf = match check(&octets) {
            Ok(pdf) => pdf,
            Err(error) => {
                assert_eq!((nom.as_str(), &error), ("test_pdf_verouille.pdf", &PdfError::Restreint));
                assert_eq!(stamp(&octets, &tampon(), &en_haut_a_droite()), Err(error));
                continue;
            }
        };
        let info = pdfinfo(&octets);
        let field =
            |label: &str| info.lines().find_map(|line| line.strip_prefix(label)).map(|value| value.trim().to_owned());
        assert_eq!(field("Pages:"), Some(pdf.pages.to_string()), "{nom}");
        assert_eq!(field("PDF version:"), Some(pdf.version.clone()), "{nom}");
        assert_eq!(field("Tagged:").unwrap() == "yes", pdf.balise, "{nom}");
        assert_eq!(field("JavaScript:").unwrap() == "yes", pdf.javascript, "{nom}");
        assert!(pdf.remarques.is_empty(), "{nom}: {:?}", pdf.remarques);
        let stamped = stamp(&octets, &tampon(), &en_haut_a_droite()).unwrap();
        assert!(stamped.starts_with(&octets) && (qpdf_is_happy(&stamped) || !qpdf_is_happy(&octets)), "{nom}");
        for page in 1..=pdf.pages {
            assert!(text(page, &stamped).contains("Reçu le 17 novembre 2026"), "{nom}");
        }
        let drawn = run("pdftoppm", &["-r", "30", "{}"], &stamped);
        assert!(drawn.status.success() && drawn.stderr.is_empty(), "{nom}: {}", String::from_utf8_lossy(&drawn.stderr));
    }
}
