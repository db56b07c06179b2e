//! What is told, to whom, how often, and what a crash may do: on both engines, against a real HTTPS server.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test fails where it stands, and says when it skips")]

mod config;
mod crash;
mod deliver;
mod emit;
mod gestes;
mod hostile;
mod pages;
mod patience;
mod signature;
mod world;
