//! The PDF: its claims, its structure, its visible text, its bytes.

use std::path::PathBuf;

use editique::{Cellule, Colonne, Document, Presse, Tableau};

use crate::{
    documents, etat,
    outils::{Dossier, mots, pdfinfo, pdfinfo_with, pdftotext, run},
};

fn printed(dossier: &Dossier, nom: &str, document: &Document) -> PathBuf {
    dossier.write(&format!("{nom}.pdf"), &Presse::new().unwrap().pdf(document).unwrap())
}

#[test]
fn every_specimen_is_sound_tagged_and_archivable() {
    let dossier = Dossier::new();
    for (nom, document) in documents::all() {
        let pdf = printed(&dossier, nom, &document);
        let info = pdfinfo(&pdf);
        assert!(info.lines().any(|l| l.starts_with("Tagged:") && l.ends_with("yes")), "{nom}: {info}");
        assert!(info.contains(&document.titre), "{nom}: {info}");
        let claims = pdfinfo_with("-meta", &pdf);
        for claim in ["<pdfaid:part>2<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<"] {
            assert!(claims.contains(claim), "{nom}: {claim} in {claims}");
        }
        run("qpdf", "qpdf", ["--check".as_ref(), pdf.as_os_str()]);
        let fonts = run("pdffonts", "poppler-utils", [&pdf]);
        for font in fonts.lines().skip(2) {
            assert!(font.contains("SourceSans3") && font.contains(" yes yes yes "), "{nom}: {font}");
        }
    }
}

#[test]
fn the_file_carries_title_author_subject_and_the_day_of_the_document() {
    let dossier = Dossier::new();
    let info = pdfinfo(&printed(&dossier, "etat", &etat::document()));
    let value = |key: &str| info.lines().find_map(|l| l.strip_prefix(key)).unwrap_or_default().trim().to_owned();
    assert_eq!(value("Title:"), "État annuel des services numériques 2020");
    assert_eq!(value("Author:"), "Centre de gestion de la fonction publique territoriale de Tarn-et-Garonne");
    assert_eq!(value("Subject:"), "Commune de Montaigut-de-Quercy · SIREN 218 201 242");
    assert_eq!(value("Creator:"), "Beffroi");
    assert!(value("CreationDate:").starts_with("Tue Dec  1"), "{info}");
    assert_eq!(value("Pages:"), "2");
}

#[test]
fn a_screen_reader_finds_headings_lists_tables_and_their_headers() {
    let dossier = Dossier::new();
    let tree = |nom: &str, document: &Document| pdfinfo_with("-struct", &printed(&dossier, nom, document));
    let convention = tree("convention", &documents::convention());
    for tag in ["H1", "H2", "TOC", "TOCI", "L (block)", "LI", "Table", "Caption", "THead", "TH", "TFoot", "Link"] {
        assert!(convention.contains(tag), "{tag} is not in\n{convention}");
    }
    assert!(convention.contains("Scope") && convention.contains("Column"), "{convention}");
    let facts = tree("etat", &etat::document());
    assert!(facts.contains("Row"), "the names of facts head their rows:\n{facts}");
}

#[test]
fn the_visible_text_of_a_two_page_etat_is_this_one() {
    let dossier = Dossier::new();
    let text = pdftotext(&printed(&dossier, "etat", &etat::document()));
    // Blank lines depend on the version of the tool, which gives every space as a plain one.
    let text = text.replace('\u{c}', "\n——— page ———\n");
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn the_address_stands_in_the_window_of_the_envelope() {
    let dossier = Dossier::new();
    let words = mots(&printed(&dossier, "lettre", &documents::lettre()));
    // A sheet folded in three leaves 99 mm; the window is 100 mm from the left, 45 to 90 mm from the top.
    let (first, last) = (words.iter().position(|m| m.texte == "Madame").unwrap(), "82150");
    let last = words.iter().position(|m| m.texte == last).unwrap() + 1;
    for word in &words[first..=last] {
        assert!(word.gauche > 105.0 && word.droite < 195.0 && word.haut > 45.0 && word.bas < 90.0, "{word:?}");
    }
    let inside = words.iter().filter(|m| m.droite > 100.0 && m.bas > 45.0 && m.haut < 90.0).count();
    assert_eq!(inside, last - first + 1, "nothing but the address shows through the window");
}

#[test]
fn amounts_end_on_the_same_vertical() {
    let dossier = Dossier::new();
    let words = mots(&printed(&dossier, "etat", &etat::document()));
    let mut ends =
        words.iter().filter(|m| m.texte.contains('€') && m.droite > 180.0 && m.bas < 230.0).map(|m| m.droite);
    let first = ends.next().unwrap();
    assert!(ends.clone().count() >= 9);
    assert!(ends.all(|end| (end - first).abs() < 0.1));
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let document = etat::document();
    let (one, other) = (Presse::new().unwrap(), Presse::new().unwrap());
    let expected = one.pdf(&document).unwrap();
    assert_eq!(other.pdf(&document).unwrap(), expected);
    std::thread::scope(|scope| {
        let printers: Vec<_> = (0..3).map(|_| scope.spawn(|| one.pdf(&document).unwrap())).collect();
        for printer in printers {
            assert!(printer.join().unwrap() == expected, "printing at the same time changed the bytes");
        }
    });
    let mut tomorrow = document.clone();
    tomorrow.date = document.date.next_day().unwrap();
    assert!(one.pdf(&tomorrow).unwrap() != expected);
}

#[test]
fn a_long_table_repeats_its_header_on_each_page() {
    let mut tableau = Tableau::new("Toutes les communes", [Colonne::entier("Rang"), Colonne::texte("Intitulé")])
        .with_totaux([400_i64.into(), "communes".into()]);
    for rang in 1..=400_i64 {
        tableau.push([rang.into(), Cellule::from(format!("Commune n° {rang}"))]);
    }
    let mut document = Document::new("Liste", etat::emetteur(), etat::JOUR);
    document.push(tableau);
    let dossier = Dossier::new();
    let pdf = printed(&dossier, "liste", &document);
    let text = pdftotext(&pdf);
    let pages = text.matches('\u{c}').count();
    assert!(pages > 8, "{pages} pages");
    assert_eq!(text.matches("Intitulé").count(), pages);
    assert_eq!(text.matches("Commune n°").count(), 400);
    assert!(text.contains(&format!("Page {pages} sur {pages}")));
}

#[test]
fn a_table_with_a_short_row_is_refused_by_its_line() {
    let mut tableau = Tableau::new("Postes", [Colonne::texte("Poste"), Colonne::texte("Niveau")]);
    tableau.push(["MTG-001".into()]);
    let mut document = Document::new("Annexe", etat::emetteur(), etat::JOUR);
    document.push(tableau);
    let refus = Presse::new().unwrap().pdf(&document).unwrap_err().to_string();
    assert!(refus.contains("La ligne 1 du tableau « Postes »"), "{refus}");
}
