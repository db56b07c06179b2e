//! What the crate makes, opened with other people's tools.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops there")]

mod calendrier;
mod classeurs;
#[path = "../../examples/specimens/documents.rs"]
mod documents;
#[path = "../../examples/specimens/etat.rs"]
mod etat;
mod hostile;
mod outils;
mod pdf;
