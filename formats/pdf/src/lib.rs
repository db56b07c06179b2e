//! PDF checked before it is sent, stamped and joined without touching what is signed.
#![doc = include_str!("../README.md")]

mod balisage;
mod check;
mod chiffrement;
mod contenu;
mod difference;
mod document;
mod ecriture;
pub mod encre;
mod error;
mod faits;
mod flate;
mod groupe;
mod lettres;
mod merge;
mod nature;
mod object;
mod pages;
mod police;
mod rebuild;
mod revision;
mod signatures;
mod stamp;
mod syntax;
mod table;
mod tampon;
mod texte;
mod travail;

pub use balisage::Balisage;
pub use check::{FormatPage, Pdf, Remarque, check};
pub use difference::Difference;
pub use document::{Document, TAILLE_MAX};
pub use error::PdfError;
pub use merge::{Piece, merge};
pub use object::{Data, Dict, Object, Ref, Stream};
pub use pages::{Page, list as pages};
pub use police::deflate;
pub use revision::Revision;
pub use signatures::{Champ, Interdit, Signatures, champs, texte};
pub use stamp::stamp;
pub use tampon::{Boite, Cadre, Pages, Position, Tampon, Texte};
pub use texte::TextePage;
