//! The rules: what an acte is, what may leave, what comes back, what may be read by everybody.

mod acte;
pub mod arrivee;
mod classement;
mod echange;
mod envoi;
mod etat;
mod evenement;
mod nature;
mod piece;
pub mod prefecture;
pub mod preparation;
mod publication;
mod raccordement;
mod refus;
mod retour;
pub mod scdl;
pub mod tampon;

pub use acte::{Acte, ActeId, FicheActe, NUMERO_MAX, OBJET_MAX, is_numero, next_numero};
pub use classement::{Choix, Classement};
pub use echange::{Echange, EchangeId, EtatEchange, GenreEchange, Reponse};
pub use envoi::{Agent, Envoi, EnvoiId, EtatEnvoi, Operateur, canal_of};
pub use etat::EtatActe;
pub use evenement::{Evenement, GenreEvenement};
pub use nature::NatureActe;
pub use piece::{ANNEXES_MAX, ENTETE, PieceActe, PieceId, extension};
pub use publication::{Regime, SEUIL};
pub use raccordement::{Canal, Contact, Position, Raccordement, departement_sur_trois};
pub use refus::Refus;
pub use retour::{Effet, EtatRetour, FichierRecu, Retour, RetourId, effect};
