//! The room through its doors: pages and API over a real database.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

mod api;
mod collectivites;
mod courriels;
mod documents;
mod fiches;
mod imports;
mod journal;
mod logiciels;
mod monde;
mod recherche;
mod sante;
mod travaux;
mod visiteur;
