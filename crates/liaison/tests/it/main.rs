//! Real conversations: HTTPS with client certificates, a real Dovecot, directories; and what happens when they are cut.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

mod appel;
mod boite;
mod boite_cut;
mod boite_trust;
mod certificat;
mod config;
mod courriel;
mod depot;
mod depot_cut;
mod depot_openssl;
mod depot_trust;
mod repertoire;
mod world;
