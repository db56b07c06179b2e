//! The room through its doors: pages, jobs and database, on both engines where rows are kept.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

mod api;
mod budgets;
mod centre;
mod depot;
mod dialogue;
mod groupes;
mod journal;
mod lots;
mod ministere;
mod preuves;
mod publication;
mod reel;
mod sauvegardes;
mod site;
mod store;
mod tues;
