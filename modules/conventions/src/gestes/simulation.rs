//! The simulator: what the services would cost, by the grid of a year, for anybody.

use db::Tx;
use kernel::Exercice;

use super::{Geste, grilles};
use crate::domain::{Anomalie, Demande, Grille, Prix, Simulation, simulate};

/// A simulation and the year of its prices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chiffrage {
    pub annee: Exercice,
    pub prix: Prix,
    pub simulation: Simulation,
}

/// Prices what is asked, by the grid of a year; without one, by that of the last year stated.
pub async fn price(tx: &mut Tx, demande: &Demande, annee: Option<Exercice>) -> Geste<Chiffrage> {
    let grille = grilles::current(tx).await?;
    let annee = annee.or_else(|| latest(&grille)).ok_or(crate::domain::Refus::SansGrille)?;
    Ok(Chiffrage { annee, prix: grille.prix, simulation: simulate(demande, &grille, annee)? })
}

/// The last year validated, else the last one for which a figure is stated.
pub fn latest(grille: &Grille) -> Option<Exercice> {
    grille.validee().or_else(|| grille.tarifs().map(|tarif| tarif.annee).max())
}

impl Chiffrage {
    /// What the grid alone cannot answer, for whoever asks: the rest of the anomalies is the centre's own business.
    pub fn reserves(&self) -> impl Iterator<Item = &Anomalie> {
        let told = |a: &&Anomalie| {
            matches!(
                a,
                Anomalie::PopulationManquante
                    | Anomalie::DevisManquant(_)
                    | Anomalie::TarifAbsent { .. }
                    | Anomalie::DeuxPacks { .. }
            )
        };
        self.simulation.premiere_annee.anomalies.iter().filter(told)
    }
}
