//! The acts of the room: load, ask the domain, keep, journal, tell; in the one transaction that the caller gives. Used
//! alike by the pages, the API, the command line and the jobs.

pub mod abonnements;
pub mod conventions;
pub mod devis;
pub mod engagements;
pub mod etats;
pub mod fiches;
pub mod grilles;
pub mod identites;
pub mod recensements;
pub mod simulation;
pub mod syntec;
pub mod tableau;
pub mod titres;

use web::Regle;

use crate::domain::Refus;

/// An act that was not done; nothing of it is to be committed.
pub type GesteError = web::GesteError<Refus>;

/// What an act answers.
pub type Geste<T> = Result<T, GesteError>;

impl Regle for Refus {}
