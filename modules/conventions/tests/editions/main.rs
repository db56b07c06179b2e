//! The papers of the conventions, printed and read back.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

mod comptes;
mod convention;
mod etat;
mod lettres;
mod monde;
mod papier;
mod recensement;
