//! The JSON API of this room: what its pages do, for programs.

mod collectivite;
mod contact;
mod courriel;
mod journal;
mod population;
mod refuse;
mod schema;
mod travail;

use web::{Routes, api::Parametre};

/// The group of the operations on a collectivité and what hangs to it.
const ANNUAIRE: &str = "Collectivités";

const APRES: Parametre = Parametre { nom: "apres", description: "La valeur de « suite » de la page précédente." };
const PAR_PAGE: Parametre = Parametre { nom: "par_page", description: "De 1 à 500 ; 100 par défaut." };
const Q: Parametre = Parametre { nom: "q", description: "Des mots, sans tenir compte des accents." };

pub(crate) fn routes() -> Routes {
    collectivite::routes()
        .merge(population::routes())
        .merge(contact::routes())
        .merge(journal::routes())
        .merge(travail::routes())
        .merge(courriel::routes())
}
