//! The register of the RGPD that a collectivité keeps with its shared DPD.
#![doc = include_str!("../README.md")]

pub mod domain;
mod droits;
pub mod gestes;
pub mod store;

use db::Migration;

/// The schema of the room.
pub const MIGRATIONS: &[Migration] =
    &[Migration { room: "rgpd", name: "0001_rgpd", sql: include_str!("../migrations/0001_rgpd.sql") }];
