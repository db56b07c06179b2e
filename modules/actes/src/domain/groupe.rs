//! `Groupe`: those who see some actes alone: the staff's, a contentious affair; and `Regard`: what one person sees.

use kernel::{Id, PersonneId};

/// Marks the id of a group.
#[derive(Debug)]
pub enum MarqueGroupe {}
pub type GroupeId = Id<MarqueGroupe>;

/// The longest name of a group.
pub const NOM_MAX: usize = 80;

/// A group of people of a collectivité. Those who may send see every acte, whatever its group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Groupe {
    pub id: GroupeId,
    pub nom: String,
    pub membres: Vec<PersonneId>,
}

/// Whose eyes a list is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Regard {
    /// Every acte: who sends them answers for all.
    Tout,
    /// Those of no group, and those of the person's own.
    De(PersonneId),
}
