//! `DbError`: what the database refuses, told by its code and never by the name of a constraint.

use sqlx::error::ErrorKind;

#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// A row with this key is there already.
    #[error("unique key already used: {0}")]
    Unique(String),
    /// The row points to nothing, or something still points to it.
    #[error("reference broken: {0}")]
    Reference(String),
    /// A CHECK or NOT NULL refuses the row.
    #[error("row refused: {0}")]
    Constraint(String),
    /// Row-level security refuses the row: the perimeter of the transaction is not its collectivité's.
    #[error("outside the perimeter: {0}")]
    Perimetre(String),
    /// Somebody else was there: the same transaction, tried again, may pass.
    #[error("to be tried again: {0}")]
    Busy(String),
    /// No room left on the disk: nothing was written.
    #[error("the disk is full: {0}")]
    Full(String),
    /// What is stored is not what the type expects.
    #[error("column {column}: {value:?} cannot be read")]
    Unreadable { column: String, value: String },
    #[error(transparent)]
    Other(sqlx::Error),
}

impl From<sqlx::Error> for DbError {
    fn from(error: sqlx::Error) -> Self {
        let Some(refusal) = error.as_database_error() else {
            return match error {
                sqlx::Error::PoolTimedOut => Self::Busy("no connection free".to_owned()),
                other => Self::Other(other),
            };
        };
        let text = refusal.message().to_owned();
        // SQLSTATE on PostgreSQL; primary or extended result code on SQLite.
        match (refusal.kind(), refusal.code().as_deref()) {
            (ErrorKind::UniqueViolation, _) => Self::Unique(text),
            (ErrorKind::ForeignKeyViolation, _) => Self::Reference(text),
            (ErrorKind::NotNullViolation | ErrorKind::CheckViolation, _) => Self::Constraint(text),
            (_, Some("42501")) => Self::Perimetre(text),
            (_, Some("40001" | "40P01" | "55P03" | "5" | "6" | "261" | "517" | "773")) => Self::Busy(text),
            (_, Some("53100" | "13")) => Self::Full(text),
            _ => Self::Other(error),
        }
    }
}
