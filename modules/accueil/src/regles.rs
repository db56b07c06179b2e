//! The rules of this room: nobody gives more than they have, nobody shuts themselves out.

use annuaire::{Droits, Permission, Role};
use kernel::PersonneId;

/// The rule says no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refus {
    #[error("Ceci ne se fait pas sur son propre compte\u{a0}: demandez-le à un autre administrateur.")]
    SoiMeme,
    #[error("Vous ne pouvez pas vous retirer vous-même\u{a0}: demandez-le à votre centre de gestion.")]
    SeRetirer,
    #[error("Seul un administrateur du centre de gestion donne, change ou retire ce rôle.")]
    RoleReserve,
    #[error("Choisissez l’un des rôles proposés.")]
    RoleInconnu,
}

/// The rôles that one may have in a collectivité; those of the centre exist only there.
pub(crate) fn roles(exploitant: bool) -> impl Iterator<Item = Role> {
    Role::all().filter(move |role| exploitant || !role.is_du_centre())
}

/// Only an administrator makes or unmakes an administrator, whatever single permissions others were given.
pub(crate) fn may_give_role(giver: &Droits, role: Role) -> Result<(), Refus> {
    if role != Role::Administrateur || is_administrateur(giver) { Ok(()) } else { Err(Refus::RoleReserve) }
}

/// An administrator gives any permission; somebody else, only those that they have at the centre.
pub(crate) fn may_give_permission(giver: &Droits, permission: &Permission) -> bool {
    is_administrateur(giver) || giver.can_centre(permission)
}

/// What would shut somebody out of their own account needs somebody else.
pub(crate) fn not_oneself(me: PersonneId, target: PersonneId) -> Result<(), Refus> {
    if me == target { Err(Refus::SoiMeme) } else { Ok(()) }
}

fn is_administrateur(droits: &Droits) -> bool {
    droits.appartenances().iter().any(|a| a.exploitant && a.role == Role::Administrateur)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_offers_no_role_of_the_centre() {
        assert!(roles(false).all(|role| !role.is_du_centre()));
        assert!(roles(false).any(|role| role == Role::Secretaire));
        assert_eq!(roles(true).count(), Role::all().count());
    }
}
