//! `Page`: a sheet to write, the same in ODS and in XLSX.

mod ods;
mod xlsx;

use std::collections::HashSet;

use time::Date;

pub use self::{ods::write_ods, xlsx::write_xlsx};
use crate::{TableurError, lettres, texte::xml_text};

/// The characters, in UTF-16 units, that Excel takes in a cell.
const MAX_TEXTE: usize = 32_767;
const MAX_NOM: usize = 31;

/// What the file says of itself. Nothing reads the clock: the same values give the same bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proprietes {
    pub titre: String,
    pub auteur: String,
    pub date: Date,
}

/// A sheet: its tab, the widths of its columns in characters, its rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// Cut to 31 characters, without `[ ] : * ? / \`, made unique.
    pub nom: String,
    pub largeurs: Vec<u16>,
    pub rangees: Vec<Vec<Case>>,
    /// The first row stays in sight and filters the others.
    pub entete: bool,
}

/// A cell to write. Texts are never formulas.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Case {
    pub valeur: Valeur,
    pub style: Style,
    /// How many columns it covers; 0 is taken for 1. The next case of the row comes after them.
    pub etendue: u16,
    /// The comment that shows beside it.
    pub note: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Valeur {
    #[default]
    Vide,
    Texte(String),
    Date(Date),
    Entier(u32),
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Style {
    #[default]
    Texte,
    Titre,
    /// The bar that opens a part, and the headers of a table.
    Section,
    /// The name of a value, on its left.
    Libelle,
    Aide,
    /// What is wrong, and what to look at.
    Erreur,
    Alerte,
}

/// The colours of each style: ground, ink; whether it is bold.
pub(crate) struct Teinte {
    pub(crate) fond: Option<u32>,
    pub(crate) encre: u32,
    pub(crate) gras: bool,
    pub(crate) bord: bool,
}

impl Style {
    pub(crate) const ALL: [Self; 7] =
        [Self::Texte, Self::Titre, Self::Section, Self::Libelle, Self::Aide, Self::Erreur, Self::Alerte];

    /// Every pair is readable: contrast above 7.
    pub(crate) fn teinte(self) -> Teinte {
        let (fond, encre, gras, bord) = match self {
            Self::Texte => (None, 0x1f_29_33, false, true),
            Self::Titre => (None, 0x26_34_3f, true, false),
            Self::Section => (Some(0x26_34_3f), 0xff_ff_ff, true, true),
            Self::Libelle => (Some(0xf6_f1_e9), 0x26_34_3f, true, true),
            Self::Aide => (None, 0x4a_55_60, false, false),
            Self::Erreur => (Some(0xf8_d7_da), 0x5c_10_18, false, true),
            Self::Alerte => (Some(0xff_f0_c2), 0x4d_38_00, false, true),
        };
        Teinte { fond, encre, gras, bord }
    }

    pub(crate) fn nom(self) -> &'static str {
        match self {
            Self::Texte => "Texte",
            Self::Titre => "Titre",
            Self::Section => "Section",
            Self::Libelle => "Libelle",
            Self::Aide => "Aide",
            Self::Erreur => "Erreur",
            Self::Alerte => "Alerte",
        }
    }
}

impl Case {
    pub fn texte(texte: impl Into<String>) -> Self {
        let texte = texte.into();
        Self { valeur: if texte.is_empty() { Valeur::Vide } else { Valeur::Texte(texte) }, ..Self::default() }
    }

    pub fn date(date: Option<Date>) -> Self {
        Self { valeur: date.map_or(Valeur::Vide, Valeur::Date), ..Self::default() }
    }

    #[must_use]
    pub fn style(mut self, style: Style) -> Self {
        self.style = style;
        self
    }

    #[must_use]
    pub fn etendue(mut self, colonnes: u16) -> Self {
        self.etendue = colonnes;
        self
    }

    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    fn span(&self) -> u16 {
        self.etendue.max(1)
    }
}

/// The names of the tabs, once every text is known to fit.
fn checked(pages: &[Page]) -> Result<Vec<String>, TableurError> {
    if pages.is_empty() {
        return Err(TableurError::SansFeuille);
    }
    let mut taken = HashSet::new();
    let names: Vec<String> = pages.iter().map(|page| unique(&page.nom, &mut taken)).collect();
    for (page, nom) in pages.iter().zip(&names) {
        for (ligne, rangee) in (1_u32..).zip(&page.rangees) {
            let mut colonne = 0;
            for case in rangee {
                let long =
                    matches!(&case.valeur, Valeur::Texte(texte) if xml_text(texte).encode_utf16().count() > MAX_TEXTE);
                if long {
                    let cellule = format!("{nom}!{}{ligne}", lettres(colonne));
                    return Err(TableurError::TexteTropLong { cellule, max: MAX_TEXTE });
                }
                colonne += u32::from(case.span());
            }
        }
    }
    Ok(names)
}

fn unique(wanted: &str, taken: &mut HashSet<String>) -> String {
    let plain: String =
        wanted.chars().map(|c| if c.is_control() || "[]:*?/\\".contains(c) { ' ' } else { c }).collect();
    let plain = plain.trim_matches([' ', '\'']);
    let base = if plain.is_empty() { "Feuille" } else { plain };
    let cut = |suffix: &str| {
        let mut room = MAX_NOM - suffix.len();
        let kept: String = base
            .chars()
            .take_while(|c| {
                let fits = c.len_utf16() <= room;
                room = room.saturating_sub(c.len_utf16());
                fits
            })
            .collect();
        format!("{}{suffix}", kept.trim_end_matches([' ', '\'']))
    };
    let mut name = cut("");
    let mut rank = 2;
    while !taken.insert(name.to_lowercase()) {
        name = cut(&format!(" ({rank})"));
        rank += 1;
    }
    name
}
