//! The ground of the house: the values every floor speaks with. Depends on nothing of ours.
#![doc = include_str!("../README.md")]

mod as_text;
mod calendrier;
mod clock;
mod commune;
mod encodage;
mod genre;
mod horaires;
mod id;
mod instant;
mod montant;
mod nomenclature;
mod periode;
pub mod secret;
mod siren;
mod taux;
mod texte;

pub use calendrier::{
    JoursFrancs, Zone, add_jours_francs, is_jour_ouvre, jours_feries, jours_francs_between, next_jour_ouvre,
};
pub use clock::Clock;
pub use commune::{CodeInsee, CodePostal};
pub use encodage::{utf8_or_windows, windows_1252};
pub use genre::GenreCollectivite;
pub use horaires::{HorairesOuverture, Plage};
pub use id::Id;
pub use instant::Instant;
pub use montant::Montant;
pub use periode::{Exercice, Periode, add_mois};
pub use siren::{Siren, Siret};
pub use taux::{Indice, Taux};
pub use texte::{combien, date_courte, date_longue, fold, nombre, parse_date, searchable};

/// What an id identifies, for the two things that every floor must name.
#[derive(Debug)]
pub enum MarqueCollectivite {}
/// Marks the id of a person.
#[derive(Debug)]
pub enum MarquePersonne {}

/// The identity of a collectivité, carried by every row that belongs to one.
pub type CollectiviteId = Id<MarqueCollectivite>;
/// The identity of a person who signs in.
pub type PersonneId = Id<MarquePersonne>;

/// A value typed by somebody could not be read: the complete French sentence to show by the field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Illisible(pub String);

impl Illisible {
    pub fn new(phrase: impl Into<String>) -> Self {
        Self(phrase.into())
    }
}
