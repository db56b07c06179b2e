//! The room through its doors: pages, jobs and database, on both engines where rows are kept.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

mod api;
mod centre;
mod depot;
mod dialogue;
mod ministere;
mod preuves;
mod publication;
mod reel;
mod site;
mod store;
mod tues;
