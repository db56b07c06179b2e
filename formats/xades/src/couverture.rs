//! `Couverture`: what of a file no signature covers.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::chemin::Chemin;

/// Parts told apart: the elements of the first levels.
const NIVEAUX: usize = 4;
/// Different names told of one level.
const NOMS: usize = 50;

/// What the signatures of a file cover and leave out, whether they are valid or not.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Couverture {
    /// One of them covers the whole file.
    pub entiere: bool,
    /// The elements that none covers, by their path, and how many: only the outermost are told.
    pub hors: BTreeMap<String, usize>,
    /// The elements in whose text, signed, a comment that may not be signed stands: some software reads it up to there.
    pub commentaires: BTreeMap<String, usize>,
}

/// The open elements of the first levels that are not covered.
#[derive(Debug, Default)]
pub(crate) struct Cadre {
    open: Vec<Partie>,
    hors: BTreeMap<String, usize>,
    depth: usize,
}

#[derive(Debug, Default)]
struct Partie {
    couverte: bool,
    /// Something in it is covered.
    contient: bool,
    /// Its children that are not, by their name.
    enfants: BTreeMap<String, usize>,
    nom: String,
}

impl Cadre {
    pub(crate) fn enter(&mut self, local: &[u8], covers: bool, inside: bool) {
        self.depth += 1;
        if self.depth <= NIVEAUX {
            let couverte = covers || inside;
            let nom = if inside { String::new() } else { String::from_utf8_lossy(local).into_owned() };
            self.open.push(Partie { couverte, nom, ..Partie::default() });
        }
        if covers {
            self.open.iter_mut().for_each(|partie| partie.contient = true);
        }
    }

    pub(crate) fn leave(&mut self, chemin: &Chemin) {
        self.depth = self.depth.saturating_sub(1);
        if self.depth >= NIVEAUX {
            return;
        }
        let Some(partie) = self.open.pop() else { return };
        if partie.couverte {
            return;
        }
        if partie.contient {
            let chemin = chemin.text(0);
            for (nom, nombre) in partie.enfants {
                if self.hors.len() < NOMS {
                    *self.hors.entry(format!("{chemin}/{nom}")).or_default() += nombre;
                }
            }
        } else if let Some(parent) = self.open.last_mut() {
            if parent.enfants.len() < NOMS {
                *parent.enfants.entry(partie.nom).or_default() += 1;
            }
        } else {
            self.hors.insert(format!("/{}", partie.nom), 1);
        }
    }

    pub(crate) fn finish(self, entiere: bool, commentaires: BTreeMap<String, usize>) -> Couverture {
        Couverture { entiere, hors: if entiere { BTreeMap::new() } else { self.hors }, commentaires }
    }
}
