//! The house as a whole: its laws, its routes and rights, its command line, its états.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

mod command_line;
mod dependencies;
mod etat_independant;
mod house;
mod manuel;
mod nodes;
mod ports;
mod rights;
mod routes;
mod statements;
mod world;
