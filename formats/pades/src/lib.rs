//! Signatures in PDF: prepared, written after what is there, read with what was changed since.
#![doc = include_str!("../README.md")]

mod apparence;
mod balises;
mod error;
mod formulaire;
mod horodatage;
mod image;
mod jugement;
mod lecture;
mod modifications;
mod preparation;
mod preuves;
mod trou;
mod verification;

pub use apparence::{Place, Visuel};
pub use balises::{Balise, balises};
pub use error::PadesError;
pub use horodatage::{PreparationHorodatage, prepare_horodatage};
pub use modifications::{GenreModification, Modification};
pub use preparation::{Options, Preparation, prepare};
pub use preuves::add_preuves;
pub use verification::{SignaturePdf, verify};
