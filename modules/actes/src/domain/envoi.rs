//! `Envoi`: one archive with one name for ever, from the gesture to the préfecture's server.

use documents::DocumentId;
use kernel::{CollectiviteId, Id, Instant};
use norme_actes::{NomArchive, TypeMessage};
use serde::{Deserialize, Serialize};
use time::Date;

use super::{ActeId, Canal, EchangeId};

/// Marks the id of a sending.
#[derive(Debug)]
pub enum MarqueEnvoi {}
pub type EnvoiId = Id<MarqueEnvoi>;

/// A sending. What the ministry's log asks stands in it: archive, files, instant, agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envoi {
    pub collectivite_id: CollectiviteId,
    pub id: EnvoiId,
    /// None for a request of classification.
    pub acte_id: Option<ActeId>,
    pub echange_id: Option<EchangeId>,
    /// `1-1`, `3-2`, `6-1`…
    pub message: String,
    pub canal: Canal,
    pub etat: EtatEnvoi,
    #[serde(with = "super::jour")]
    pub jour: Date,
    /// From 1 each day, without holes nor doubles for a collectivité.
    pub serie: u32,
    /// `BEF-EACT--218200020--20261125-1.tar.gz`.
    pub archive: String,
    /// The archive exactly as it left.
    pub document_id: Option<DocumentId>,
    /// The names in the archive, in their order.
    pub fichiers: Vec<String>,
    /// SHA-256 of the archive.
    pub empreinte: String,
    /// In bytes.
    pub taille: i64,
    pub tentatives: u32,
    pub demande_le: Instant,
    /// The instant at which the first byte may have left.
    pub tente_le: Option<Instant>,
    pub depose_le: Option<Instant>,
    /// The server that took it.
    pub adresse: String,
    pub motif: String,
    pub agent: Agent,
}

/// Who asked for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agent {
    pub nom: String,
    pub courriel: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EtatEnvoi {
    /// Its archive is to be made, or to leave again after a refusal of the network.
    EnAttente,
    /// Given to the network: perhaps received. Only an answer, or the same archive again, settles it.
    EnCours,
    Depose,
    /// The server refused it for good, or it could not be made.
    Echoue,
}

impl EtatEnvoi {
    pub const TOUS: [Self; 4] = [Self::EnAttente, Self::EnCours, Self::Depose, Self::Echoue];

    pub const fn code(&self) -> &'static str {
        match self {
            Self::EnAttente => "en_attente",
            Self::EnCours => "en_cours",
            Self::Depose => "depose",
            Self::Echoue => "echoue",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::TOUS.into_iter().find(|etat| etat.code() == code)
    }

    pub const fn libelle(self) -> &'static str {
        match self {
            Self::EnAttente => "en attente",
            Self::EnCours => "en chemin",
            Self::Depose => "déposé",
            Self::Echoue => "échoué",
        }
    }
}
coded!(EtatEnvoi);

impl Envoi {
    pub fn type_message(&self) -> Option<TypeMessage> {
        TypeMessage::all().find(|known| known.to_string() == self.message)
    }

    /// « Transmission de l’acte », « Demande d’annulation ».
    pub fn libelle(&self) -> &'static str {
        self.type_message().and_then(TypeMessage::libelle).unwrap_or("Envoi")
    }

    pub fn nom_archive(&self) -> Option<NomArchive> {
        self.archive.parse().ok()
    }
}

/// What the operator of télétransmission is to the ministry: given at homologation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operateur {
    /// Three letters.
    pub trigramme: String,
    /// Four: `EACT`; the school has its own, so that no exercise passes for a sending.
    pub application: String,
    /// Where the préfecture answers.
    pub adresses_retour: Vec<String>,
}
