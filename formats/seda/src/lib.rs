//! SEDA 2.1: the packages by which archives are handed over, written as streams and verified.
#![doc = include_str!("../README.md")]

mod agent;
mod content;
mod contenu;
mod controle;
mod date;
mod digest;
mod directory;
mod element;
mod error;
mod format;
mod francais;
mod manifest;
mod object;
mod package;
mod package_write;
mod related;
mod rules;
mod sax;
mod transfer;
mod unit;
mod valeurs;
mod xml;

pub use agent::{Agent, Capacity, Person, Signature, SignedObject, Signer, Validator};
pub use content::{Content, DescriptionLevel, Event, Keyword, KeywordType, Organization};
pub use date::DateType;
pub use digest::Digest;
pub use error::SedaError;
pub use manifest::{Lecture, read_manifest};
pub use object::{BinaryDataObject, FileInfo, FormatIdentification};
pub use package::{Limites, Package};
pub use package_write::{NomBordereau, write_package};
pub use related::{Related, RelatedObjects};
pub use rules::{AppraisalRule, FinalAction, Inheritance, Management, Rule, Rules, StorageAction, StorageRule};
pub use transfer::{ArchiveTransfer, CodeListVersions, DataObjectPackage, LegalStatus, ManagementMetadata};
pub use unit::{ArchiveUnit, DataObjectReference};
