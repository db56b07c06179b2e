//! The acts of the room: one transaction each, the change with its line of the journal and its event. Used alike by the pages,
//! the API, the command line and the jobs.

pub mod campagnes;
pub mod cockpit;
pub mod designations;
pub mod echanges;

use annuaire::Collectivite;
use journal::Acteur;
use kernel::{Clock, CollectiviteId, Siren};
use web::Regle;

use crate::domain::Refus;

/// An act that was not done; nothing of it is to be committed.
pub type GesteError = web::GesteError<Refus>;

/// What an act answers.
pub type Geste<T> = Result<T, GesteError>;

impl Regle for Refus {}

/// Who acts, when, and about which member.
#[derive(Debug, Clone, Copy)]
pub struct Contexte<'a> {
    pub clock: &'a Clock,
    pub acteur: &'a Acteur,
    /// In whose journal the exchanges are written: what the delegate notes is under secrecy (RGPD art. 38(5)), and the journal
    /// of a member is read by the member.
    pub centre: CollectiviteId,
    pub collectivite: CollectiviteId,
    pub siren: Siren,
}

impl<'a> Contexte<'a> {
    pub const fn new(
        clock: &'a Clock,
        (acteur, centre): (&'a Acteur, CollectiviteId),
        collectivite: &Collectivite,
    ) -> Self {
        Self { clock, acteur, centre, collectivite: collectivite.id, siren: collectivite.fiche.siren }
    }
}
