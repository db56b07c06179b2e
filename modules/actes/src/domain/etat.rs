//! `EtatActe`: where an acte stands between the collectivité and the préfecture.

/// The life of an acte: written, ready, on its way, sent, received or refused, cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EtatActe {
    Brouillon,
    /// Prepared by who may not send: it waits for who may.
    Pret,
    /// In the queue, or on its way.
    EnCours,
    /// Deposited; the préfecture has not answered.
    Transmis,
    /// The préfecture has it: `DateReception` makes it executory (CGCT L. 2131-1).
    Recu,
    /// The préfecture refused it, or it could not leave.
    Refuse,
    AnnulationDemandee,
    Annule,
}

impl EtatActe {
    pub const TOUS: [Self; 8] = [
        Self::Brouillon,
        Self::Pret,
        Self::EnCours,
        Self::Transmis,
        Self::Recu,
        Self::Refuse,
        Self::AnnulationDemandee,
        Self::Annule,
    ];

    pub const fn code(&self) -> &'static str {
        match self {
            Self::Brouillon => "brouillon",
            Self::Pret => "pret",
            Self::EnCours => "en_cours",
            Self::Transmis => "transmis",
            Self::Recu => "recu",
            Self::Refuse => "refuse",
            Self::AnnulationDemandee => "annulation_demandee",
            Self::Annule => "annule",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::TOUS.into_iter().find(|etat| etat.code() == code)
    }

    pub const fn libelle(self) -> &'static str {
        match self {
            Self::Brouillon => "Brouillon",
            Self::Pret => "Prêt à transmettre",
            Self::EnCours => "En cours d’envoi",
            Self::Transmis => "Transmis, sans réponse",
            Self::Recu => "Reçu en préfecture",
            Self::Refuse => "Refusé",
            Self::AnnulationDemandee => "Annulation demandée",
            Self::Annule => "Annulé",
        }
    }

    /// Whether its words and files may still change: nothing of it is at the préfecture.
    pub const fn is_modifiable(self) -> bool {
        matches!(self, Self::Brouillon | Self::Pret | Self::Refuse)
    }

    /// Whether the préfecture said that it has it, whatever was asked since.
    pub const fn is_acquitte(self) -> bool {
        matches!(self, Self::Recu | Self::AnnulationDemandee | Self::Annule)
    }
}
coded!(EtatActe);
