//! `Classeur`: the tables that leave together as one workbook, XLSX or ODS.

use std::collections::HashSet;

use time::Date;

use crate::{EditiqueError, Tableau};

/// A workbook: what XLSX and ODS are made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Classeur {
    pub titre: String,
    pub auteur: String,
    /// The day it speaks of: its date of creation, so that the same data give the same bytes.
    pub date: Date,
    pub feuilles: Vec<Feuille>,
}

/// A sheet: a name on its tab, and its table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feuille {
    /// Cut to 31 characters, without `[ ] : * ? / \`, made unique in its workbook: what spreadsheets demand.
    pub nom: String,
    pub tableau: Tableau,
}

/// The rows of a sheet; spreadsheets stop there.
const MAX_ROWS: usize = 1_048_576;
const MAX_NAME: usize = 31;
/// Widths of a column, in characters.
const NARROWEST: usize = 8;
const WIDEST: usize = 60;

impl Classeur {
    pub fn new(titre: impl Into<String>, auteur: impl Into<String>, date: Date) -> Self {
        Self { titre: titre.into(), auteur: auteur.into(), date, feuilles: Vec::new() }
    }

    #[must_use]
    pub fn with_feuille(mut self, nom: impl Into<String>, tableau: Tableau) -> Self {
        self.feuilles.push(Feuille { nom: nom.into(), tableau });
        self
    }

    /// The sheets with the names that spreadsheets accept, once everything is known to fit.
    pub(crate) fn sheets(&self) -> Result<Vec<(String, &Tableau)>, EditiqueError> {
        if self.feuilles.is_empty() {
            return Err(EditiqueError::ClasseurVide { titre: self.titre.clone() });
        }
        let mut taken = HashSet::new();
        self.feuilles
            .iter()
            .map(|feuille| {
                feuille.tableau.check()?;
                check_length(&feuille.tableau)?;
                Ok((unique_name(&feuille.nom, &mut taken), &feuille.tableau))
            })
            .collect()
    }
}

/// The width of a column, in characters, with the room of the filter's button.
pub(crate) fn width(tableau: &Tableau, column: usize) -> usize {
    (tableau.longest(column) + 4).clamp(NARROWEST, WIDEST)
}

fn check_length(tableau: &Tableau) -> Result<(), EditiqueError> {
    let around = 3 + tableau.notes.len();
    if tableau.lignes.len() + around > MAX_ROWS {
        return Err(EditiqueError::TableauTropLong { titre: tableau.titre.clone() });
    }
    Ok(())
}

fn unique_name(wanted: &str, taken: &mut HashSet<String>) -> String {
    let plain: String =
        wanted.chars().map(|c| if c.is_control() || "[]:*?/\\".contains(c) { ' ' } else { c }).collect();
    let plain = plain.trim_matches([' ', '\'']);
    let base = if plain.is_empty() { "Feuille" } else { plain };
    let mut name = cut(base, "");
    let mut rank = 2;
    while !taken.insert(name.to_lowercase()) {
        name = cut(base, &format!(" ({rank})"));
        rank += 1;
    }
    name
}

/// Spreadsheets count UTF-16 units.
fn cut(base: &str, suffix: &str) -> String {
    let room = MAX_NAME - suffix.len();
    let mut used = 0;
    let kept: String = base
        .chars()
        .take_while(|c| {
            used += c.len_utf16();
            used <= room
        })
        .collect();
    format!("{}{suffix}", kept.trim_end_matches([' ', '\'']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Colonne;
    use time::macros::date;

    #[test]
    fn names_of_sheets_are_made_acceptable_and_unique() {
        let mut taken = HashSet::new();
        let mut name = |wanted: &str| unique_name(wanted, &mut taken);
        assert_eq!(name("État 2020 / détail"), "État 2020   détail");
        assert_eq!(name("L’état annuel des services souscrits par la commune"), "L’état annuel des services sous");
        assert_eq!(name("L’état annuel des services souscrits par le syndicat"), "L’état annuel des services (2)");
        assert_eq!(name("''"), "Feuille");
        assert_eq!(name("FEUILLE"), "FEUILLE (2)");
        assert_eq!(name(&"😀".repeat(40)), "😀".repeat(15));
    }

    #[test]
    fn an_empty_workbook_is_refused() {
        let empty = Classeur::new("Vide", "CDG", date!(2026 - 11 - 22));
        assert!(empty.sheets().unwrap_err().to_string().contains("au moins une feuille"));
        assert!(empty.with_feuille("a", Tableau::new("", [Colonne::texte("A")])).sheets().is_ok());
    }
}
