//! What carries archives to a préfecture and brings back what it answers: one trait, whatever the road.

pub mod ecole;
pub mod reel;

use std::fmt;

use futures::future::BoxFuture;
use kernel::CollectiviteId;

use crate::domain::Operateur;

/// A road to a préfecture. The true ones are offered by the roof (`Ports`), since they hold its keys; the school is here.
pub trait Transport: fmt::Debug + Send + Sync {
    /// What the operator is on this road.
    fn operateur(&self) -> Operateur;

    /// Whether the same archive given twice is surely one: then what was perhaps sent is sent again at once.
    fn is_idempotent(&self) -> bool;

    /// The certificate by which the operator is known, that one day ends.
    fn certificat(&self) -> Option<&liaison::Certificat> {
        None
    }

    /// Gives an archive to the préfecture.
    fn send(&self, colis: Colis) -> BoxFuture<'_, Result<Depose, Echec>>;

    /// Reads what came back, in the order of arrival. Each message is given to `accueil`, and filed only once it says that it is
    /// kept: a message of which the keeping fails is presented again.
    fn retrieve<'a>(&'a self, accueil: &'a dyn Accueil) -> BoxFuture<'a, Result<Bilan, Echec>>;
}

/// Who keeps what comes back.
pub trait Accueil: Send + Sync {
    /// # Errors
    /// When nothing was kept: the message stays where it is.
    fn receive(&self, arrivee: Arrivee) -> BoxFuture<'_, Result<Rangement, String>>;
}

/// An archive ready to leave.
#[derive(Debug)]
pub struct Colis {
    pub collectivite: CollectiviteId,
    /// `BEF-EACT--218200020--20261125-1.tar.gz`.
    pub nom: String,
    /// In bytes.
    pub taille: u64,
    pub contenu: documents::Download,
}

/// The préfecture's server took it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Depose {
    /// The address that took it.
    pub adresse: String,
}

/// Why it was not taken. The text is a complete French sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Echec {
    /// The server refuses it: sending it again would change nothing.
    #[error("{0}")]
    Definitif(String),
    /// Surely nothing was received: it leaves again later.
    #[error("{0}")]
    Passager(String),
    /// The whole of it left and nobody knows whether it arrived.
    #[error("{0}")]
    Incertain(String),
}

/// A message that came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrivee {
    /// Names and bytes of what it carries, in its order.
    pub pieces: Vec<(String, Vec<u8>)>,
    /// Its words, when it is a mail that carries nothing.
    pub texte: String,
}

/// Where a message goes once it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rangement {
    Traite,
    /// It was kept, and somebody has to look at it.
    ARegarder,
}

/// What a reading did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bilan {
    pub lus: u32,
    pub a_regarder: u32,
    /// Those that could not be kept: they wait.
    pub laisses: u32,
}
