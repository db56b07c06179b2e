//! What is taken, what is refused, each with its sentence.

use pdf::{PdfError, check};

use crate::{
    fabrique::{A4, file, pages, simple},
    outils::{qpdf, samples},
};

#[test]
fn a_sound_file_says_what_it_is() {
    let seen = check(&simple()).unwrap();
    assert_eq!((seen.version.as_str(), seen.pages, seen.signatures, seen.actif), ("1.7", 2, 0, false));
    for args in [&["--object-streams=generate"][..], &["--linearize"], &["--qdf"]] {
        assert_eq!(check(&qpdf(&simple(), args)).unwrap().pages, 2, "{args:?}");
    }
}

#[test]
fn a_locked_file_is_refused_even_when_it_opens() {
    let open = ["--encrypt", "secret", "maitre", "256", "--"];
    assert_eq!(check(&qpdf(&simple(), &open)), Err(PdfError::Verrouille));
    let restricted = ["--encrypt", "", "maitre", "256", "--modify=none", "--"];
    assert_eq!(check(&qpdf(&simple(), &restricted)), Err(PdfError::Protege));
    let old = ["--allow-weak-crypto", "--encrypt", "", "maitre", "40", "--print=n", "--"];
    assert_eq!(check(&qpdf(&simple(), &old)), Err(PdfError::Protege));
}

#[test]
fn a_cut_or_foreign_file_is_refused_with_what_to_do() {
    let whole = simple();
    assert_eq!(check(&[]), Err(PdfError::Vide));
    assert_eq!(check(b"PK\x03\x04 a word processor"), Err(PdfError::PasPdf));
    for cut in [whole.len() / 2, whole.len() - 40] {
        let refused = check(&whole[..cut]).unwrap_err();
        assert!(matches!(refused, PdfError::Abime { .. }), "{cut}: {refused:?}");
        assert!(refused.to_string().contains("imprimez-le en PDF"));
    }
    let none = file(&["<< /Type /Catalog /Pages 2 0 R >>".into(), "<< /Type /Pages /Kids [] /Count 0 >>".into()]);
    assert_eq!(check(&none), Err(PdfError::SansPage));
}

#[test]
fn what_runs_by_itself_is_told() {
    let script = file(&[
        "<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> >>".into(),
        format!("<< /Type /Pages /Kids [3 0 R] /Count 1 {A4} >>"),
        "<< /Type /Page /Parent 2 0 R >>".into(),
        "<< /S /JavaScript /JS (1) >>".into(),
    ]);
    assert!(check(&script).unwrap().actif);
}

#[test]
fn a_page_tree_that_turns_in_circles_ends() {
    let circle = file(&[
        "<< /Type /Catalog /Pages 2 0 R >>".into(),
        format!("<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 {A4} >>"),
        "<< /Type /Page /Parent 2 0 R >>".into(),
    ]);
    let _ = check(&circle);
    assert!(check(&pages(A4, &["/Parent 4 0 R"])).is_ok());
}

#[test]
fn real_files_are_taken() {
    for folder in ["pdf", "actes/exemples", "signature"] {
        for path in samples(folder) {
            let octets = std::fs::read(&path).unwrap();
            println!("{}: {:?}", path.display(), check(&octets));
        }
    }
}
