//! The stamp: on each page, upright, where it was asked, as its preview says, and nothing else changes.

use pdf::{Pages, PdfError, Position, Tampon, check, stamp};

use super::{
    en_haut_a_droite,
    fabrique::{Fabrique, assemble, stream},
    juges::{assert_sound, difference, pdfinfo, qpdf, render, text},
    tampon,
};

/// The stamp is where `place` says on this page, within a pixel, and its lines are read.
fn assert_stamped(before: &[u8], after: &[u8], page: usize, size: (f64, f64), position: &Position) {
    assert!(after.starts_with(before));
    let cadre = tampon().boite().unwrap().place(size, position).unwrap();
    let changed = difference(&render(page, before), &render(page, after)).unwrap_or_default();
    let wanted = [cadre.gauche, cadre.haut, cadre.gauche + cadre.largeur, cadre.haut + cadre.hauteur];
    let near = changed.iter().zip(wanted).all(|(changed, wanted)| (changed - wanted).abs() <= 2.5);
    assert!(near, "page {page}: {changed:?} instead of {wanted:?}");
    let text = text(page, after);
    for line in [
        "Acte télétransmis",
        "082-218200020-20261117-2026_112-DE",
        "Reçu le 17 novembre 2026",
        "Publié le 18/11/2026, n° 12 d’été",
    ] {
        assert!(text.contains(line), "page {page}, {line}: {text}");
    }
}

fn visible(octets: &[u8]) -> (f64, f64) {
    let format = check(octets).unwrap().formats[0];
    (format.largeur, format.hauteur)
}

#[test]
fn every_page_is_stamped_and_the_file_stays_sound() {
    let before = Fabrique { pages: 3, ..Fabrique::default() }.pdf();
    let position = en_haut_a_droite();
    let after = stamp(&before, &tampon(), &position).unwrap();
    assert_sound(&after);
    for page in 1..=3 {
        assert_stamped(&before, &after, page, visible(&before), &position);
        assert!(text(page, &after).contains(&format!("Page {page}")));
    }
}

#[test]
fn the_first_page_alone_may_be_stamped() {
    let before = Fabrique { pages: 2, ..Fabrique::default() }.pdf();
    let after = stamp(&before, &tampon(), &Position { pages: Pages::Premiere, ..en_haut_a_droite() }).unwrap();
    assert!(text(1, &after).contains("Reçu le"));
    assert!(!text(2, &after).contains("Reçu le"));
}

/// Each quarter of turn, in each corner, with boxes whose origin is not the corner of the paper.
#[test]
fn the_stamp_is_upright_and_in_its_place_whatever_the_page() {
    for page in [
        "/Rotate 0",
        "/Rotate 90",
        "/Rotate 180",
        "/Rotate 270",
        "/Rotate -90",
        "/Rotate 450",
        "/MediaBox [-100 -50 495 792]",
        "/MediaBox [595 842 0 0] /Rotate 90",
        "/MediaBox [-100 50 495 892] /CropBox [0 100 400 700] /Rotate 90",
        "/CropBox [50 60 550 900] /Rotate 180",
        "/CropBox [30.5 40.25 501.75 800.5] /Rotate 270",
        "/MediaBox [0 0 1684 2384]",
        "/MediaBox [0 0 150 100]",
    ] {
        let before = Fabrique { page, ..Fabrique::default() }.pdf();
        for (x, y) in [(0.0, 0.0), (1.0, 0.0), (0.3, 0.4), (1.0, 1.0)] {
            let position = Position { x, y, pages: Pages::Toutes };
            let after = stamp(&before, &tampon(), &position).unwrap();
            assert_stamped(&before, &after, 1, visible(&before), &position);
        }
        let again = stamp(&before, &tampon(), &en_haut_a_droite()).unwrap();
        assert_sound(&again);
    }
}

#[test]
fn a_crop_box_outside_the_paper_is_ignored() {
    let page = Fabrique { page: "/CropBox [1000 1000 1100 1100]", ..Fabrique::default() }.pdf();
    assert_eq!(visible(&page), (595.0, 842.0));
    assert_sound(&stamp(&page, &tampon(), &en_haut_a_droite()).unwrap());
}

#[test]
fn a_page_in_large_units_has_a_stamp_of_the_same_size_on_paper() {
    let before = Fabrique { page: "/MediaBox [0 0 297.5 421] /UserUnit 2", ..Fabrique::default() }.pdf();
    assert_eq!(visible(&before), (595.0, 842.0));
    let position = Position { x: 0.5, y: 0.5, pages: Pages::Toutes };
    let after = stamp(&before, &tampon(), &position).unwrap();
    let cadre = tampon().boite().unwrap().place((595.0, 842.0), &position).unwrap();
    // Poppler draws one pixel a unit.
    let changed = difference(&render(1, &before), &render(1, &after)).unwrap();
    assert!(
        (changed[0] - cadre.gauche / 2.0).abs() < 2.0 && (changed[2] - changed[0] - cadre.largeur / 2.0).abs() < 2.5
    );
}

/// Tables as streams, objects in groups, linearised files, junk before the header, annotations in a list of their own.
#[test]
fn every_form_of_file_is_stamped() {
    let plain = Fabrique { pages: 2, ..Fabrique::default() }.pdf();
    let listed = Fabrique { objets: vec![b"[]".to_vec()], page: "/Annots 4 0 R", ..Fabrique::default() };
    for before in [
        qpdf(&["--object-streams=generate"], &plain),
        qpdf(&["--linearize"], &plain),
        qpdf(&["--linearize", "--object-streams=generate"], &plain),
        qpdf(&["--qdf"], &plain),
        qpdf(&["--rotate=+90"], &plain),
        Fabrique { avant: b"des octets de trop\n", ..Fabrique::default() }.pdf(),
        listed.pdf(),
        // One list for two pages: each keeps its own stamp.
        Fabrique { pages: 2, ..listed }.pdf(),
    ] {
        let position = en_haut_a_droite();
        let after = stamp(&before, &tampon(), &position).unwrap();
        assert_sound(&after);
        let pages = check(&after).unwrap().pages;
        for page in 1..=pages {
            assert_stamped(&before, &after, page, visible(&before), &position);
            assert_eq!(text(page, &after).matches("Reçu le").count(), 1);
        }
        // And once more, on what was stamped.
        let twice = stamp(&after, &tampon(), &Position { y: 0.9, ..position }).unwrap();
        assert_sound(&twice);
        assert_eq!(text(1, &twice).matches("Reçu le").count(), 2);
    }
}

#[test]
fn a_hybrid_file_is_stamped() {
    // The font is in a group that only the stream of the table knows; old readers see it free.
    let group = stream("/Type /ObjStm /N 1 /First 4", b"3 0 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
    let mut objects = Fabrique { objets: vec![group, b"null".to_vec()], ..Fabrique::default() }.objects();
    objects[2] = b"null".to_vec();
    let plain = assemble(b"", &objects, "");
    let at = memchr_of(&plain, b"5 0 obj");
    let rows = [2, 0, 4, 0];
    let table = "5 0 obj\n<< /Type /XRef /W [1 2 1] /Index [3 1] /Size 8 /Length 4 >>\nstream\n";
    let mut hybrid = plain[..at].to_vec();
    hybrid.extend(table.bytes());
    hybrid.extend(rows);
    hybrid.extend(b"\nendstream\nendobj\n");
    hybrid.extend(&plain[memchr_of(&plain, b"6 0 obj")..memchr_of(&plain, b"xref\n0")]);
    let start = hybrid.len();
    let mut text_table = String::from("xref\n0 8\n0000000000 65535 f \n");
    for number in 1..8 {
        let mark = format!("{number} 0 obj");
        let offset = memchr_of(&hybrid, mark.as_bytes());
        let line = if number == 3 { "0000000000 00000 f \n".to_owned() } else { format!("{offset:010} 00000 n \n") };
        text_table.push_str(&line);
    }
    hybrid.extend(
        format!("{text_table}trailer\n<< /Size 8 /Root 1 0 R /XRefStm {at} >>\nstartxref\n{start}\n%%EOF\n").bytes(),
    );
    assert_sound(&hybrid);
    let seen = |octets: &[u8]| {
        String::from_utf8(super::juges::run("qpdf", &["--show-object=3", "{}"], octets).stdout).unwrap()
    };
    assert!(seen(&hybrid).contains("/Helvetica"));
    let font = pdf::Document::open(&hybrid).unwrap().get(pdf::Ref { number: 3, generation: 0 }).unwrap();
    assert!(font.as_dict().unwrap().is("BaseFont", "Helvetica"));
    let after = stamp(&hybrid, &tampon(), &en_haut_a_droite()).unwrap();
    assert_sound(&after);
    assert!(seen(&after).contains("/Helvetica") && text(1, &after).contains("Reçu le"));
}

fn memchr_of(octets: &[u8], word: &[u8]) -> usize {
    octets.windows(word.len()).position(|window| window == word).unwrap()
}

#[test]
fn the_stamp_is_embedded_printed_and_locked() {
    let after = stamp(&Fabrique::default().pdf(), &tampon(), &en_haut_a_droite()).unwrap();
    let fonts = String::from_utf8(super::juges::run("pdffonts", &["{}"], &after).stdout).unwrap();
    let ours: Vec<&str> = fonts.lines().filter(|line| line.contains("TamponSans")).collect();
    assert!(ours.len() == 2 && ours.iter().all(|line| line.contains("WinAnsi") && line.contains("yes yes")), "{fonts}");
    let text = String::from_utf8_lossy(&after);
    assert!(text.contains("/Subtype /Stamp") && text.contains("/F 708") && text.contains("/Contents <FEFF"));
    assert!(!pdfinfo(&after).contains("Error"));
}

/// The identity of the file is kept, its second half says that it has changed; nothing depends on chance.
#[test]
fn the_same_stamp_on_the_same_file_gives_the_same_bytes() {
    let before = Fabrique::default().pdf();
    let (one, two) = (stamp(&before, &tampon(), &en_haut_a_droite()), stamp(&before, &tampon(), &en_haut_a_droite()));
    assert_eq!(one, two);
    let after = one.unwrap();
    let tail = String::from_utf8_lossy(&after[before.len()..]).into_owned();
    assert!(tail.contains("/ID [<00112233445566778899AABBCCDDEEFF> <"));
    assert_eq!(tail.matches("00112233445566778899AABBCCDDEEFF").count(), 1);
}

#[test]
fn a_stamp_that_does_not_fit_is_refused() {
    let page = Fabrique::default().pdf();
    let refused = |tampon: &Tampon| stamp(&page, tampon, &en_haut_a_droite()).unwrap_err().to_string();
    let with = |ligne: &str| Tampon { titre: "Titre".into(), lignes: vec![ligne.into()] };
    insta_like(
        &refused(&Tampon { titre: " ".into(), lignes: vec![] }),
        "Le tampon est vide : donnez-lui un titre ou une ligne.",
    );
    insta_like(
        &refused(&with("Привет")),
        "Le tampon contient des caractères qu’il ne sait pas écrire (« П », « р », « и », « в », « е », « т »). Remplacez-les.",
    );
    insta_like(
        &refused(&with("deux\nlignes")),
        "Le tampon contient des caractères qu’il ne sait pas écrire (U+000A). Remplacez-les.",
    );
    assert!(refused(&with(&"large ".repeat(30))).contains("« large"));
    assert!(refused(&Tampon { titre: "T".into(), lignes: vec!["l".into(); 9] }).contains("8 lignes au plus"));
    let hors = stamp(&page, &tampon(), &Position { x: 1.2, y: 0.0, pages: Pages::Toutes });
    assert_eq!(hors, Err(PdfError::HorsPage));
    assert_eq!(
        stamp(&page, &tampon(), &Position { x: f64::NAN, y: 0.0, pages: Pages::Toutes }),
        Err(PdfError::HorsPage)
    );
    let petite = Fabrique { page: "/MediaBox [0 0 80 80]", ..Fabrique::default() }.pdf();
    let refus = stamp(&petite, &tampon(), &en_haut_a_droite()).unwrap_err().to_string();
    assert!(refus.starts_with("La page 1 est trop petite pour le tampon ("), "{refus}");
}

#[track_caller]
fn insta_like(said: &str, wanted: &str) {
    let plain = |text: &str| text.replace('\u{a0}', " ");
    assert_eq!(plain(said), plain(wanted));
}

#[test]
fn every_letter_of_french_is_drawn() {
    let tampon = Tampon {
        titre: "ÀÂÇÉÈÊËÎÏÔŒÙÛÜŸ".into(),
        lignes: vec!["àâçéèêëîïôœùûüÿæ".into(), "« n° 12 – 1\u{202f}000 € » ’ … ½".into()],
    };
    let after = stamp(&Fabrique::default().pdf(), &tampon, &en_haut_a_droite()).unwrap();
    let text = text(1, &after);
    for line in ["ÀÂÇÉÈÊËÎÏÔŒÙÛÜŸ", "àâçéèêëîïôœùûüÿæ", "n° 12 – 1"] {
        assert!(text.contains(line), "{text}");
    }
    assert!(text.contains('€') && text.contains('½'));
}
