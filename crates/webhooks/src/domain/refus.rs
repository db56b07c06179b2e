//! What the webhooks refuse, each refusal a complete French sentence that says what to do.

use db::DbError;

/// The rule says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refus {
    #[error("Une collectivité a {0} abonnements au plus\u{a0}: supprimez d’abord ceux qui ne servent plus.")]
    TropDAbonnements(u32),
    #[error("Cet abonnement n’est pas actif\u{a0}: réactivez-le d’abord.")]
    PasActif,
    #[error("Cette livraison est encore à faire\u{a0}: elle partira d’elle-même.")]
    DejaEnRoute,
    #[error("Un essai ne se renvoie pas\u{a0}: faites-en un autre.")]
    EssaiUnique,
    #[error("Un essai est déjà en route\u{a0}: attendez sa réponse.")]
    EssaiEnRoute,
}

/// What is wrong, by field: the name of the field and a complete French sentence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Champs(pub Vec<(&'static str, String)>);

impl Champs {
    /// The sentence to show by a field.
    pub fn of(&self, champ: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| *name == champ).map(|(_, phrase)| phrase.as_str())
    }

    pub(crate) fn push(&mut self, champ: &'static str, phrase: impl Into<String>) {
        self.0.push((champ, phrase.into()));
    }

    /// Gives the value when nothing is wrong.
    pub(crate) fn or<T>(self, made: T) -> Result<T, Self> {
        if self.0.is_empty() { Ok(made) } else { Err(self) }
    }
}

/// Why an act did not happen.
#[derive(Debug, thiserror::Error)]
pub enum WebhookError {
    #[error(transparent)]
    Refus(#[from] Refus),
    /// The form returns with a sentence by each field.
    #[error("{}", .0.0.iter().map(|(_, phrase)| phrase.as_str()).collect::<Vec<_>>().join(" "))]
    Champs(Champs),
    /// No such row: answered as 404.
    #[error("not found")]
    NotFound,
    /// Somebody changed it meanwhile: the page is shown anew.
    #[error("changed meanwhile")]
    Conflict,
    /// The machine failed at what it always does (AES).
    #[error("{0}")]
    Internal(&'static str),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<Champs> for WebhookError {
    fn from(wrong: Champs) -> Self {
        Self::Champs(wrong)
    }
}

pub(crate) type Result<T, E = WebhookError> = std::result::Result<T, E>;
