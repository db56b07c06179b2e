//! Webhooks: what happens in the house, told and signed to other software.
#![doc = include_str!("../README.md")]

pub mod abonnements;
mod coffre;
mod contexte;
mod deliver;
mod domain;
mod emit;
pub mod livraisons;
mod menage;
mod service;
mod store;

pub use coffre::Coffre;
pub use contexte::Contexte;
pub use deliver::register;
pub use domain::{
    Abonnement, AbonnementId, Champs, ESSAI, EtatAbonnement, EtatLivraison, Evenement, EvenementId, GenreEvenement,
    Livraison, LivraisonEntiere, LivraisonId, Portee, Refus, Saisie, Secret, Tentative, WebhookError,
};
pub use emit::{emit, emit_many};
pub use menage::housekeeping;
pub use service::{SUSPENDU, Suspension, Webhooks, WebhooksConfig};
pub use store::LISTS;

/// The tables of the webhooks.
pub const MIGRATIONS: &[db::Migration] =
    &[db::Migration { room: "webhooks", name: "0001_webhooks", sql: include_str!("../migrations/0001_webhooks.sql") }];
