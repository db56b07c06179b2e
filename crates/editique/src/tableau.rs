//! `Tableau`: the one description of a table, whatever it becomes.

use std::fmt;

use kernel::{Indice, Montant, Taux};
use time::Date;

use crate::EditiqueError;

/// A table: the same one goes to the PDF, XLSX, ODS and CSV.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tableau {
    /// The caption, above the table. Empty: none.
    pub titre: String,
    pub colonnes: Vec<Colonne>,
    /// Each row has one cell a column; a shorter or longer one is refused when the table is printed.
    pub lignes: Vec<Vec<Cellule>>,
    /// The last row, in bold, one cell a column. Left out of the CSV, which is made to be read again.
    pub totaux: Option<Vec<Cellule>>,
    /// Sentences under the table. Left out of the CSV.
    pub notes: Vec<String>,
}

/// A column: what it is called, what it holds, how much room it takes on paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colonne {
    pub libelle: String,
    pub genre: Genre,
    pub largeur: Largeur,
}

/// What a column holds: it decides of the alignment. Each cell still has its own type ("sur devis" may stand
/// among amounts).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Genre {
    Texte,
    Entier,
    Montant,
    Taux,
    Date,
    Indice,
    Case,
}

/// The width of a column on paper. Sheets of calculation take their widths from what the cells hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Largeur {
    /// Numbers, dates and short texts take what they need; long texts share the rest according to their length.
    #[default]
    Auto,
    /// The room of a text of so many characters, in proportion with the other texts.
    Part(u16),
}

/// A cell. `Display` is what the paper says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Cellule {
    #[default]
    Vide,
    Texte(String),
    Entier(i64),
    Montant(Montant),
    Taux(Taux),
    Date(Date),
    Indice(Indice),
    /// A box, ticked or to be ticked by hand.
    Case(bool),
}

impl Tableau {
    pub fn new(titre: impl Into<String>, colonnes: impl IntoIterator<Item = Colonne>) -> Self {
        Self { titre: titre.into(), colonnes: colonnes.into_iter().collect(), ..Self::default() }
    }

    /// Adds a row.
    pub fn push(&mut self, ligne: impl IntoIterator<Item = Cellule>) {
        self.lignes.push(ligne.into_iter().collect());
    }

    #[must_use]
    pub fn with_totaux(mut self, totaux: impl IntoIterator<Item = Cellule>) -> Self {
        self.totaux = Some(totaux.into_iter().collect());
        self
    }

    #[must_use]
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Every row and the totals, in order.
    pub(crate) fn rows_and_totaux(&self) -> impl Iterator<Item = &Vec<Cellule>> {
        self.lignes.iter().chain(&self.totaux)
    }

    /// One cell a column, everywhere.
    pub(crate) fn check(&self) -> Result<(), EditiqueError> {
        let attendu = self.colonnes.len();
        if attendu == 0 {
            return Err(EditiqueError::TableauSansColonne { titre: self.titre.clone() });
        }
        match self.rows_and_totaux().enumerate().find(|(_, row)| row.len() != attendu) {
            None => Ok(()),
            Some((index, row)) => Err(EditiqueError::LigneBancale {
                titre: self.titre.clone(),
                ligne: index + 1,
                trouve: row.len(),
                attendu,
            }),
        }
    }

    /// The length in characters of the longest line of the column, header included.
    pub(crate) fn longest(&self, column: usize) -> usize {
        let header = self.colonnes.get(column).map_or(0, |c| longest_line(&c.libelle));
        self.rows_and_totaux().filter_map(|row| row.get(column)).map(Cellule::width).max().unwrap_or(0).max(header)
    }
}

impl Colonne {
    pub fn new(libelle: impl Into<String>, genre: Genre) -> Self {
        Self { libelle: libelle.into(), genre, largeur: Largeur::Auto }
    }

    pub fn texte(libelle: impl Into<String>) -> Self {
        Self::new(libelle, Genre::Texte)
    }

    pub fn entier(libelle: impl Into<String>) -> Self {
        Self::new(libelle, Genre::Entier)
    }

    pub fn montant(libelle: impl Into<String>) -> Self {
        Self::new(libelle, Genre::Montant)
    }

    #[must_use]
    pub fn part(mut self, part: u16) -> Self {
        self.largeur = Largeur::Part(part);
        self
    }
}

impl Genre {
    /// Numbers are read from their last figure: they align on the right.
    pub(crate) const fn is_number(self) -> bool {
        matches!(self, Self::Entier | Self::Montant | Self::Taux | Self::Indice)
    }
}

impl Cellule {
    fn width(&self) -> usize {
        match self {
            Self::Texte(texte) => longest_line(texte),
            other => other.to_string().chars().count(),
        }
    }
}

fn longest_line(texte: &str) -> usize {
    texte.lines().map(|line| line.chars().count()).max().unwrap_or(0)
}

impl fmt::Display for Cellule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Vide => Ok(()),
            Self::Texte(texte) => f.write_str(texte),
            Self::Entier(n) => f.write_str(&kernel::nombre(*n)),
            Self::Montant(montant) => montant.fmt(f),
            Self::Taux(taux) => taux.fmt(f),
            Self::Date(date) => f.write_str(&kernel::date_courte(*date)),
            Self::Indice(indice) => indice.fmt(f),
            Self::Case(true) => f.write_str("☑"),
            Self::Case(false) => f.write_str("☐"),
        }
    }
}

/// Writes the `From` of each type that a cell can hold.
macro_rules! cell_from {
    ($($source:ty => $variant:ident),+ $(,)?) => {$(
        impl From<$source> for Cellule {
            fn from(value: $source) -> Self {
                Self::$variant(value.into())
            }
        }
    )+};
}

cell_from! {
    &str => Texte, String => Texte, i64 => Entier, u32 => Entier, Montant => Montant, Taux => Taux,
    Date => Date, Indice => Indice, bool => Case,
}

impl<T: Into<Self>> From<Option<T>> for Cellule {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Vide, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    fn table() -> Tableau {
        Tableau::new("Postes", [Colonne::texte("Service"), Colonne::montant("Montant")])
    }

    #[test]
    fn a_row_that_is_too_short_is_refused_by_its_number() {
        let mut tableau = table();
        tableau.push(["N1".into(), Montant::from_euros(40).into()]);
        tableau.push(["N2".into()]);
        let refus = tableau.check().unwrap_err().to_string();
        assert_eq!(
            refus,
            "La ligne 2 du tableau « Postes » compte 1 cases pour 2 colonnes : donnez une case à chaque colonne."
        );
    }

    #[test]
    fn totals_have_one_cell_a_column_too() {
        assert!(table().with_totaux([Cellule::Vide]).check().is_err());
        assert!(table().with_totaux([Cellule::Vide, Cellule::Vide]).check().is_ok());
        assert!(Tableau::default().check().is_err());
    }

    #[test]
    fn cells_speak_french() {
        let say = |c: Cellule| c.to_string();
        assert_eq!(say(1_234_i64.into()), "1\u{202f}234");
        assert_eq!(say(Montant::from_cents(-123_450).into()), "−1\u{202f}234,50\u{a0}€");
        assert_eq!(say(date!(2026 - 11 - 22).into()), "22/11/2026");
        assert_eq!(say(Taux::from_dix_milliemes(550).into()), "5,5\u{a0}%");
        assert_eq!(say(None::<i64>.into()), "");
    }

    #[test]
    fn the_width_of_a_column_is_its_longest_line() {
        let mut tableau = table();
        tableau.push(["Antivirus\net inventaire".into(), Cellule::Vide]);
        assert_eq!(tableau.longest(0), "et inventaire".len());
        assert_eq!(tableau.longest(1), "Montant".len());
    }
}
