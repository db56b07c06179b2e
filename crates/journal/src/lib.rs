//! The journal of the house: an append-only chain of lines per collectivité.
#![doc = include_str!("../README.md")]

mod chain;
mod export;
mod ligne;
mod store;
mod verify;

use db::Migration;

pub use export::{read_export, write_export};
pub use ligne::{Acteur, Difference, Ligne, LigneEcrite};
pub use store::{LIST, LIST_CENTRE, find, of_objet, record, record_many};
pub use verify::{Faute, Verification, verify, verify_lignes};

pub const MIGRATIONS: &[Migration] =
    &[Migration { room: "journal", name: "0001_journal", sql: include_str!("../migrations/0001_journal.sql") }];
