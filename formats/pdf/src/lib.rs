//! PDF checked before it is sent, stamped and joined without touching what is signed.
#![doc = include_str!("../README.md")]

mod balisage;
mod check;
mod chiffrement;
mod document;
mod ecriture;
mod error;
mod faits;
mod flate;
mod groupe;
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
mod travail;

pub use check::{FormatPage, Pdf, Remarque, check};
pub use document::{Document, TAILLE_MAX};
pub use error::PdfError;
pub use merge::{Piece, merge};
pub use object::{Data, Dict, Object, Ref, Stream};
pub use revision::Revision;
pub use signatures::{Interdit, Signatures};
pub use stamp::stamp;
pub use tampon::{Boite, Cadre, Pages, Position, Tampon, Texte};
