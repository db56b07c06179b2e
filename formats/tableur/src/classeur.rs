//! `Classeur`: what was read of a workbook, text cells with their coordinates.

use std::{fmt::Write as _, sync::Arc};

use time::Date;

/// The file as it really is, whatever its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Xlsx,
    Ods,
    /// Its delimiter and its encoding, as they were found.
    Csv {
        separateur: char,
        encodage: Encodage,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encodage {
    Utf8,
    Utf16,
    Windows1252,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Classeur {
    pub format: Format,
    pub feuilles: Vec<Feuille>,
}

/// A sheet: only the rows and the cells that hold something, in order. Ranks count from 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Feuille {
    pub nom: String,
    /// The workbook does not show it.
    pub masquee: bool,
    pub lignes: Vec<Ligne>,
    pub fusions: Vec<Fusion>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ligne {
    pub rang: u32,
    pub cellules: Vec<Cellule>,
}

/// A cell that holds something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cellule {
    pub colonne: u32,
    /// What the cell shows: `26/05/2018`, `75001`, `3,5`. A line break is `\n`.
    pub texte: Arc<str>,
    /// The day, when the workbook says that the cell is one. See [`Cellule::date`] for the texts.
    pub jour: Option<Date>,
    /// The text is the result that the workbook kept of a formula; formulas are never run.
    pub formule: bool,
}

/// Merged cells: the first holds the text, the others nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fusion {
    pub ligne: u32,
    pub colonne: u32,
    pub lignes: u32,
    pub colonnes: u32,
}

impl Feuille {
    /// The text of a cell, `""` when it holds nothing. In merged cells, every one answers the text of the first.
    pub fn texte(&self, ligne: u32, colonne: u32) -> &str {
        self.cellule(ligne, colonne).map_or("", |cellule| &cellule.texte)
    }

    pub fn cellule(&self, ligne: u32, colonne: u32) -> Option<&Cellule> {
        self.exact(ligne, colonne).or_else(|| {
            let fusion = self.fusions.iter().find(|fusion| fusion.contains(ligne, colonne))?;
            self.exact(fusion.ligne, fusion.colonne)
        })
    }

    fn exact(&self, ligne: u32, colonne: u32) -> Option<&Cellule> {
        let rang = self.lignes.binary_search_by_key(&ligne, |ligne| ligne.rang).ok()?;
        self.lignes[rang].cellule(colonne)
    }

    /// `Feuil1!C12`; the name is quoted when it needs it.
    pub fn adresse(&self, ligne: u32, colonne: u32) -> String {
        let plain = self.nom.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.');
        let mut out = if plain { self.nom.clone() } else { format!("'{}'", self.nom.replace('\'', "''")) };
        let _ = write!(out, "!{}", adresse(ligne, colonne));
        out
    }
}

impl Ligne {
    pub fn cellule(&self, colonne: u32) -> Option<&Cellule> {
        let rang = self.cellules.binary_search_by_key(&colonne, |cellule| cellule.colonne).ok()?;
        Some(&self.cellules[rang])
    }

    pub fn texte(&self, colonne: u32) -> &str {
        self.cellule(colonne).map_or("", |cellule| &cellule.texte)
    }
}

impl Cellule {
    /// The day of the cell, be it a date of the workbook or a text that reads as one.
    pub fn date(&self) -> Option<Date> {
        self.jour.or_else(|| crate::dates::parse(&self.texte))
    }
}

impl Fusion {
    pub fn contains(&self, ligne: u32, colonne: u32) -> bool {
        let inside = |at: u32, from: u32, len: u32| at >= from && at - from < len;
        inside(ligne, self.ligne, self.lignes) && inside(colonne, self.colonne, self.colonnes)
    }
}

/// `C12`, from ranks that count from 0.
pub fn adresse(ligne: u32, colonne: u32) -> String {
    format!("{}{}", lettres(colonne), u64::from(ligne) + 1)
}

/// `A`, … `Z`, `AA`: the name of a column.
pub fn lettres(colonne: u32) -> String {
    let letter = char::from(b'A' + u8::try_from(colonne % 26).unwrap_or_default());
    if colonne < 26 { letter.to_string() } else { format!("{}{letter}", lettres(colonne / 26 - 1)) }
}

/// The ranks of `C12`, with or without `$`.
pub(crate) fn coordonnees(adresse: &str) -> Option<(u32, u32)> {
    let (mut ligne, mut colonne) = (0_u32, 0_u32);
    for c in adresse.bytes().filter(|c| *c != b'$') {
        match c {
            b'A'..=b'Z' | b'a'..=b'z' if ligne == 0 => {
                colonne = colonne.checked_mul(26)?.checked_add(u32::from(c.to_ascii_uppercase() - b'A') + 1)?;
            }
            b'0'..=b'9' if colonne > 0 => ligne = ligne.checked_mul(10)?.checked_add(u32::from(c - b'0'))?,
            _ => return None,
        }
    }
    Some((ligne.checked_sub(1)?, colonne.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_by_letters() {
        for (index, name) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")] {
            assert_eq!(lettres(index), name);
            assert_eq!(coordonnees(&format!("{name}12")), Some((11, index)));
        }
        for wrong in ["", "A", "12", "A0", "A1B", "ZZZZZZZZZ1", "A99999999999", "é1"] {
            assert_eq!(coordonnees(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_merged_cell_answers_the_text_of_the_first() {
        let cellule = Cellule { colonne: 1, texte: "x".into(), jour: None, formule: false };
        let feuille = Feuille {
            nom: "L’an 1".into(),
            lignes: vec![Ligne { rang: 2, cellules: vec![cellule] }],
            fusions: vec![Fusion { ligne: 2, colonne: 1, lignes: 2, colonnes: 3 }],
            ..Feuille::default()
        };
        assert_eq!(
            [feuille.texte(3, 3), feuille.texte(2, 1), feuille.texte(4, 1), feuille.texte(2, 4)],
            ["x", "x", "", ""]
        );
        assert_eq!(feuille.adresse(2, 1), "'L’an 1'!B3");
    }
}
