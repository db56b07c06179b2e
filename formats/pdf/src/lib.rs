//! PDF files, looked at and stamped.
#![doc = include_str!("../README.md")]

mod boite;
mod controle;
mod error;
mod lettres;
mod page;
mod tampon;

pub use boite::{Boite, Position, Tampon};
pub use controle::{Pdf, check};
pub use error::PdfError;
pub use tampon::stamp;
