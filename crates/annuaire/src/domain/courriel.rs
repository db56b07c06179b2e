//! `CourrielAnnuaire`: the data of a mail to send. The caller writes and sends it.

use kernel::Instant;
use serde::{Deserialize, Serialize};

/// Serialised, it is the payload of a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "genre", rename_all = "snake_case")]
pub enum CourrielAnnuaire {
    /// Come in and choose a password.
    Invitation { a: String, nom: String, jeton: String, expire_le: Instant, invite_par: String },
    /// Choose another password.
    Reinitialisation { a: String, nom: String, jeton: String, expire_le: Instant },
    /// It was done: warn, in case it was somebody else.
    MotDePasseChange { a: String, nom: String, le: Instant },
    /// Too many failures.
    CompteVerrouille { a: String, nom: String, jusqu_a: Instant, adresse: String },
    /// The second factor was set or removed.
    SecondFacteurChange { a: String, nom: String, actif: bool, le: Instant },
}

impl CourrielAnnuaire {
    /// The address to which it goes.
    pub fn destinataire(&self) -> &str {
        match self {
            Self::Invitation { a, .. }
            | Self::Reinitialisation { a, .. }
            | Self::MotDePasseChange { a, .. }
            | Self::CompteVerrouille { a, .. }
            | Self::SecondFacteurChange { a, .. } => a,
        }
    }
}
