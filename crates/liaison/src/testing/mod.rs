//! Throw-away servers for the tests of the rooms: an authority, an HTTPS server with client certificates, a real Dovecot.
#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "what is only for tests fails by panicking, where it stands"
)]

mod appele;
mod autorite;
mod dovecot;
mod processus;
mod serveur;

pub use appele::{Appele, ServeurAppel};
pub use autorite::{Autorite, Papiers};
pub use dovecot::Dovecot;
pub use serveur::{Depose, Options, Reponse, ServeurDepot};

/// A port of the machine on which nobody listens.
pub fn closed_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
