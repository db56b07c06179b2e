//! The delegate's room through its doors: pages, API, jobs and database, on both engines where rows are kept.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

mod campagnes;
mod cockpit;
mod designations;
mod echanges;
mod ports;
mod site;
mod store;
