//! The other side of the protocol: what a préfecture checks of what it receives, and the mails by which it answers. A simulated
//! préfecture needs nothing else.

mod reception;
mod reponse;
mod retour;

pub use reception::{FormulaireRecu, Recu, RefusActe, RefusEnveloppe, receive};
pub use retour::{Reponse, Retour};
