//! PDF files checked and stamped, then opened by other people's tools.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

mod controle;
mod fabrique;
mod hasard;
mod outils;
mod signature;
mod tampon;
