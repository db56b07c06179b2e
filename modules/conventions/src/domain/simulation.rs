//! `Simulation`: what the services would cost a collectivité, the first year and the following ones.

use kernel::{Exercice, GenreCollectivite, Montant};

use super::{Abonnement, Calculation, Faits, Grille, Redevable, Refus, Service, compute};

/// What somebody asks the simulator: who, and how many of each service. Zero = not asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demande {
    pub genre: GenreCollectivite,
    pub population: Option<u32>,
    pub quantites: Vec<(Service, u32)>,
}

/// The two answers, by the same computation as the états.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Simulation {
    pub premiere_annee: Calculation,
    pub annees_suivantes: Calculation,
}

/// Computes a year as the first of everything, and the same year as a following one, by the same grid.
///
/// # Errors
/// Those of an abonnement: [`Refus::QuantiteUnique`], and [`Refus::PrixManquant`] for a certificate, whose price nobody
/// knows before the order.
pub fn simulate(demande: &Demande, grille: &Grille, annee: Exercice) -> Result<Simulation, Refus> {
    let asked = |depuis: Exercice, keep: &dyn Fn(Service) -> bool| -> Result<Calculation, Refus> {
        let kept = demande.quantites.iter().filter(|(service, quantite)| *quantite > 0 && keep(*service));
        let abonnements =
            kept.map(|(service, n)| Abonnement::new(*service, *n, depuis, None)).collect::<Result<Vec<_>, _>>()?;
        let redevable = Redevable { genre: demande.genre, population: demande.population, assimilation: None };
        let faits = Faits { redevable, en_convention: true, abonnements: &abonnements, recensements: &[] };
        Ok(compute(&faits, grille, annee))
    };
    Ok(Simulation {
        premiere_annee: asked(annee, &|_| true)?,
        annees_suivantes: asked(annee.previous(), &|service| !service.is_ponctuel())?,
    })
}

impl Simulation {
    /// The totals of the first year and of a following one.
    pub fn totals(&self) -> (Montant, Montant) {
        (self.premiere_annee.total(), self.annees_suivantes.total())
    }
}
