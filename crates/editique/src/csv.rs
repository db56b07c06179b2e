//! `csv`: the rows of a table for a spreadsheet set in French.

use crate::{Cellule, EditiqueError, Tableau};

/// Excel reads UTF-8 only after this.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// The header and the rows, in UTF-8 with a byte order mark, separated by `;`, lines ended by CR LF.
///
/// Amounts are `1234,56`, rates `5,5%`, dates `22/11/2026`, ticked boxes `x`: what Excel and `LibreOffice` set in French
/// read as values. Totals and notes are left out.
///
/// **Formula injection is defused**: a text that a spreadsheet could run (its first character, spaces aside, is `=`, `+`,
/// `-`, `@`, their full-width forms, a tabulation, a carriage return or a line feed) is written after an apostrophe,
/// headers included. The apostrophe is part of the file: who reads it back takes it away. Numbers are never touched.
pub fn csv(tableau: &Tableau) -> Result<Vec<u8>, EditiqueError> {
    tableau.check()?;
    let mut writer =
        csv::WriterBuilder::new().delimiter(b';').terminator(csv::Terminator::CRLF).from_writer(BOM.to_vec());
    writer.write_record(tableau.colonnes.iter().map(|colonne| defused(&colonne.libelle)))?;
    for ligne in &tableau.lignes {
        writer.write_record(ligne.iter().map(field))?;
    }
    writer.into_inner().map_err(|error| EditiqueError::Ecriture(error.into_error()))
}

fn field(cellule: &Cellule) -> String {
    match cellule {
        Cellule::Vide | Cellule::Case(false) => String::new(),
        Cellule::Case(true) => "x".to_owned(),
        Cellule::Texte(texte) => defused(texte),
        Cellule::Entier(n) => n.to_string(),
        Cellule::Montant(montant) => montant.decimal().replace('.', ","),
        Cellule::Taux(taux) => taux.to_string().replace('−', "-").replace('\u{a0}', ""),
        Cellule::Date(date) => kernel::date_courte(*date),
        Cellule::Indice(indice) => indice.decimal().replace('.', ","),
    }
}

fn defused(texte: &str) -> String {
    let runs = |c: char| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '\t' | '\r' | '\n');
    let first = texte.trim_start_matches([' ', '\u{a0}', '\u{202f}']).chars().next();
    if first.is_some_and(runs) { format!("'{texte}") } else { texte.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Colonne, Genre};
    use kernel::{Indice, Montant, Taux};
    use time::macros::date;

    #[test]
    fn values_are_written_as_french_spreadsheets_read_them() {
        let mut tableau = Tableau::new(
            "ignoré",
            [
                Colonne::texte("Service ; détail"),
                Colonne::entier("Quantité"),
                Colonne::montant("Montant"),
                Colonne::new("Taux", Genre::Taux),
                Colonne::new("Depuis", Genre::Date),
                Colonne::new("Syntec", Genre::Indice),
                Colonne::new("Signé", Genre::Case),
            ],
        )
        .with_totaux(vec![Cellule::Vide; 7]);
        tableau.push([
            "dit « \"N1\" »\nsuite".into(),
            1_234_i64.into(),
            Montant::from_cents(-123_456).into(),
            Taux::from_dix_milliemes(-550).into(),
            date!(2026 - 11 - 22).into(),
            Indice::from_centiemes(27_450).into(),
            true.into(),
        ]);
        let text = String::from_utf8(csv(&tableau).unwrap()).unwrap();
        assert_eq!(
            text,
            "\u{feff}\"Service ; détail\";Quantité;Montant;Taux;Depuis;Syntec;Signé\r\n\
             \"dit « \"\"N1\"\" »\nsuite\";1234;-1234,56;-5,5%;22/11/2026;274,50;x\r\n"
        );
    }

    #[test]
    fn a_text_that_could_run_is_defused_and_a_number_is_not() {
        for hostile in ["=1+1", "+33 5 63", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "\u{a0}@x"] {
            assert_eq!(defused(hostile), format!("'{hostile}"));
        }
        for plain in ["Montaigut", "a=b", "", " ", "5 - 3", "'=1"] {
            assert_eq!(defused(plain), plain);
        }
        assert_eq!(field(&Montant::from_cents(-5).into()), "-0,05");
    }

    #[test]
    fn a_header_is_defused_too() {
        let tableau = Tableau::new("", [Colonne::texte("=cmd|' /C calc'!A0")]);
        assert!(String::from_utf8(csv(&tableau).unwrap()).unwrap().contains("'=cmd"));
    }
}
