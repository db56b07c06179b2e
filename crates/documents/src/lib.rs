//! What people deposit: received, typed, scanned, kept once, served to its owner.
#![doc = include_str!("../README.md")]

mod antivirus;
mod blobs;
mod document;
mod documents;
mod download;
mod genre;
mod nom;
mod office;
mod receive;
mod store;
mod upkeep;

pub use antivirus::Antivirus;
pub use document::{Document, DocumentId, Empreinte, EtatDocument};
pub use documents::{Documents, Limits, OpenError};
pub use download::{Download, Part, content_disposition};
pub use genre::Genre;
pub use nom::clean_name;
pub use receive::{ReceiveError, Received, Refus};
pub use store::{delete, empreintes, find, find_many, keep};
pub use upkeep::{Rescan, UpkeepError, Verdict};

/// The table of the documents.
pub const MIGRATIONS: &[db::Migration] = &[db::Migration {
    room: "documents",
    name: "0001_documents",
    sql: include_str!("../migrations/0001_documents.sql"),
}];
