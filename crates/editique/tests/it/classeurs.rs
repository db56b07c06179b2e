//! The workbooks, opened by `LibreOffice`: one run for them all.

use std::fs;

use editique::{Cellule, Classeur, Colonne, Genre, Tableau, csv, ods, xlsx};
use kernel::{Indice, Montant, Taux};
use time::macros::date;

use crate::{
    etat::{self, JOUR},
    outils::{Dossier, run},
};

const MANY: i64 = 5_000;

/// One column of each kind, with what each could get wrong.
fn valeurs() -> Tableau {
    let colonnes = [
        Colonne::texte("Libellé"),
        Colonne::entier("Quantité"),
        Colonne::montant("Montant"),
        Colonne::new("Taux", Genre::Taux),
        Colonne::new("Date", Genre::Date),
        Colonne::new("Indice", Genre::Indice),
        Colonne::new("Fait", Genre::Case),
    ];
    let mut tableau = Tableau::new("Valeurs", colonnes)
        .with_totaux([
            "Total".into(),
            7_i64.into(),
            Montant::from_cents(123_456_789).into(),
            Cellule::Vide,
            Cellule::Vide,
            Cellule::Vide,
            Cellule::Vide,
        ])
        .with_note("Une note.");
    tableau.push([
        "=1+1".into(),
        (-1_234_567_i64).into(),
        Montant::from_cents(-123_456_789).into(),
        Taux::from_dix_milliemes(-163).into(),
        date!(2020 - 02 - 29).into(),
        Indice::from_centiemes(27_450).into(),
        true.into(),
    ]);
    tableau.push([
        "  deux  espaces ; « guillemets » \"droits\"".into(),
        0_i64.into(),
        Montant::from_cents(5).into(),
        Taux::from_dix_milliemes(2_000).into(),
        date!(1999 - 12 - 31).into(),
        Cellule::Vide,
        false.into(),
    ]);
    tableau.push([
        "sur devis".into(),
        Cellule::Vide,
        "sur devis".into(),
        Cellule::Vide,
        Cellule::Vide,
        Cellule::Vide,
        Cellule::Vide,
    ]);
    tableau
}

fn beaucoup() -> Tableau {
    let mut tableau = Tableau::new("Beaucoup", [Colonne::texte("Commune"), Colonne::montant("Montant")]);
    for rang in 1..=MANY {
        tableau.push([format!("Commune {rang}").into(), Montant::from_cents(rang * 101).into()]);
    }
    tableau
}

fn classeur() -> Classeur {
    Classeur::new("Classeur d’essai", "CDG 82", JOUR)
        .with_feuille("Valeurs", valeurs())
        .with_feuille("Beaucoup", beaucoup())
}

/// The settings of an office in France.
const FRENCH: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>fr-FR</value></prop></item>
</oor:items>"#;

/// What `LibreOffice` shows, in its own CSV: every sheet, as on screen.
const SHOWN: &str = "csv:Text - txt - csv (StarCalc):59,34,76,1,,1036,false,true,true,false,false,-1";

/// Converts in one run, with a profile of its own: no other `LibreOffice` is disturbed, none disturbs.
fn convert(dossier: &Dossier, to: &str, files: &[&str]) {
    let profile = format!("-env:UserInstallation=file://{}/profil", dossier.path().display());
    fs::create_dir_all(dossier.path().join("profil/user")).unwrap();
    dossier.write("profil/user/registrymodifications.xcu", FRENCH.as_bytes());
    let out = dossier.path().join("lu");
    let mut args = vec![profile, "--headless".into(), "--convert-to".into(), to.into(), "--outdir".into()];
    args.push(out.display().to_string());
    args.extend(files.iter().map(|file| dossier.path().join(file).display().to_string()));
    let said = run("soffice", "libreoffice-calc-nogui", args);
    // It succeeds even when it could read nothing.
    assert_eq!(said.matches("convert ").count(), files.len(), "LibreOffice did not read its files: {said}");
}

fn read(dossier: &Dossier, file: &str) -> String {
    fs::read_to_string(dossier.path().join("lu").join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

#[test]
fn libreoffice_reads_back_every_value_and_filter() {
    let dossier = Dossier::new();
    dossier.write("un.xlsx", &xlsx(&classeur()).unwrap());
    dossier.write("deux.ods", &ods(&classeur()).unwrap());
    convert(&dossier, SHOWN, &["un.xlsx", "deux.ods"]);
    for file in ["un", "deux"] {
        let shown = read(&dossier, &format!("{file}-Valeurs.csv")).replace(['\u{202f}', '\u{a0}'], " ");
        assert_eq!(
            shown.lines().collect::<Vec<_>>(),
            [
                "Libellé;Quantité;Montant;Taux;Date;Indice;Fait",
                "=1+1;-1 234 567;-1 234 567,89 €;-1,63 %;29/02/2020;274,50;x",
                "\"  deux  espaces ; « guillemets » \"\"droits\"\"\";0;0,05 €;20,00 %;31/12/1999;;",
                "sur devis;;sur devis;;;;",
                "Total;7;1 234 567,89 €;;;;",
                ";;;;;;",
                "Une note.;;;;;;",
            ],
            "{file}"
        );
        let many = read(&dossier, &format!("{file}-Beaucoup.csv"));
        assert_eq!(many.lines().count(), 5_001, "{file}");
        let last = many.lines().last().unwrap().replace(['\u{202f}', '\u{a0}'], " ");
        assert_eq!(last, "Commune 5000;5 050,00 €", "{file}");
    }
    convert(&dossier, "fods", &["un.xlsx", "deux.ods"]);
    for file in ["un.fods", "deux.fods"] {
        let flat = read(&dossier, file);
        assert_eq!(
            flat.matches("table:display-filter-buttons=\"true\"").count(),
            2,
            "{file}: both sheets are filtered"
        );
        assert_eq!(flat.matches("office:value-type=\"date\"").count(), 2, "{file}: dates are dates");
        assert!(flat.contains("office:value=\"-1234567.89\""), "{file}: amounts are numbers");
        assert!(!flat.contains("table:formula"), "{file}: nothing computes");
        assert!(flat.contains("Classeur d’essai") && flat.contains("CDG 82"), "{file}: title and author");
    }
}

/// `LibreOffice` drops the view when it converts without a screen: the files themselves are read.
#[test]
fn the_header_of_every_sheet_stays_in_sight() {
    let dossier = Dossier::new();
    let part = |file: &str, bytes: Vec<u8>, part: &str| {
        let file = dossier.write(file, &bytes);
        run("unzip", "unzip", ["-p".as_ref(), file.as_os_str(), part.as_ref()])
    };
    let sheet = part("un.xlsx", xlsx(&classeur()).unwrap(), "xl/worksheets/sheet2.xml");
    assert!(
        sheet.contains("<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>"),
        "{sheet}"
    );
    let settings = part("deux.ods", ods(&classeur()).unwrap(), "settings.xml");
    assert_eq!(settings.matches("config:name=\"VerticalSplitMode\" config:type=\"short\">2<").count(), 2, "{settings}");
    // Without its namespace, LibreOffice does not know the prefix and forgets all this.
    assert!(settings.contains("xmlns:ooo=\"http://openoffice.org/2004/office\""), "{settings}");
}

#[test]
fn the_same_workbook_gives_the_same_bytes() {
    assert!(xlsx(&etat::classeur()).unwrap() == xlsx(&etat::classeur()).unwrap());
    assert!(ods(&etat::classeur()).unwrap() == ods(&etat::classeur()).unwrap());
}

#[test]
fn the_ods_says_what_it_is_in_its_first_bytes() {
    let bytes = ods(&etat::classeur()).unwrap();
    assert_eq!(&bytes[30..84], b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet");
}

#[test]
fn a_csv_of_five_thousand_rows_can_be_read_back() {
    let bytes = csv(&beaucoup()).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    assert_eq!(text.split("\r\n").filter(|line| !line.is_empty()).count(), 5_001);
    assert!(text.ends_with("Commune 5000;5050,00\r\n"));
}
