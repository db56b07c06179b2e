//! The rights of a person, loaded from the memberships in force today.

use db::{DbError, Tx};
use kernel::{Clock, PersonneId};

use crate::{domain::droits::Droits, store};

/// Two statements, whatever the person may do.
pub async fn load(tx: &mut Tx, clock: &Clock, personne: PersonneId) -> Result<Droits, DbError> {
    store::droits::load(tx, personne, clock.today()).await
}
