//! Certificates as openssl makes and judges them.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

mod cles;
mod confiance;
mod hostile;
mod lecture;
mod pki;
