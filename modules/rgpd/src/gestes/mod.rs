//! The acts of the room: one transaction each, the change with its line of the journal and its event.

pub mod catalogue;
pub mod deploiements;
pub mod exports;
pub mod imports;
pub mod lots;
pub mod modeles;
pub mod pieces;
pub mod propositions;
pub mod publication;
pub mod registre;
pub mod services;
mod suites;
pub mod traitements;

pub use web::Contexte;
use web::Regle;

use crate::domain::Refus;

/// An act that was not done; nothing of it is to be committed.
pub type GesteError = web::GesteError<Refus>;

/// What an act answers.
pub type Geste<T> = Result<T, GesteError>;

impl Regle for Refus {}
