//! What the computation of a year must know of every collectivité, read with a constant number of statements.

use std::collections::HashMap;

use db::{DbError, Tx};
use kernel::{CollectiviteId, Exercice};

use super::{abonnements, conventions, membres::Identite, recensements};
use crate::domain::{Abonnement, Assimilation, Calculation, Faits, Grille, Recensement, Redevable, compute};

/// What this room knows of a collectivité for one year; the rest of [`Faits`] is in its [`Identite`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FaitsConnus {
    pub en_convention: bool,
    pub assimilation: Option<Assimilation>,
    pub abonnements: Vec<Abonnement>,
    pub recensements: Vec<Recensement>,
}

/// Every collectivité of the perimeter with an abonnement, a census or a convention in force that year.
pub async fn list(tx: &mut Tx, annee: Exercice) -> Result<HashMap<CollectiviteId, FaitsConnus>, DbError> {
    let mut all: HashMap<CollectiviteId, FaitsConnus> = HashMap::new();
    for convention in conventions::list_heads(tx).await? {
        if convention.is_in_force_during(annee.periode()) {
            let faits = all.entry(convention.collectivite).or_default();
            faits.en_convention = true;
            faits.assimilation = convention.assimilation.or(faits.assimilation);
        }
    }
    for souscription in abonnements::list_all(tx).await? {
        all.entry(souscription.collectivite).or_default().abonnements.push(souscription.abonnement);
    }
    for (collectivite, recensements) in recensements::list_all(tx).await? {
        all.entry(collectivite).or_default().recensements = recensements;
    }
    Ok(all)
}

/// The same for one collectivité.
pub async fn find(tx: &mut Tx, collectivite: CollectiviteId, annee: Exercice) -> Result<FaitsConnus, DbError> {
    let conventions = conventions::list(tx, collectivite).await?;
    let in_force = || conventions.iter().filter(|c| c.is_in_force_during(annee.periode()));
    let abonnements = abonnements::list(tx, collectivite).await?.into_iter().map(|s| s.abonnement).collect();
    Ok(FaitsConnus {
        en_convention: in_force().next().is_some(),
        assimilation: in_force().filter_map(|c| c.assimilation).next_back(),
        abonnements,
        recensements: recensements::list(tx, collectivite).await?,
    })
}

impl FaitsConnus {
    /// The état of the year, by the grid.
    pub fn compute(&self, identite: &Identite, grille: &Grille, annee: Exercice) -> Calculation {
        let redevable =
            Redevable { genre: identite.genre, population: identite.population, assimilation: self.assimilation };
        let faits = Faits {
            redevable,
            en_convention: self.en_convention,
            abonnements: &self.abonnements,
            recensements: &self.recensements,
        };
        compute(&faits, grille, annee)
    }
}
