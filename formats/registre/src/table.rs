//! Tables of one row a traitement: how their columns are understood, and what their rows say.

mod cellule;
mod entetes;
mod lecture;

use serde::{Deserialize, Serialize};

pub use self::entetes::{cibles, map};
pub(crate) use self::lecture::read;
use crate::Champ;

/// How the columns of a sheet are understood: a value, that somebody corrects and gives back to `read`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correspondance {
    pub feuille: String,
    /// The row of the headers, from 1.
    pub ligne_entete: u32,
    pub colonnes: Vec<Colonne>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colonne {
    /// From 1.
    pub colonne: u32,
    pub entete: String,
    /// Where its cells go; `None` when nobody knows: they are kept with the observations.
    pub cible: Option<Cible>,
    /// From 0 (unknown) to 100 (the header says it in full).
    pub confiance: u8,
    /// The first value of the column, to help who corrects.
    pub exemple: String,
}

/// A part of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cible {
    pub champ: Champ,
    /// The part of each item (`""` for its head), `conservation` for a sentence of retention, `suite` for more items.
    #[serde(default)]
    pub cle: String,
    /// The column says yes or no about this item; with the part `détail`, it comments on it.
    #[serde(default)]
    pub choix: Option<String>,
    /// The cells are lines that this crate wrote.
    #[serde(default)]
    pub lignes: bool,
}

pub(crate) const SUITE: &str = "suite";
pub(crate) const CONSERVATION: &str = "conservation";
/// Ends the header of a column of lines.
pub(crate) const PAR_LIGNE: &str = " (une par ligne)";
