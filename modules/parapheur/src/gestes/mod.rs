//! The acts of the room: one transaction each, the change with its line of the journal.

pub mod confiance;
pub mod verification;

pub use web::Contexte;
use web::Regle;

use crate::domain::Refus;

/// An act that was not done; nothing of it is to be committed.
pub type GesteError = web::GesteError<Refus>;

/// What an act answers.
pub type Geste<T> = Result<T, GesteError>;

impl Regle for Refus {}
