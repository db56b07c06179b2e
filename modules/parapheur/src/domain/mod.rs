//! The rules: what is verified, and what is said of it.

mod refus;
pub mod verification;

pub use refus::Refus;
pub use verification::{Bilan, Demande, Fichier, verify};
