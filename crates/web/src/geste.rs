//! What an act of a room answers when it is not done, and how it tells the others what it did.

use std::{error::Error, fmt};

use annuaire::Collectivite;
use contracts::Told;
use db::{DbError, Tx};
use jobs::{Event, JobError};
use journal::Acteur;
use kernel::{Clock, CollectiviteId, Illisible, Siren};

use crate::{WebError, ui::FormState};

/// Who acts, when, and for which collectivité.
#[derive(Debug, Clone, Copy)]
pub struct Contexte<'a> {
    pub clock: &'a Clock,
    pub acteur: &'a Acteur,
    pub collectivite: CollectiviteId,
    pub siren: Siren,
}

impl<'a> Contexte<'a> {
    pub const fn new(clock: &'a Clock, acteur: &'a Acteur, collectivite: &Collectivite) -> Self {
        Self { clock, acteur, collectivite: collectivite.id, siren: collectivite.fiche.siren }
    }
}

/// The refusals of a room: an enum of its `domain`, each a complete French sentence.
pub trait Regle: Error + Send + Sync + 'static {}

/// An act that was not done; nothing of it is to be committed. Its text is a complete French sentence.
#[derive(Debug)]
pub enum GesteError<R> {
    /// The rule says no.
    Refus(R),
    /// What was typed or sent does not read.
    Illisible(String),
    NotFound,
    /// Somebody changed it meanwhile.
    Conflict,
    Db(DbError),
    /// Our fault.
    Internal(Box<dyn Error + Send + Sync>),
}

impl<R: fmt::Display> fmt::Display for GesteError<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refus(refus) => refus.fmt(f),
            Self::Illisible(sentence) => f.write_str(sentence),
            Self::NotFound => f.write_str("Ce que vous demandez n’existe pas, ou n’existe plus."),
            Self::Conflict => f.write_str(
                "Quelqu’un a changé cela en même temps que vous\u{a0}: rechargez la page, puis recommencez.",
            ),
            Self::Db(error) => error.fmt(f),
            Self::Internal(error) => error.fmt(f),
        }
    }
}

impl<R: Regle> Error for GesteError<R> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Db(error) => error.source(),
            Self::Internal(error) => error.source(),
            _ => None,
        }
    }
}

impl<R> GesteError<R> {
    pub fn internal(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Internal(error.into())
    }
}

impl<R: Regle> GesteError<R> {
    /// What the rule or the reader refuses, as a sentence for a form; the rest is not for a form.
    pub fn sentence(self) -> Result<String, WebError> {
        match self {
            Self::Refus(_) | Self::Illisible(_) => Ok(self.to_string()),
            other => Err(other.into()),
        }
    }

    /// Puts that sentence under a field of the form (`""`: the whole form).
    pub fn into_form(self, form: &mut FormState, field: &str) -> Result<(), WebError> {
        form.add_error(field, self.sentence()?);
        Ok(())
    }
}

impl<R: Regle> From<R> for GesteError<R> {
    fn from(refus: R) -> Self {
        Self::Refus(refus)
    }
}

impl<R> From<DbError> for GesteError<R> {
    fn from(error: DbError) -> Self {
        Self::Db(error)
    }
}

impl<R> From<Illisible> for GesteError<R> {
    fn from(error: Illisible) -> Self {
        Self::Illisible(error.0)
    }
}

impl<R: Regle> From<GesteError<R>> for WebError {
    fn from(error: GesteError<R>) -> Self {
        match error {
            GesteError::Refus(refus) => Self::Refus(refus.to_string()),
            GesteError::Illisible(sentence) => Self::Unreadable(sentence),
            GesteError::NotFound => Self::NotFound,
            GesteError::Conflict => Self::Conflict(error.to_string()),
            GesteError::Db(error) => error.into(),
            GesteError::Internal(error) => Self::Internal(error),
        }
    }
}

impl<R: Regle> From<GesteError<R>> for JobError {
    fn from(error: GesteError<R>) -> Self {
        match error {
            GesteError::Db(error) => error.into(),
            GesteError::Conflict => Self::Retry(error.to_string()),
            other => Self::Fail(other.to_string()),
        }
    }
}

/// Writes in the outbox what happened to collectivités, in the transaction of the change.
pub async fn tell<T: Told + Sync, R>(
    tx: &mut Tx,
    clock: &Clock,
    happened: &[(CollectiviteId, T)],
) -> Result<(), GesteError<R>> {
    let event = |(collectivite, told): &(CollectiviteId, T)| {
        let payload = serde_json::to_value(told).map_err(GesteError::internal)?;
        Ok(Event { collectivite: *collectivite, kind: T::KIND, payload })
    };
    let events = happened.iter().map(event).collect::<Result<Vec<_>, GesteError<R>>>()?;
    Ok(jobs::tell_many(tx, clock, &events).await?)
}
