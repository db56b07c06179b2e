//! Workbooks read safely (XLSX, ODS, CSV) and written (XLSX, ODS).
#![doc = include_str!("../README.md")]

mod budget;
mod classeur;
mod csv;
mod dates;
mod ecriture;
mod encodage;
mod error;
mod feuille;
mod lecture;
mod limites;
mod nombres;
pub mod odf;
mod ods;
mod paquet;
mod sax;
pub mod texte;
mod xlsx;
pub mod xml;

pub use classeur::{Cellule, Classeur, Encodage, Feuille, Format, Fusion, Ligne, adresse, lettres};
pub use dates::parse as parse_date;
pub use ecriture::{Case, Page, Proprietes, Style, Valeur, write_ods, write_xlsx};
pub use error::TableurError;
pub use lecture::read;
pub use limites::Limites;
