//! The web of the house: gates, routes, forms, errors, API; and the components of the pages.
#![doc = include_str!("../README.md")]

pub mod api;
pub mod assets;
mod cookie;
mod depot;
mod error;
mod fichier;
mod formulaire;
mod gate;
mod geste;
mod house;
pub mod liste;
mod ports;
mod routes;
mod security;
mod server;
mod shell;
mod store;
pub mod telechargement;
#[cfg(feature = "testing")]
pub mod testing;
pub mod ui;

pub use annuaire::{Permission, Role};
pub use api::Operation;
pub use cookie::{clear_session, set_session};
pub use depot::Depot;
pub use error::WebError;
pub use fichier::{Fichier, FormulaireFichier};
pub use formulaire::{Formulaire, entier_entre};
pub use gate::{Acces, Agent, Connecte, Droit, Gate, Public, Usage};
pub use geste::{Contexte, GesteError, Regle, tell};
pub use house::{Config, House, Parts, Room, Services};
pub use ports::{NotOffered, Ports};
pub use routes::{Gated, RouteEntry, Routes};
pub use server::router;
pub use shell::{Fait, MenuEntry, with_fait};
pub use store::idempotence_purge;
pub use ui::Shell;

pub const MIGRATIONS: &[db::Migration] = &[api::IDEMPOTENCE];
