//! The acts of the room: one transaction each, the change with its line of the journal and its event.

mod erreur;
pub mod exports;
pub mod imports;
pub mod registre;
pub mod services;
pub mod traitements;

use annuaire::Collectivite;
use journal::Acteur;
use kernel::{Clock, CollectiviteId, Siren};

pub use erreur::{Geste, GesteError};

/// Who acts, when, and on whose register.
#[derive(Debug, Clone, Copy)]
pub struct Contexte<'a> {
    pub clock: &'a Clock,
    pub acteur: &'a Acteur,
    pub collectivite: CollectiviteId,
    pub siren: Siren,
}

impl<'a> Contexte<'a> {
    pub const fn new(clock: &'a Clock, acteur: &'a Acteur, collectivite: &Collectivite) -> Self {
        Self { clock, acteur, collectivite: collectivite.id, siren: collectivite.fiche.siren }
    }
}
