//! The room through its doors: pages and API, over signatures that openssl made a moment before.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

mod confiance;
mod papiers;
mod verification;
