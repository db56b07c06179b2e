//! `GesteError`: why an act was not done.

use std::error::Error;

use db::DbError;
use web::WebError;

use crate::domain::Refus;

/// An act that was not done; nothing of it is to be committed. The text is a complete French sentence.
#[derive(Debug, thiserror::Error)]
pub enum GesteError {
    #[error(transparent)]
    Refus(#[from] Refus),
    /// What was typed or sent does not read.
    #[error("{0}")]
    Illisible(String),
    #[error("Ce que vous demandez n’existe pas, ou n’existe plus.")]
    NotFound,
    #[error("Quelqu’un a changé cela en même temps que vous\u{a0}: rechargez la page, puis recommencez.")]
    Conflict,
    #[error(transparent)]
    Db(#[from] DbError),
    /// Our fault.
    #[error("{0}")]
    Internal(Box<dyn Error + Send + Sync>),
}

/// What an act answers.
pub type Geste<T> = Result<T, GesteError>;

impl GesteError {
    pub fn internal(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Internal(error.into())
    }

    /// What the rule or the reader refuses, as a sentence for a form; the rest is not for a form.
    pub fn sentence(self) -> Result<String, WebError> {
        match self {
            Self::Refus(_) | Self::Illisible(_) => Ok(self.to_string()),
            other => Err(other.into()),
        }
    }
}

impl From<GesteError> for WebError {
    fn from(error: GesteError) -> Self {
        match error {
            GesteError::Refus(_) => Self::Refus(error.to_string()),
            GesteError::Illisible(sentence) => Self::Unreadable(sentence),
            GesteError::NotFound => Self::NotFound,
            GesteError::Conflict => Self::Conflict(error.to_string()),
            GesteError::Db(error) => error.into(),
            GesteError::Internal(error) => Self::Internal(error),
        }
    }
}

impl From<GesteError> for jobs::JobError {
    fn from(error: GesteError) -> Self {
        match error {
            GesteError::Db(error) => error.into(),
            GesteError::Conflict => Self::Retry(error.to_string()),
            other => Self::Fail(other.to_string()),
        }
    }
}
