//! SEDA as archival agencies take it: packages written, read back, judged by xmllint, unzip and fido; traps refused.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test fails where it stands, and says when it skips")]

mod echantillon;
mod formats;
mod hasard;
mod hostile;
mod juges;
mod lecture;
mod memoire;
mod paquet;
mod pieges;
mod schemas;
mod vitesse;
