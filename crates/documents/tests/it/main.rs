//! What the store of documents promises, on both engines.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

mod clamav;
mod clamd;
mod deposit;
mod scan;
mod upkeep;
mod world;
