//! The work of the room that is done apart from the pages: load, call the domain, save.

pub mod abonnement_import;
mod courrier;
pub mod devis_mail;
pub mod echeance_rappel;
pub mod etat_compute;
pub mod etat_emit;
pub mod etat_year;
pub mod recensement_rappel;
