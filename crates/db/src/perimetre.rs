//! `Perimetre`: what a transaction may see.

use kernel::CollectiviteId;

/// What a transaction may see. On PostgreSQL row-level security enforces it, behind the `collectivite_id = $1` of the statements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Perimetre {
    /// Only what belongs to nobody: the tables without `collectivite_id`.
    Commun,
    /// One collectivité.
    Collectivite(CollectiviteId),
    /// Every collectivité: the work of the centre de gestion, the jobs, the command line.
    Centre,
}
