//! What people type is text, whatever it looks like.

use editique::{
    Bloc, Cellule, Classeur, Colonne, Document, Emetteur, Encadre, Evenement, Feuille, Forme, Genre, Orientation,
    Presse, Prose, Signataire, Tableau, Ton,
};

use crate::{
    etat::JOUR,
    outils::{Dossier, mots, pdftotext, run},
};

const CODE: &str =
    r#"#import "/etc/passwd": * #panic("x") $x^2$ *gras* _it_ @ref <label> `brut` = Titre // \u{41} "q" 'a' \ ]]} #{"#;

/// The same text in every place where a text can be.
fn everywhere(texte: &str, forme: Forme) -> Document {
    let t = || texte.to_owned();
    let prose = || Prose::new(t()).bold(t()).italic(t());
    let mut tableau = Tableau::new(t(), [Colonne::texte(t()), Colonne::montant(t()), Colonne::new(t(), Genre::Case)])
        .with_totaux([t().into(), t().into(), t().into()])
        .with_note(t());
    tableau.push([t().into(), t().into(), t().into()]);
    let signataire = Signataire { pour: t(), qualite: t(), nom: t() };
    Document {
        sous_titre: Some(t()),
        forme,
        orientation: Orientation::Paysage,
        destinataire: vec![t(), t()],
        reference: Some(t()),
        lieu: Some(t()),
        confidentialite: Some(t()),
        mention: Some(t()),
        blocs: vec![
            Bloc::titre(3, t()),
            Bloc::article(t(), t()),
            Bloc::Paragraphe(prose()),
            Bloc::Liste(vec![prose()]),
            Bloc::ListeNumerotee(vec![prose()]),
            Bloc::Visas(vec![prose()]),
            Bloc::Formule(t()),
            Bloc::Definitions(vec![(t(), prose())]),
            tableau.into(),
            Encadre { titre: t(), texte: vec![prose()], ton: Ton::Important }.into(),
            Bloc::SignatureSimple(signataire.clone()),
            Bloc::Signatures(vec![signataire]),
            Bloc::SautDePage,
            Bloc::Sommaire,
        ],
        ..Document::new(t(), Emetteur { nom: t(), lignes: vec![t()] }, JOUR)
    }
}

#[test]
fn code_of_the_typesetter_is_printed_as_it_was_typed() {
    let dossier = Dossier::new();
    for forme in [Forme::Piece, Forme::Courrier] {
        let pdf = dossier.write("code.pdf", &Presse::new().unwrap().pdf(&everywhere(CODE, forme)).unwrap());
        let text: String = pdftotext(&pdf).split_whitespace().collect();
        let typed: String = CODE.split_whitespace().collect();
        // Title, headings, prose three times in five places, cells, boxes…
        let seen = text.matches(&typed).count();
        assert!(seen > 20, "seen {seen} times in\n{text}");
    }
}

#[test]
fn empty_texts_and_empty_lists_are_printed_too() {
    let presse = Presse::new().unwrap();
    for forme in [Forme::Piece, Forme::Courrier] {
        presse.pdf(&everywhere("", forme)).unwrap();
        presse.pdf(&everywhere(" \n\t\n ", forme)).unwrap();
    }
    let mut bare = Document::new("", Emetteur::default(), JOUR);
    bare.blocs = vec![
        Bloc::Sommaire,
        Bloc::Liste(vec![]),
        Bloc::ListeNumerotee(vec![]),
        Bloc::Visas(vec![]),
        Bloc::Definitions(vec![]),
        Bloc::Signatures(vec![]),
        Bloc::Paragraphe(Prose::default()),
        Bloc::Encadre(Encadre::default()),
        Bloc::SautDePage,
        Bloc::SautDePage,
        Tableau::new("", [Colonne::texte("")]).into(),
    ];
    presse.pdf(&bare).unwrap();
}

#[test]
fn characters_without_a_shape_or_a_font_do_not_stop_the_press() {
    let strange =
        "a\u{202e}b\u{0}c\u{7f}\u{feff}\u{200f}d\u{e000}e\u{1f600}f文\u{10ffff}g\r\nh\u{2028}i e\u{301}\u{fffd}";
    let dossier = Dossier::new();
    let pdf = dossier.write("strange.pdf", &Presse::new().unwrap().pdf(&everywhere(strange, Forme::Piece)).unwrap());
    let text = pdftotext(&pdf);
    assert!(text.contains("abcd□e□f□□g"), "{text}");
    assert!(!text.contains('\u{202e}'));
}

#[test]
fn a_word_of_ten_thousand_letters_stays_on_the_paper() {
    let dossier = Dossier::new();
    let mut document = everywhere("court", Forme::Piece);
    document.orientation = Orientation::Portrait;
    document.push(Bloc::paragraphe("m".repeat(10_000)));
    document.push(Bloc::Definitions(vec![("m".repeat(200), "m".repeat(200).into())]));
    let mut tableau =
        Tableau::new("m".repeat(300), [Colonne::texte("m".repeat(300)), Colonne::texte("b"), Colonne::montant("c")]);
    tableau.push(["m".repeat(10_000).into(), "m".repeat(1_000).into(), Cellule::Vide]);
    document.push(tableau);
    let pdf = dossier.write("long.pdf", &Presse::new().unwrap().pdf(&document).unwrap());
    let words = mots(&pdf);
    let letters: usize = words.iter().map(|mot| mot.texte.matches('m').count()).sum();
    assert!(letters >= 21_800, "{letters} letters printed");
    for mot in words {
        assert!(mot.droite < 210.0 && mot.gauche > 0.0 && mot.bas < 297.0, "{mot:?}");
    }
}

#[test]
fn a_title_longer_than_a_pdf_can_hold_is_cut_in_the_metadata_only() {
    let long = "été ".repeat(4_200);
    let dossier = Dossier::new();
    let pdf = dossier
        .write("titre.pdf", &Presse::new().unwrap().pdf(&Document::new(&long, Emetteur::default(), JOUR)).unwrap());
    assert!(pdftotext(&pdf).matches("été").count() >= 4_200);
}

#[test]
fn workbooks_of_hostile_texts_stay_well_formed_and_compute_nothing() {
    let strange = "=1+1\u{0}\u{b}]]>&<a b=\"'\">\u{ffff}\r\n\t  deux  espaces";
    let mut tableau = Tableau::new(strange, [Colonne::texte(strange), Colonne::texte("long")]).with_note(strange);
    tableau.push([strange.into(), "é".repeat(40_000).into()]);
    let feuille = Feuille { nom: "[a]'b'&<*>?/\\:".into(), tableau };
    let mut classeur = Classeur::new(strange, strange, JOUR);
    classeur.feuilles = vec![feuille.clone(), feuille];
    let dossier = Dossier::new();
    for (nom, bytes) in [("a.xlsx", editique::xlsx(&classeur).unwrap()), ("a.ods", editique::ods(&classeur).unwrap())] {
        let file = dossier.write(nom, &bytes);
        let folder = dossier.path().join(format!("{nom}.d"));
        run("unzip", "unzip", ["-q".as_ref(), file.as_os_str(), "-d".as_ref(), folder.as_os_str()]);
        let parts = run("find", "findutils", [folder.to_str().unwrap(), "-name", "*.xml", "-o", "-name", "*.rels"]);
        let parts: Vec<&str> = parts.lines().collect();
        assert!(parts.len() >= 5, "{parts:?}");
        run("xmllint", "libxml2-utils", [&["--noout"], &parts[..]].concat());
        let formulas = parts.iter().filter(|part| {
            let xml = std::fs::read_to_string(part).unwrap();
            xml.contains("<f>") || xml.contains("table:formula")
        });
        assert_eq!(formulas.count(), 0);
    }
}

#[test]
fn a_calendar_cannot_be_given_other_lines() {
    let evenement = Evenement {
        uid: "a@b\r\nATTENDEE:x".into(),
        debut: JOUR,
        titre: "x\r\nEND:VEVENT\rBEGIN:VEVENT".into(),
        description: "a;b,c\\d\nDTSTART:19700101".into(),
        url: Some("https://cdg.example/\r\nX-EVIL:1".into()),
        rappel_jours: Some(7),
    };
    let ics = editique::ics(&[evenement], "nom\nX-EVIL:1", kernel::Instant::from_unix_micros(0));
    let forged =
        |line: &&str| ["ATTENDEE", "X-EVIL", "DTSTART:1970", "END:VEVENTB"].iter().any(|f| line.starts_with(f));
    assert_eq!(ics.lines().find(forged), None, "{ics}");
    assert_eq!(ics.matches("\r\nBEGIN:VEVENT").count(), 1);
}
