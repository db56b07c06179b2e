//! Marks that say where to sign, found where poppler sees them.

use std::fmt::Write as _;

use certificats::Verdict;
use pades::{PadesError, Place, balises, prepare};

use super::{
    certificat,
    fabrique::{Fabrique, assemble, stream},
    reels::reels,
    regards::{assert_sound, difference, render, run},
    sign_with, verify,
    visible::visuel,
};

/// The words of a file that begin by `#`, with their box, as poppler tells them.
fn poppler(octets: &[u8]) -> Vec<(String, [f64; 4])> {
    let said = String::from_utf8(run("pdftotext", &["-bbox", "{}", "-"], octets).stdout).unwrap();
    let words = said.lines().filter_map(|line| {
        let (attributes, rest) = line.trim().strip_prefix("<word ")?.split_once('>')?;
        let texte = rest.strip_suffix("</word>").filter(|texte| texte.starts_with('#'))?;
        let mut numbers = attributes.split('"').filter_map(|part| part.parse().ok());
        Some((texte.to_owned(), [numbers.next()?, numbers.next()?, numbers.next()?, numbers.next()?]))
    });
    words.collect()
}

fn assert_same(octets: &[u8], expected: usize) {
    let (found, told) = (balises(octets).unwrap(), poppler(octets));
    assert_eq!((found.len(), told.len()), (expected, expected), "{found:?} {told:?}");
    for (balise, (texte, [left, top, right, bottom])) in found.iter().zip(&told) {
        assert_eq!(&balise.texte, texte);
        let cadre = balise.cadre;
        let box_of = [cadre.gauche, cadre.haut, cadre.gauche + cadre.largeur, cadre.haut + cadre.hauteur];
        for (one, other) in box_of.iter().zip([left, top, right, bottom]) {
            assert!((one - other).abs() < 4.0, "{texte} {box_of:?} {left} {top} {right} {bottom}");
        }
    }
}

#[test]
fn marks_of_real_files_are_found_and_signed() {
    for (name, octets) in reels() {
        let expected = match name.as_str() {
            "main-1_1-tag_signature.pdf" => 1,
            "main-1_1-tags_signatures_multiples.pdf" => 3,
            _ => continue,
        };
        assert_same(&octets, expected);
        let mut signed = octets.clone();
        for balise in balises(&octets).unwrap() {
            let before = signed.clone();
            let place = Place::Balise { texte: balise.texte.clone(), largeur: 100.0, hauteur: 50.0 };
            signed = sign_with(&signed, "maire", &visuel(place));
            assert_sound(&signed);
            let drawn = difference(&render(balise.page, &before), &render(balise.page, &signed)).unwrap();
            let centre = |from: f64, to: f64| f64::midpoint(from, to);
            let cadre = balise.cadre;
            let wanted = (cadre.gauche + cadre.largeur / 2.0, cadre.haut + cadre.hauteur / 2.0);
            // Close to the edge, the box is moved to stay whole.
            assert!((centre(drawn[1], drawn[3]) - wanted.1).abs() < 2.0, "{drawn:?} {wanted:?}");
            assert!((centre(drawn[0], drawn[2]) - wanted.0).abs() < 60.0, "{drawn:?} {wanted:?}");
        }
        let found = verify(&signed);
        assert_eq!(found.len(), expected);
        assert!(found.iter().all(|one| one.rapport.verdict == Verdict::Valide), "{found:?}");
    }
}

/// A page with this content, read by poppler too; the font is 3 and the drawing 4.
fn page(content: &str, page: &str) -> Vec<u8> {
    let forme = stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 300 300] /Matrix [1 0 0 1 50 60]",
        b"BT /F 12 Tf 10 20 Td (#cachet#) Tj ET",
    );
    Fabrique {
        objets: vec![forme],
        page: Box::leak(
            format!("{page} /Resources << /Font << /F 3 0 R >> /XObject << /X 4 0 R >> >>").into_boxed_str(),
        ),
        ..Fabrique::default()
    }
    .objects_with(content)
}

impl Fabrique {
    fn objects_with(&self, content: &str) -> Vec<u8> {
        let mut objects = self.objects();
        *objects.last_mut().unwrap() = stream("", content.as_bytes());
        assemble(b"", &objects, "")
    }
}

#[test]
fn marks_are_found_however_they_are_written() {
    for (content, expected) in [
        ("BT /F 12 Tf 100 400 Td (#signature#) Tj ET", 1),
        // In pieces, with spaces between letters, on lines of two kinds, two on one line.
        ("BT /F 12 Tf 100 400 Td [(#sig) -20 (nat) 10 (ure#)] TJ ET", 1),
        ("BT /F 12 Tf 2 Tc 100 Tz 100 400 Td (#signature1#) Tj ET", 1),
        ("BT /F 12 Tf 14 TL 100 400 Td (a) Tj (#signature1#) ' T* (#signature%2#) Tj ET", 2),
        ("BT /F 12 Tf 100 400 Td (#signature1#) Tj 200 0 Td (#signature_2#) Tj ET", 2),
        // Turned axes, a drawing in the page, an image in the content.
        ("q 0.5 0 0 0.5 30 30 cm BT /F 24 Tf 1 0 0 1 200 500 Tm <237369676E617475726523> Tj ET Q", 1),
        ("q 1 0 0 1 100 100 cm /X Do Q BI /W 1 /H 1 /BPC 8 /CS /G ID x EI BT /F 9 Tf 20 20 Td (#a#) Tj ET", 2),
        ("BT /F 12 Tf 100 400 Td (# signature # et #) Tj ET", 0),
    ] {
        let octets = page(content, "");
        let found = balises(&octets).unwrap();
        assert_eq!(found.len(), expected, "{content} {found:?}");
        if expected > 0 && !content.contains("a) Tj (") {
            assert_same(&octets, expected);
        }
    }
    for turn in ["/Rotate 90", "/Rotate 180", "/Rotate 270", "/CropBox [50 50 500 700]"] {
        let octets = page("BT /F 12 Tf 100 400 Td (#signature#) Tj ET", turn);
        let place = Place::Balise { texte: "#signature#".into(), largeur: 120.0, hauteur: 50.0 };
        let signed = sign_with(&octets, "maire", &visuel(place));
        let drawn = difference(&render(1, &octets), &render(1, &signed)).unwrap();
        let cadre = balises(&octets).unwrap()[0].cadre;
        let wanted = (cadre.gauche + cadre.largeur / 2.0, cadre.haut + cadre.hauteur / 2.0);
        let centre = (f64::midpoint(drawn[0], drawn[2]), f64::midpoint(drawn[1], drawn[3]));
        assert!((centre.0 - wanted.0).abs() < 3.0 && (centre.1 - wanted.1).abs() < 3.0, "{turn} {drawn:?} {wanted:?}");
    }
}

#[test]
fn a_mark_that_is_not_there_is_told() {
    let place = Place::Balise { texte: "#cachet#".into(), largeur: 120.0, hauteur: 50.0 };
    let refused = prepare(&Fabrique::default().pdf(), &certificat("maire"), &[], &visuel(place)).unwrap_err();
    assert_eq!(refused, PadesError::BaliseInconnue { balise: "#cachet#".into() });
    let mut many = String::from("BT /F 12 Tf 100 400 Td ");
    for _ in 0..50_000 {
        let _ = write!(many, "(#a ) Tj ");
    }
    let start = std::time::Instant::now();
    assert_eq!(balises(&page(&(many + "ET"), "")).unwrap(), []);
    assert!(start.elapsed().as_secs() < 5);
}
