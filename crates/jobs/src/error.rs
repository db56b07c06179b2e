//! `JobError`: how a handler says that it did not do its work.

use db::DbError;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JobError {
    /// The same job may pass later: it comes back after a wait.
    #[error("{0}")]
    Retry(String),
    /// Trying again would give the same: a dead letter at once.
    #[error("{0}")]
    Fail(String),
    /// The handler stopped because it was asked to.
    #[error("Le travail a été annulé.")]
    Cancelled,
}

impl JobError {
    /// The worker has been thought dead and another has its job: nothing of what it does may commit.
    pub(crate) fn lost() -> Self {
        Self::Retry("Ce travail a été repris par un autre serveur.".to_owned())
    }
}

impl From<DbError> for JobError {
    /// What the database refuses for its content will be refused again; the rest may pass later.
    fn from(error: DbError) -> Self {
        match error {
            DbError::Reference(_) | DbError::Constraint(_) | DbError::Perimetre(_) | DbError::Unreadable { .. } => {
                Self::Fail(error.to_string())
            }
            DbError::Unique(_) | DbError::Busy(_) | DbError::Full(_) | DbError::Other(_) => {
                Self::Retry(error.to_string())
            }
        }
    }
}
