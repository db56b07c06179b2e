//! The rules of the delegate's room: pure, without SQL, HTTP, clock nor configuration.

mod attention;
mod campagne;
mod choix;
mod cnil;
mod designation;
mod echange;
mod motif;
mod rapprochement;
mod refus;
mod temps;

pub use attention::{Faits, Rang, raisons};
pub use campagne::{CHAMPS, Champs, Modele, destinataire};
pub use choix::{Choix, Membre, Tri};
pub use cnil::{Lecture, LigneCnil, read};
pub use designation::{Cnil, Declaration, DeclarationId, NumeroDesignation, Recepisse, TypePersonne, situation};
pub use echange::{Echange, EchangeId, FicheEchange, GenreEchange, MINUTES_MAX, TEXTE_MAX};
pub use motif::{Gravite, Motif, Raison};
pub use rapprochement::{Bilan, Sort, Suite, compare};
pub use refus::Refus;
pub use temps::{Temps, duree, temps};
