//! Who may touch whose account: an administrator's is in the hands of administrators only.

use annuaire::{Personne, Role, appartenances, personnes};
use db::Tx;
use kernel::PersonneId;
use web::{Agent, House, WebError};

use super::appartenance_words::is_open;
use crate::{
    droits::Gerer,
    regles::{self, Refus},
};

/// Refuses who was only lent the permission, when the account is an administrator's.
pub(super) async fn ensure_may_touch(
    tx: &mut Tx,
    house: &House,
    agent: &Agent<Gerer>,
    target: PersonneId,
) -> Result<(), WebError> {
    let today = house.clock().today();
    let memberships = appartenances::of_personne(tx, target).await?;
    let administers = |a: &&appartenances::Appartenance| a.fiche.role == Role::Administrateur && is_open(a, today);
    if memberships.iter().find(administers).is_some() {
        regles::may_give_role(&agent.droits, Role::Administrateur).map_err(refused)?;
    }
    Ok(())
}

/// The same, for what would shut somebody out: never oneself. Gives the person.
pub(super) async fn ensure_may_close(
    tx: &mut Tx,
    house: &House,
    agent: &Agent<Gerer>,
    target: PersonneId,
) -> Result<Personne, WebError> {
    let personne = personnes::find(tx, target).await?.ok_or(WebError::NotFound)?;
    regles::not_oneself(agent.personne.id, target).map_err(refused)?;
    ensure_may_touch(tx, house, agent, target).await?;
    Ok(personne)
}

/// A rule said no, and there is no form to show it in.
pub(super) fn refused(refus: Refus) -> WebError {
    WebError::Refus(refus.to_string())
}
