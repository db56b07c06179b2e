//! `Tableau`: a CSV file as people save it from a spreadsheet, whatever its encoding and its separator.

use kernel::{Illisible, fold, utf8_or_windows};

/// Above this many bytes a file is not read: the 35 000 communes hold in four million.
const TAILLE_MAX: usize = 20_000_000;

/// A file with a line of headers. Empty lines are passed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tableau {
    /// Folded, spaces made underscores: « Code INSEE » is `code_insee`.
    pub entetes: Vec<String>,
    pub lignes: Vec<LigneTableau>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LigneTableau {
    /// The line of the file, from 1: what a person finds in the spreadsheet.
    pub numero: u64,
    pub cellules: Vec<String>,
}

impl Tableau {
    /// Reads UTF-8 with or without mark, or Windows-1252; separated by `;`, `,` or tabs, whichever the headers use.
    pub fn read(bytes: &[u8]) -> Result<Self, Illisible> {
        if bytes.len() > TAILLE_MAX {
            return Err(Illisible::new("Ce fichier est trop gros : 20 Mo au plus."));
        }
        let text = utf8_or_windows(bytes);
        let separator = separator(&text);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let mut lignes = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|_| {
                Illisible::new("Ce fichier ne se lit pas : enregistrez-le en CSV depuis votre tableur.")
            })?;
            let numero = record.position().map_or(0, csv::Position::line);
            let cellules: Vec<String> = record.iter().map(str::to_owned).collect();
            if cellules.iter().any(|cell| !cell.is_empty()) {
                lignes.push(LigneTableau { numero, cellules });
            }
        }
        if lignes.is_empty() {
            return Err(Illisible::new("Ce fichier est vide : sa première ligne donne le nom des colonnes."));
        }
        let entetes = lignes.remove(0).cellules.iter().map(|cell| fold(cell).replace(' ', "_")).collect();
        Ok(Self { entetes, lignes })
    }

    /// The rank of a column.
    pub fn colonne(&self, nom: &str) -> Option<usize> {
        self.entetes.iter().position(|entete| entete == nom)
    }
}

impl LigneTableau {
    /// A cell, empty when the line is short or the column absent.
    pub fn cellule(&self, colonne: Option<usize>) -> &str {
        colonne.and_then(|rank| self.cellules.get(rank)).map_or("", String::as_str)
    }
}

fn separator(text: &str) -> u8 {
    let headers = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |mark: u8| headers.bytes().filter(|byte| *byte == mark).count();
    [b';', b',', b'\t'].into_iter().rev().max_by_key(|mark| count(*mark)).unwrap_or(b';')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_and_separators_are_guessed() {
        let cells = |bytes: &[u8]| Tableau::read(bytes).unwrap().lignes[0].cellules.clone();
        assert_eq!(cells("\u{feff}Nom;Ville\nSérignac;Cœur\n".as_bytes()), ["Sérignac", "Cœur"]);
        assert_eq!(cells(b"Nom,Ville\r\nS\xe9rignac,C\x9cur\r\n"), ["Sérignac", "Cœur"]);
        assert_eq!(cells(b"Nom\tVille\n\"a\nb\"\tc"), ["a\nb", "c"]);
    }

    #[test]
    fn lines_keep_the_number_they_have_in_the_file() {
        let table = Tableau::read("Code INSEE;Nom\n\n;;\n\"deux\nlignes\";x\n82001;y\n".as_bytes()).unwrap();
        assert_eq!(table.entetes, ["code_insee", "nom"]);
        let numeros: Vec<u64> = table.lignes.iter().map(|l| l.numero).collect();
        assert_eq!(numeros, [4, 6]);
        assert_eq!(table.lignes[1].cellule(table.colonne("nom")), "y");
        assert_eq!(table.lignes[1].cellule(table.colonne("absente")), "");
    }

    #[test]
    fn an_empty_file_says_what_is_expected() {
        assert!(Tableau::read(b"\n\n").unwrap_err().0.contains("colonnes"));
    }
}
