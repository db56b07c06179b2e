//! `Rangement`: cells put one by one into a sheet, in order, within the budget.

use std::sync::Arc;

use time::Date;

use crate::{Cellule, Feuille, Fusion, Ligne, TableurError, budget::Budget};

pub(crate) struct Rangement<'b> {
    feuille: Feuille,
    /// Cells came out of order: sorted at the end.
    desordre: bool,
    budget: &'b Budget,
}

impl<'b> Rangement<'b> {
    pub(crate) fn new(budget: &'b Budget) -> Self {
        Self { feuille: Feuille::default(), desordre: false, budget }
    }

    /// Blank cells are nothing.
    pub(crate) fn put(
        &mut self,
        ligne: u32,
        colonne: u32,
        texte: Arc<str>,
        jour: Option<Date>,
        formule: bool,
    ) -> Result<(), TableurError> {
        if texte.trim().is_empty() {
            return Ok(());
        }
        let max = self.budget.limites.colonnes;
        if colonne >= max {
            return Err(TableurError::TropGrand { quoi: "colonnes", max: u64::from(max) });
        }
        self.budget.spend_cell(texte.len())?;
        let lignes = &mut self.feuille.lignes;
        if lignes.last().is_none_or(|last| last.rang != ligne) {
            self.desordre |= lignes.last().is_some_and(|last| last.rang > ligne);
            lignes.push(Ligne { rang: ligne, cellules: Vec::new() });
        }
        if let Some(last) = lignes.last_mut() {
            self.desordre |= last.cellules.last().is_some_and(|last| last.colonne >= colonne);
            last.cellules.push(Cellule { colonne, texte, jour, formule });
        }
        Ok(())
    }

    pub(crate) fn merge(&mut self, fusion: Fusion) -> Result<(), TableurError> {
        let max = self.budget.limites.fusions;
        if self.feuille.fusions.len() as u64 >= max {
            return Err(TableurError::TropGrand { quoi: "cellules fusionnées", max });
        }
        if fusion.lignes > 1 || fusion.colonnes > 1 {
            self.feuille.fusions.push(fusion);
        }
        Ok(())
    }

    pub(crate) fn finish(self) -> Feuille {
        let mut feuille = self.feuille;
        if self.desordre {
            let mut lignes: Vec<Ligne> = Vec::new();
            feuille.lignes.sort_by_key(|ligne| ligne.rang);
            for ligne in feuille.lignes {
                match lignes.last_mut().filter(|last| last.rang == ligne.rang) {
                    Some(last) => last.cellules.extend(ligne.cellules),
                    None => lignes.push(ligne),
                }
            }
            for ligne in &mut lignes {
                // Of two cells at one place, the last one said is kept.
                ligne.cellules.reverse();
                ligne.cellules.sort_by_key(|cellule| cellule.colonne);
                ligne.cellules.dedup_by_key(|cellule| cellule.colonne);
            }
            feuille.lignes = lignes;
        }
        feuille
    }
}
