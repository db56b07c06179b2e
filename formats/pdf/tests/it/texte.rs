//! The text of pages where it is drawn, as poppler sees it.

use pdf::{Document, TextePage, check, pages};

use super::{fabrique::Fabrique, juges::run, officiels::reels};

/// The words of a page with their box, as poppler tells them.
fn words(page: usize, octets: &[u8]) -> Vec<(String, [f64; 4])> {
    let page = page.to_string();
    let said =
        String::from_utf8(run("pdftotext", &["-bbox", "-cropbox", "-f", &page, "-l", &page, "{}", "-"], octets).stdout)
            .unwrap();
    let words = said.lines().filter_map(|line| {
        let (attributes, rest) = line.trim().strip_prefix("<word ")?.split_once('>')?;
        let mut numbers = attributes.split('"').filter_map(|part| part.parse().ok());
        let corners = [numbers.next()?, numbers.next()?, numbers.next()?, numbers.next()?];
        Some((rest.strip_suffix("</word>")?.to_owned(), corners))
    });
    words.collect()
}

/// Letters without accents, long enough to be met once or nearly.
fn is_plain(word: &str) -> bool {
    word.len() >= 6 && word.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[test]
fn words_of_real_files_are_where_poppler_sees_them() {
    for (nom, octets) in reels() {
        if check(&octets).is_err() {
            continue;
        }
        let document = Document::open(&octets).unwrap();
        let (mut found, mut all) = (0, 0);
        for (rank, page) in pages(&document).unwrap().iter().enumerate() {
            let texte = TextePage::read(&document, page).unwrap();
            for (word, corners) in words(rank + 1, &octets).into_iter().filter(|(word, _)| is_plain(word)) {
                all += 1;
                let places =
                    texte.texte().match_indices(&word).filter_map(|(at, _)| texte.cadre(&(at..at + word.len())));
                found += usize::from(places.into_iter().any(|cadre| {
                    let right = cadre.gauche + cadre.largeur;
                    let middle = cadre.haut + cadre.hauteur / 2.0;
                    (cadre.gauche - corners[0]).abs() < 3.0
                        && (right - corners[2]).abs() < 3.0
                        && (middle - f64::midpoint(corners[1], corners[3])).abs() < 5.0
                }));
            }
        }
        println!("{nom}: {found} of {all}");
        assert!(found * 100 >= all * 95, "{nom}: {found} of {all}");
    }
}

#[test]
fn a_page_turned_has_its_text_where_it_is_seen() {
    for turn in ["", "/Rotate 90", "/Rotate 180", "/Rotate 270", "/CropBox [50 100 500 700]", "/UserUnit 2"] {
        let octets = Fabrique { page: turn, ..Fabrique::default() }.pdf();
        let document = Document::open(&octets).unwrap();
        let page = &pages(&document).unwrap()[0];
        let texte = TextePage::read(&document, page).unwrap();
        assert_eq!(texte.texte(), "Page 1");
        let cadre = texte.cadre(&(0..4)).unwrap();
        let (_, [left, top, right, bottom]) = words(1, &octets).into_iter().find(|(word, _)| word == "Page").unwrap();
        // A font that is not embedded has no widths: only the place is compared, and poppler does not know the unit.
        let unit = if turn.contains("UserUnit") { 2.0 } else { 1.0 };
        let centre = (unit * f64::midpoint(left, right), unit * f64::midpoint(top, bottom));
        let ours = (cadre.gauche + cadre.largeur / 2.0, cadre.haut + cadre.hauteur / 2.0);
        assert!(
            (centre.0 - ours.0).abs() < 8.0 * unit && (centre.1 - ours.1).abs() < 8.0 * unit,
            "{turn} {centre:?} {ours:?}"
        );
    }
}
