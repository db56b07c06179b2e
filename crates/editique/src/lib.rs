//! Documents and tables, described once, printed in every format a town hall asks for.
#![doc = include_str!("../README.md")]

mod classeur;
mod csv;
mod document;
mod error;
mod ics;
mod ods;
mod presse;
mod tableau;
mod xlsx;

pub use self::csv::csv;
pub use classeur::{Classeur, Feuille};
pub use document::{Bloc, Document, Emetteur, Encadre, Forme, Fragment, Orientation, Prose, Signataire, Ton};
pub use error::EditiqueError;
pub use ics::{Evenement, ics};
pub use ods::ods;
pub use presse::Presse;
pub use tableau::{Cellule, Colonne, Genre, Largeur, Tableau};
pub use xlsx::xlsx;
