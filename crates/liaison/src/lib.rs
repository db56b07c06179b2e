//! Outgoing connections: a file deposited over HTTPS or in a directory, a mailbox or a directory read.
#![doc = include_str!("../README.md")]

mod adresse;
mod appel;
mod boite;
mod certificat;
mod confiance;
mod courriel;
mod depot;
mod empreinte;
mod erreur;
mod explain;
mod fichier;
mod identite;
mod issue;
mod releve;
mod repertoire;
mod reseau;
#[cfg(feature = "testing")]
pub mod testing;

pub use appel::{Appel, AppelConfig, AppelError, ReponseAppel, Resolveur};
pub use boite::{Boite, BoiteConfig, MessageRecu, Security};
pub use certificat::Certificat;
pub use courriel::{Courriel, PieceJointe};
pub use depot::{Depot, DepotConfig, Formulaire};
pub use empreinte::Empreinte;
pub use erreur::LiaisonError;
pub use fichier::Fichier;
pub use identite::Identite;
pub use issue::{Essai, Issue, Verdict};
pub use releve::{Ecart, Keep, Releve};
pub use repertoire::{FichierRecu, Repertoire, RepertoireConfig};
pub use reseau::{Reseau, Reseaux, is_public};
