//! The SQL of the webhooks.

pub(crate) mod abonnements;
pub(crate) mod livraisons;

/// The lists, for the test that has both engines read them.
pub const LISTS: &[&db::ListSql] = &[&abonnements::LIST, &abonnements::LIST_CENTRE, &livraisons::LIST];
