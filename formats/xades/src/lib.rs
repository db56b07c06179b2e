//! XML signatures and XAdES: verified, told with what they cover, and made.
#![doc = include_str!("../README.md")]

mod chemin;
mod couverture;
mod declarations;
mod error;
mod gabarit;
mod horodatage;
mod jugement;
mod lue;
mod modification;
mod noeud;
mod noms;
mod pes;
mod politique;
mod preparation;
mod proprietes;
mod regles_pes;
mod releve;
mod source;
mod taches;
mod verification;

pub use couverture::Couverture;
pub use error::XadesError;
pub use horodatage::{a_horodater, horodate};
pub use modification::Modification;
pub use pes::Genre;
pub use politique::Politique;
pub use preparation::{DemandeSignature, Portee, Preparation, prepare_detachee, prepare_pes};
pub use proprietes::{CertificatDesigne, Lieu, PolitiqueDite, Proprietes};
pub use source::Source;
pub use verification::{
    BordereauVerifie, Contenu, Contexte, ReferenceVerifiee, SignatureVerifiee, Verification, verify,
};
