//! The stamp: seen where it was asked, on every page, whatever the page.

use pdf::{PdfError, Position, Tampon, stamp};

use crate::{
    fabrique::{A4, file, pages, simple},
    outils::{is_sound, pixels, qpdf, samples, text},
};

const HAUT: Position = Position { x: 0.5, y: 0.05 };

fn tampon() -> Tampon {
    Tampon {
        titre: "Accusé de réception en préfecture".into(),
        lignes: vec!["082-218200020-20261117-2026_112-DE".into(), "Reçu le 20/11/2026 (l’école)".into()],
    }
}

/// Pixels that differ, as a box: left, top, right, bottom.
fn changed(before: &[u8], after: &[u8], page: u32) -> (usize, usize, usize, usize) {
    let ((width, height, old), (w, h, new)) = (pixels(before, page), pixels(after, page));
    assert_eq!((width, height), (w, h), "the page keeps its size");
    let differ = |at: &usize| old[*at].abs_diff(new[*at]) > 60;
    let places: Vec<(usize, usize)> = (0..width * height).filter(differ).map(|at| (at % width, at / width)).collect();
    assert!(!places.is_empty(), "nothing was drawn on page {page}");
    let xs = || places.iter().map(|(x, _)| *x);
    let ys = || places.iter().map(|(_, y)| *y);
    (xs().min().unwrap(), ys().min().unwrap(), xs().max().unwrap(), ys().max().unwrap())
}

#[test]
fn every_page_is_stamped_and_every_byte_is_left() {
    for original in [simple(), qpdf(&simple(), &["--object-streams=generate"]), qpdf(&simple(), &["--linearize"])] {
        let stamped = stamp(&original, &tampon(), HAUT).unwrap();
        assert!(stamped.starts_with(&original));
        is_sound(&stamped);
        for page in [1, 2] {
            let read = text(&stamped, page);
            assert!(
                read.contains("082-218200020-20261117-2026_112-DE") && read.contains("Reçu le 20/11/2026 (l’école)"),
                "{read}"
            );
            assert!(read.contains(&format!("page {page}")), "the page is still there");
        }
        assert_eq!(stamp(&original, &tampon(), HAUT).unwrap(), stamped, "the same words, the same bytes");
        is_sound(&stamp(&stamped, &tampon(), Position { x: 0.0, y: 0.9 }).unwrap());
    }
}

#[test]
fn it_stands_where_it_was_asked_whatever_the_page() {
    let size = tampon().boite().unwrap();
    for (attributes, wide, high) in [
        (A4, 595.0, 842.0),
        ("/MediaBox [0 0 595 842] /Rotate 90", 842.0, 595.0),
        ("/MediaBox [0 0 595 842] /Rotate 180", 595.0, 842.0),
        ("/MediaBox [0 0 595 842] /Rotate -90", 842.0, 595.0),
        ("/MediaBox [-100 -50 700 900] /CropBox [0 0 595 842]", 595.0, 842.0),
        ("/MediaBox [1000 1000 1595 1842] /Rotate 450", 842.0, 595.0),
    ] {
        let original = pages("", &[attributes]);
        let stamped = stamp(&original, &tampon(), HAUT).unwrap();
        is_sound(&stamped);
        let (left, top, right, bottom) = changed(&original, &stamped, 1);
        // Half a point a pixel.
        let near = |seen: usize, asked: f32| {
            let seen = f32::from(u16::try_from(seen).unwrap()) * 2.0;
            assert!((seen - asked).abs() < 4.0, "{attributes}: {seen} for {asked}");
        };
        let x = (HAUT.x * wide).min(wide - size.largeur);
        near(left, x);
        near(top, HAUT.y * high);
        near(right, x + size.largeur);
        near(bottom, HAUT.y * high + size.hauteur);
    }
}

#[test]
fn annotations_that_were_there_stay() {
    let link = "/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 50 50] /Border [0 0 1] /C [1 0 0] >>]";
    let apart = file(&[
        "<< /Type /Catalog /Pages 2 0 R >>".into(),
        format!("<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 {A4} >>"),
        "<< /Type /Page /Parent 2 0 R /Annots 5 0 R >>".into(),
        "<< /Type /Page /Parent 2 0 R /Annots 5 0 R >>".into(),
        "[<< /Type /Annot /Subtype /Link /Rect [0 0 50 50] /Border [0 0 1] /C [1 0 0] >>]".into(),
    ]);
    for original in [pages(A4, &[link]), apart] {
        let stamped = stamp(&original, &tampon(), HAUT).unwrap();
        is_sound(&stamped);
        let opened = qpdf(&stamped, &["--qdf", "--object-streams=disable"]);
        let json = String::from_utf8_lossy(&opened);
        assert!(json.contains("/Link") && json.contains("/Stamp"));
        assert!(text(&stamped, 1).contains("2026_112"));
    }
}

#[test]
fn what_cannot_be_stamped_is_an_error() {
    let locked = qpdf(&simple(), &["--encrypt", "", "maitre", "256", "--"]);
    assert_eq!(stamp(&locked, &tampon(), HAUT), Err(PdfError::Protege));
    let certified = file(&[
        "<< /Type /Catalog /Pages 2 0 R /Perms << /DocMDP 4 0 R >> >>".into(),
        format!("<< /Type /Pages /Kids [3 0 R] /Count 1 {A4} >>"),
        "<< /Type /Page /Parent 2 0 R >>".into(),
        "<< /Type /Sig /Filter /Adobe.PPKLite /Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /P 1 >> >>] >>".into(),
    ]);
    assert_eq!(stamp(&certified, &tampon(), HAUT), Err(PdfError::Certifie));
    let strange = Tampon { titre: "∞".into(), lignes: vec![] };
    assert_eq!(stamp(&simple(), &strange, HAUT), Err(PdfError::Lettre('∞')));
    let silent = Tampon { titre: String::new(), lignes: vec![] };
    assert_eq!(stamp(&simple(), &silent, HAUT), Err(PdfError::TamponVide));
}

#[test]
fn real_files_are_stamped() {
    for folder in ["pdf", "actes/exemples", "signature"] {
        for path in samples(folder) {
            let octets = std::fs::read(&path).unwrap();
            match stamp(&octets, &tampon(), HAUT) {
                Ok(stamped) => {
                    assert!(stamped.starts_with(&octets));
                    assert!(text(&stamped, 1).contains("2026_112"), "{}", path.display());
                }
                Err(refused) => println!("{}: {refused}", path.display()),
            }
        }
    }
}
