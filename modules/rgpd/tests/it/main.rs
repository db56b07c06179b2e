//! The register through its doors: pages, API and database, on both engines where rows are kept.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

mod api;
mod catalogue;
mod deploiements;
mod edition;
mod faiblesses;
mod fichiers;
mod imports;
mod modeles;
mod partage;
mod pieces;
mod propositions;
mod registre;
mod services;
mod site;
mod store;
mod store_centre;
mod vie;
