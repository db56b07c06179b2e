//! `Probleme`: what a file says that was not understood, where, and what to do.

use serde::Serialize;

use crate::Champ;

/// Coordinates count from 1, as spreadsheets show them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Probleme {
    pub gravite: Gravite,
    pub feuille: String,
    pub ligne: u32,
    pub colonne: u32,
    /// `Feuil1!C12`.
    pub cellule: String,
    pub champ: Option<Champ>,
    /// The words of the file.
    pub valeur: String,
    /// A complete French sentence.
    pub message: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Gravite {
    /// Kept as a text: nothing is lost, somebody should look.
    Alerte,
    /// The fiche cannot be taken as it is.
    Erreur,
}

/// A cell of a file, where problems are told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Lieu {
    pub(crate) feuille: String,
    pub(crate) ligne: u32,
    pub(crate) colonne: u32,
    pub(crate) cellule: String,
}

impl Lieu {
    /// Ranks count from 0.
    pub(crate) fn new(feuille: &tableur::Feuille, ligne: u32, colonne: u32) -> Self {
        let cellule = feuille.adresse(ligne, colonne);
        Self { feuille: feuille.nom.clone(), ligne: ligne + 1, colonne: colonne + 1, cellule }
    }

    pub(crate) fn probleme(&self, gravite: Gravite, champ: Option<Champ>, valeur: &str, message: String) -> Probleme {
        Probleme {
            gravite,
            feuille: self.feuille.clone(),
            ligne: self.ligne,
            colonne: self.colonne,
            cellule: self.cellule.clone(),
            champ,
            valeur: valeur.to_owned(),
            message,
        }
    }
}
