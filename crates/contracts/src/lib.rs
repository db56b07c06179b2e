//! The doors between rooms.
#![doc = include_str!("../README.md")]

pub mod conventions;
pub mod dpd;
pub mod rgpd;

use std::{future::Future, pin::Pin};

use db::DbError;
use serde::{Serialize, de::DeserializeOwned};

/// What a room tells the others.
pub trait Told: Serialize + DeserializeOwned {
    /// Its name in the outbox: `conventions.EtatValide`.
    const KIND: &'static str;
}

/// What a port answers: read in the transaction of who asks, so that all the answers of a page are of one moment.
pub type Reponse<'a, T> = Pin<Box<dyn Future<Output = Result<T, DbError>> + Send + 'a>>;
