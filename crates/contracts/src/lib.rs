//! The doors between rooms.
#![doc = include_str!("../README.md")]

pub mod conventions;
pub mod rgpd;

use serde::{Serialize, de::DeserializeOwned};

/// What a room tells the others.
pub trait Told: Serialize + DeserializeOwned {
    /// Its name in the outbox: `conventions.EtatValide`.
    const KIND: &'static str;
}
