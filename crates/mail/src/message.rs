//! `Message`: a mail as it is kept and shown.

use kernel::{CollectiviteId, Id, Instant};
use uuid::Uuid;

use crate::PieceJointe;

pub type MessageId = Id<Message>;

/// Where a mail stands. Stored as written by [`EtatMessage::code`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EtatMessage {
    AEnvoyer,
    /// The server has taken it.
    Envoye,
    /// Only kept to be shown: the demo sends nothing.
    Garde,
    /// Refused for good, or out of attempts.
    Echec,
}

impl EtatMessage {
    pub const fn all() -> [Self; 4] {
        [Self::AEnvoyer, Self::Envoye, Self::Garde, Self::Echec]
    }

    pub const fn code(&self) -> &'static str {
        match self {
            Self::AEnvoyer => "a_envoyer",
            Self::Envoye => "envoye",
            Self::Garde => "garde",
            Self::Echec => "echec",
        }
    }

    pub const fn libelle(&self) -> &'static str {
        match self {
            Self::AEnvoyer => "À envoyer",
            Self::Envoye => "Envoyé",
            Self::Garde => "Gardé",
            Self::Echec => "En échec",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::all().into_iter().find(|etat| etat.code() == code)
    }
}

db::text_column!(EtatMessage, code, from_code);

/// A mail, without its bodies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub id: MessageId,
    pub etat: EtatMessage,
    /// The collectivité whose affair it is.
    pub pour: Option<CollectiviteId>,
    pub destinataire_nom: String,
    pub destinataire_adresse: String,
    pub reponse_nom: Option<String>,
    pub reponse_adresse: Option<String>,
    pub sujet: String,
    pub confidentiel: bool,
    /// The object that the page links to.
    pub lien_genre: Option<String>,
    pub lien_id: Option<Uuid>,
    /// What the server answered last, when it refused.
    pub erreur: Option<String>,
    pub created_at: Instant,
    pub sent_at: Option<Instant>,
}
db::row!(Message {
    id,
    etat,
    pour,
    destinataire_nom,
    destinataire_adresse,
    reponse_nom,
    reponse_adresse,
    sujet,
    confidentiel,
    lien_genre,
    lien_id,
    erreur,
    created_at,
    sent_at
});

/// What a mail says, both ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bodies {
    pub html: String,
    pub texte: String,
}
db::row!(Bodies { html, texte });

/// A mail as its page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entier {
    pub message: Message,
    /// `None` for a confidential mail, unless it was only kept.
    pub bodies: Option<Bodies>,
    pub pieces: Vec<PieceJointe>,
}
