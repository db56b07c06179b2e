//! A text file of values: its encoding and its separator are found, not asked.

use std::collections::HashMap;

use crate::{Classeur, Feuille, Format, TableurError, budget::Budget, encodage::decode, feuille::Rangement};

/// In the order of preference when nothing decides.
const SEPARATEURS: [char; 4] = [';', '\t', ',', '|'];
/// The records on which the separator is judged.
const SAMPLE: usize = 50;
/// Excel hides the separator there.
const DIRECTIVE: &str = "sep=";
const NOM: &str = "CSV";

pub(crate) fn read(octets: &[u8], budget: &Budget) -> Result<Classeur, TableurError> {
    let (texte, encodage) = decode(octets)?;
    // One kind of line break, after each row: rows are counted on it.
    let texte = if texte.contains('\r') { texte.replace("\r\n", "\n").replace('\r', "\n").into() } else { texte };
    let texte = if texte.ends_with('\n') { texte } else { (texte.into_owned() + "\n").into() };
    let first = texte.lines().next().unwrap_or_default();
    let said = first.strip_prefix(DIRECTIVE).and_then(|sep| sep.chars().next()).filter(char::is_ascii);
    let (body, skipped) = if said.is_some() { (&texte[first.len()..], 1) } else { (&*texte, 0) };
    let separateur = said.unwrap_or_else(|| separator(body));
    let mut reader = reader(body, separateur);
    let mut rangement = Rangement::new(budget);
    let mut record = csv::StringRecord::new();
    let mut ligne = skipped;
    loop {
        let before = reader.position().line();
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => return Err(TableurError::abime(error.to_string())),
        }
        // Blank lines are passed over by the reader, and are rows for spreadsheets.
        let own = 1 + record.iter().map(|champ| champ.matches('\n').count() as u64).sum::<u64>();
        let blank = (reader.position().line() - before).saturating_sub(own);
        ligne += u32::try_from(blank).unwrap_or(u32::MAX);
        for (colonne, champ) in (0_u32..).zip(&record) {
            budget.check_len(champ.len())?;
            rangement.put(ligne, colonne, champ.into(), None, false)?;
        }
        ligne += 1;
    }
    let feuille = Feuille { nom: NOM.to_owned(), ..rangement.finish() };
    Ok(Classeur { format: Format::Csv { separateur, encodage }, feuilles: vec![feuille] })
}

fn reader(texte: &str, separateur: char) -> csv::Reader<&[u8]> {
    let delimiter = u8::try_from(separateur).unwrap_or(b';');
    csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(texte.as_bytes())
}

/// The separator that cuts the most fields out of records that are alike, of two fields at least.
fn separator(texte: &str) -> char {
    let score = |separateur: char| {
        let mut widths: HashMap<usize, usize> = HashMap::new();
        for record in reader(texte, separateur).records().take(SAMPLE).flatten() {
            *widths.entry(record.len()).or_default() += 1;
        }
        widths.iter().filter(|(width, _)| **width > 1).map(|(width, times)| width * times).max().unwrap_or_default()
    };
    let best = SEPARATEURS.into_iter().rev().max_by_key(|separateur| score(*separateur));
    best.unwrap_or(';')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Limites;

    fn rows(octets: &[u8]) -> (char, Vec<Vec<String>>) {
        let classeur = read(octets, &Budget::new(Limites::default(), octets.len())).unwrap();
        let Format::Csv { separateur, .. } = classeur.format else { panic!() };
        let texts = |ligne: &crate::Ligne| ligne.cellules.iter().map(|cellule| cellule.texte.to_string()).collect();
        (separateur, classeur.feuilles[0].lignes.iter().map(texts).collect())
    }

    #[test]
    fn the_separator_is_found() {
        for (separateur, octets) in [
            (';', "Nom;Durée, puis sort\nPaie;\"5 ans; puis 10\"\n"),
            (',', "Nom,Durée\r\nPaie,\"5 ans; puis 10\"\r\n"),
            ('\t', "Nom\tDurée\nPaie\t5 ans, 10 ans\n"),
            ('|', "Nom|Durée\nPaie|5 ans\n"),
            (';', "Nom\nPaie\n"),
        ] {
            let (found, rows) = rows(octets.as_bytes());
            assert_eq!((found, rows[1][0].as_str()), (separateur, "Paie"), "{octets}");
        }
        assert_eq!(rows(b"sep=|\na|b;c;d\n"), ('|', vec![vec!["a".into(), "b;c;d".into()]]));
    }

    #[test]
    fn rows_are_those_that_a_spreadsheet_shows() {
        let octets = b"a;b\n\n\"c\nd\";e\r\n\r\n\r\nf;g";
        let classeur = read(octets, &Budget::new(Limites::default(), octets.len())).unwrap();
        let rangs: Vec<u32> = classeur.feuilles[0].lignes.iter().map(|ligne| ligne.rang).collect();
        assert_eq!(rangs, [0, 2, 5]);
    }

    #[test]
    fn a_quote_that_never_ends_is_one_field() {
        assert_eq!(rows(b"a;\"b\nc;d\n").1, [["a", "b\nc;d\n"]]);
    }
}
