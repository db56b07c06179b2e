//! XML read as a stream, strictly, and written in its canonical form.
#![doc = include_str!("../README.md")]

mod attribut;
mod canonical;
mod chars;
mod encodage;
mod error;
mod event;
mod input;
mod method;
mod reader;
mod rendered;
mod scope;
mod tag;
mod text;

pub use canonical::{Canonicalizer, canonicalize};
pub use encodage::Encodage;
pub use error::{C14nError, Faute, Interdit};
pub use event::{Attribute, End, Event, Start};
pub use method::Method;
pub use reader::{PROFONDEUR_MAX, Reader};
