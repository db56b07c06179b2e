//! The rules: what an acte is, what may leave, what comes back, what may be read by everybody.

/// Stores an enum as its code, in a column and in a backup alike.
macro_rules! coded {
    ($type:ty) => {
        db::text_column!($type, code, from_code);
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(self.code())
            }
        }
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let code = String::deserialize(d)?;
                Self::from_code(&code).ok_or_else(|| serde::de::Error::custom(format!("unknown code {code}")))
            }
        }
    };
}

// Days in a backup: `2026-11-25`.
time::serde::format_description!(jour, Date, "[year]-[month]-[day]");

mod acte;
pub mod arrivee;
mod avis;
mod classement;
mod echange;
mod envoi;
mod etat;
mod evenement;
mod groupe;
pub mod lot;
mod nature;
mod piece;
pub mod prefecture;
pub mod preparation;
mod publication;
mod raccordement;
mod refus;
mod retour;
pub mod sauvegarde;
pub mod scdl;
pub mod tampon;

pub use acte::{Acte, ActeId, FicheActe, NUMERO_MAX, OBJET_MAX, is_numero, next_numero};
pub use avis::{ANNONCES, ChoixAvis, DESTINATAIRES_MAX, Destinataire, DestinataireId, Portee};
pub use classement::{Choix, Classement};
pub use echange::{Echange, EchangeId, EtatEchange, GenreEchange, Reponse};
pub use envoi::{Agent, Envoi, EnvoiId, EtatEnvoi, Operateur};
pub use etat::EtatActe;
pub use evenement::{Evenement, GenreEvenement, WEBHOOKS};
pub use groupe::{Groupe, GroupeId, NOM_MAX, Regard};
pub use lot::LotId;
pub use nature::NatureActe;
pub use piece::{ANNEXES_MAX, ENTETE, PieceActe, PieceId, extension};
pub use publication::{Regime, SEUIL, VersionPublique, auteur};
pub use raccordement::{Canal, Contact, Position, Raccordement, departement_sur_trois};
pub use refus::Refus;
pub use retour::{Effet, EtatRetour, FichierRecu, Retour, RetourId, effect};
