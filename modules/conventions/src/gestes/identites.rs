//! Who the members are, as this room keeps them: read from the annuaire.

use annuaire::{Collectivite, CollectiviteLigne, Visibles};
use db::{DbError, ListRequest, Tx};
use kernel::{Clock, Siren};

use super::{Geste, GesteError};
use crate::store::membres::Identite;

/// More collectivités than there are in France.
const EVERYBODY: u32 = 50_000;

/// Every collectivité, the centre aside, by name; those that are no longer active may still owe for this year.
pub async fn all(tx: &mut Tx, clock: &Clock) -> Result<Vec<Identite>, DbError> {
    let request = ListRequest::default();
    let rows = annuaire::collectivites::export(tx, clock, Visibles::Toutes, &request, EVERYBODY).await?;
    Ok(rows.iter().filter(|row| !row.exploitant).map(of_ligne).collect())
}

/// The collectivité of a SIREN.
pub async fn find(tx: &mut Tx, siren: Siren) -> Geste<Identite> {
    let found = annuaire::collectivites::find_by_siren(tx, siren).await?;
    found.as_ref().map(of).ok_or(GesteError::NotFound)
}

/// The centre de gestion, in whose chain its own acts are journaled.
pub async fn centre(tx: &mut Tx) -> Geste<Collectivite> {
    annuaire::collectivites::find_exploitant(tx).await?.ok_or(GesteError::NotFound)
}

pub fn of(collectivite: &Collectivite) -> Identite {
    let fiche = &collectivite.fiche;
    Identite {
        id: collectivite.id,
        siren: fiche.siren,
        nom: fiche.nom.clone(),
        genre: fiche.genre,
        population: collectivite.population.and_then(|p| p.totale),
    }
}

pub fn of_ligne(ligne: &CollectiviteLigne) -> Identite {
    Identite {
        id: ligne.id,
        siren: ligne.siren,
        nom: ligne.nom.clone(),
        genre: ligne.genre,
        population: ligne.population_totale,
    }
}
