//! What `check` tells of a sound file, and what it answers to what is not one.

use pdf::{PdfError, check};

use super::{
    fabrique::{Fabrique, assemble, stream},
    juges::qpdf,
};

#[test]
fn pages_are_counted_by_size() {
    let plain = Fabrique { pages: 3, ..Fabrique::default() };
    let pdf = check(&plain.pdf()).unwrap();
    assert_eq!((pdf.version.as_str(), pdf.pages, pdf.formats.len()), ("1.6", 3, 1));
    assert_eq!((pdf.formats[0].largeur, pdf.formats[0].hauteur, pdf.formats[0].pages), (595.0, 842.0, 3));
    let turned = check(&qpdf(&["--rotate=+90:2"], &plain.pdf())).unwrap();
    let sizes: Vec<(f64, usize)> = turned.formats.iter().map(|format| (format.largeur, format.pages)).collect();
    assert_eq!(sizes, [(595.0, 2), (842.0, 1)]);
}

#[test]
fn what_a_file_carries_is_told() {
    let plain = check(&Fabrique::default().pdf()).unwrap();
    let nothing =
        plain.javascript || plain.lancement || plain.fichiers_joints || plain.xfa || plain.formulaire || plain.balise;
    assert!(!nothing && plain.pdf_a.is_none() && plain.remarques.is_empty());
    let with = |catalogue: &str, objet: &[u8]| {
        let fabrique = Fabrique { catalogue: catalogue.into(), objets: vec![objet.to_vec()], ..Fabrique::default() };
        let plain = fabrique.pdf();
        let grouped = check(&qpdf(&["--object-streams=generate"], &plain)).unwrap();
        let pdf = check(&plain).unwrap();
        assert_eq!(format!("{pdf:?}"), format!("{grouped:?}"));
        pdf
    };
    assert!(with("/OpenAction 4 0 R", b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>").javascript);
    assert!(with("/OpenAction << /S /GoTo /Next 4 0 R >>", b"<< /S /Launch /F (calc.exe) >>").lancement);
    assert!(
        with("/Names << /EmbeddedFiles << /Names [(a) 4 0 R] >> >>", b"<< /Type /Filespec /EF << >> >>")
            .fichiers_joints
    );
    let form = with("/AcroForm 4 0 R", b"<< /Fields [] /XFA [(a) (b)] >>");
    assert!(form.xfa && !form.formulaire);
    assert!(with("/MarkInfo 4 0 R", b"<< /Marked true >>").balise);
    for (xmp, claim) in [
        ("<rdf:Description pdfaid:part=\"2\" pdfaid:conformance=\"A\"/>", Some("2A")),
        ("<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>", Some("3B")),
        ("<pdfaid:part>4</pdfaid:part>", Some("4")),
        ("<rdf:Description/>", None),
    ] {
        let pdf = with("/Metadata 4 0 R", &stream("/Type /Metadata /Subtype /XML", xmp.as_bytes()));
        assert_eq!(pdf.pdf_a.as_deref(), claim);
    }
}

#[test]
fn a_number_of_pages_that_is_not_true_is_told() {
    let two = Fabrique { pages: 2, ..Fabrique::default() }.pdf();
    let at = two.windows(8).position(|window| window == b"/Count 2").unwrap();
    let lying = [&two[..at], b"/Count 1", &two[at + 8..]].concat();
    let pdf = check(&lying).unwrap();
    assert_eq!((pdf.pages, pdf.remarques), (2, vec![pdf::Remarque::NombreFaux { annonce: 1 }]));
    let none = [&two[..at], b"/Count 0", &two[at + 8..]].concat();
    assert!(matches!(check(&none), Err(PdfError::Abime { .. })));
}

#[test]
fn another_format_is_named() {
    for (octets, semble) in [
        (&b"PK\x03\x04......word/document.xml"[..], "un document Word"),
        (b"PK\x03\x04..mimetypeapplication/vnd.oasis.opendocument.text", "un document LibreOffice"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "un ancien document Word, Excel ou PowerPoint"),
        (b"\xFF\xD8\xFF\xE0", "une image JPEG"),
        (b"\x89PNG\r\n", "une image PNG"),
        (b"{\\rtf1", "un document RTF"),
        (b"\n <!DOCTYPE html><html>", "une page web"),
        (b"<?xml version='1.0'?>", "un fichier XML"),
        (b"0\x82\x05\x00\x06\x09", "un fichier signé (p7m) ou un certificat"),
    ] {
        let refus = check(octets).unwrap_err().to_string();
        assert!(refus.contains(&format!("il ressemble à {semble}")), "{refus}");
    }
    assert_eq!(check(b"Bonjour"), Err(PdfError::PasUnPdf { semble: None }));
    assert_eq!(check(b""), Err(PdfError::Vide));
}

#[test]
fn a_file_without_page_is_refused() {
    let empty = Fabrique { pages: 0, ..Fabrique::default() };
    assert_eq!(check(&empty.pdf()), Err(PdfError::SansPage));
    let nowhere = assemble(b"", &[b"<< /Type /Catalog /Pages 9 0 R >>".to_vec()], "");
    assert!(matches!(check(&nowhere), Err(PdfError::Abime { .. })));
}

#[test]
fn every_refusal_is_a_sentence_that_says_what_to_do() {
    let errors = [
        PdfError::Vide,
        PdfError::PasUnPdf { semble: Some("une image") },
        PdfError::TropLourd { mo: 150 },
        PdfError::Tronque,
        PdfError::Abime { detail: "la raison".into() },
        PdfError::Verrouille,
        PdfError::Restreint,
        PdfError::Chiffre { methode: "x".into() },
        PdfError::SansPage,
        PdfError::TropGrand { quoi: "objets", max: 1 },
        PdfError::Bombe,
        PdfError::Labyrinthe,
        PdfError::TamponVide,
        PdfError::HorsPage,
        PdfError::Certifie { interdit: "toute modification" },
    ];
    for error in errors {
        let said = error.to_string();
        assert!(said.ends_with('.') && !said.contains('\''), "{said}");
        for (rank, _) in said.match_indices([':', ';', '!', '?', '»']) {
            assert!(said[..rank].ends_with(['\u{a0}', '\u{202f}']), "{said}");
        }
    }
}
