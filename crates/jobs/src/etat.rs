//! `EtatJob`: where a job stands.

/// Where a job stands. Stored as written by [`EtatJob::code`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EtatJob {
    EnAttente,
    EnCours,
    Reussi,
    /// A dead letter: nobody tries again until somebody asks for it.
    Echoue,
    Annule,
}

impl EtatJob {
    pub const fn all() -> [Self; 5] {
        [Self::EnAttente, Self::EnCours, Self::Reussi, Self::Echoue, Self::Annule]
    }

    pub const fn code(&self) -> &'static str {
        match self {
            Self::EnAttente => "en_attente",
            Self::EnCours => "en_cours",
            Self::Reussi => "reussi",
            Self::Echoue => "echoue",
            Self::Annule => "annule",
        }
    }

    pub const fn libelle(&self) -> &'static str {
        match self {
            Self::EnAttente => "En attente",
            Self::EnCours => "En cours",
            Self::Reussi => "Réussi",
            Self::Echoue => "En échec",
            Self::Annule => "Annulé",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::all().into_iter().find(|etat| etat.code() == code)
    }

    /// Nothing more will happen by itself.
    pub const fn is_over(&self) -> bool {
        matches!(self, Self::Reussi | Self::Echoue | Self::Annule)
    }
}

db::text_column!(EtatJob, code, from_code);
