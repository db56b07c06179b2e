//! `LiaisonError`: what stops a reading, and whether the same attempt may succeed later.

/// A complete French sentence; jobs retry the first kind and give up on the second.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LiaisonError {
    /// The other side does not answer, or badly: later, it may.
    #[error("{0}")]
    Retry(String),
    /// Somebody must change the configuration, an account or a right.
    #[error("{0}")]
    Fail(String),
}
