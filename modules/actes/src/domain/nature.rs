//! `NatureActe`: the six natures of the norm, and what each may be.

/// The nature of an acte, as the norm of exchange numbers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NatureActe {
    Deliberation,
    ActeReglementaire,
    ActeIndividuel,
    Contrat,
    DocumentBudgetaire,
    Autre,
}

impl NatureActe {
    pub const TOUTES: [Self; 6] = [
        Self::Deliberation,
        Self::ActeReglementaire,
        Self::ActeIndividuel,
        Self::Contrat,
        Self::DocumentBudgetaire,
        Self::Autre,
    ];

    /// `CodeNatureActe`, as text.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Deliberation => "1",
            Self::ActeReglementaire => "2",
            Self::ActeIndividuel => "3",
            Self::Contrat => "4",
            Self::DocumentBudgetaire => "5",
            Self::Autre => "6",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::TOUTES.into_iter().find(|nature| nature.code() == code)
    }

    /// `CodeNatureActe`.
    pub const fn numero(self) -> u32 {
        match self {
            Self::Deliberation => 1,
            Self::ActeReglementaire => 2,
            Self::ActeIndividuel => 3,
            Self::Contrat => 4,
            Self::DocumentBudgetaire => 5,
            Self::Autre => 6,
        }
    }

    pub const fn libelle(self) -> &'static str {
        match self {
            Self::Deliberation => "Délibération",
            Self::ActeReglementaire => "Arrêté réglementaire",
            Self::ActeIndividuel => "Arrêté individuel",
            Self::Contrat => "Contrat, convention ou avenant",
            Self::DocumentBudgetaire => "Document budgétaire",
            Self::Autre => "Autre acte",
        }
    }

    /// What helps to choose.
    pub const fn exemple(self) -> &'static str {
        match self {
            Self::Deliberation => "Votée par l’assemblée.",
            Self::ActeReglementaire => "Pour tous\u{a0}: circulation, stationnement, règlement.",
            Self::ActeIndividuel => "Pour une personne\u{a0}: nomination, permis, sanction. Jamais publié.",
            Self::Contrat => "Signé avec quelqu’un\u{a0}: marché, convention, bail.",
            Self::DocumentBudgetaire => "Budget, compte administratif, décision modificative.",
            Self::Autre => "Ce qui n’est rien de cela\u{a0}: décision du maire, par exemple.",
        }
    }

    /// The type of document that suits any acte of this nature, when nothing more precise does.
    pub const fn type_general(self) -> &'static str {
        match self {
            Self::Deliberation => "99_DE",
            Self::ActeReglementaire => "99_AR",
            Self::ActeIndividuel => "99_AI",
            Self::Contrat => "99_DC",
            Self::DocumentBudgetaire => "99_BU",
            Self::Autre => "99_AU",
        }
    }

    /// Whether everybody may read it: an individual acte never is, and a contract is only consulted on request.
    pub const fn is_publiable(self) -> bool {
        matches!(self, Self::Deliberation | Self::ActeReglementaire)
    }
}
coded!(NatureActe);
