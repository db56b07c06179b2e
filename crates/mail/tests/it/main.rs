//! What leaves, what is kept, and what a crash may do, against a real SMTP conversation and on both engines.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

mod kill;
mod mime;
mod pages;
mod send;
mod smtp;
mod tls;
mod world;
