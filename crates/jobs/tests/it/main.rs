//! What the queue promises, on both engines.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

mod feed;
mod kill;
mod pages;
mod queue;
mod worker;
mod world;
