//! CMS signatures and time stamps: prepared, assembled, read and judged.
#![doc = include_str!("../README.md")]

mod cms;
mod controle;
mod empreintes;
mod error;
mod horodatage;
mod jeton;
pub mod oids;
mod preparation;
mod signataire;
mod verification;

pub use cms::Cms;
pub use empreintes::{Empreintes, Empreinteur};
pub use error::CadesError;
pub use horodatage::Demande;
pub use jeton::Jeton;
pub use preparation::{Options, Preparation};
pub use signataire::SignerInfo;
pub use verification::{Conditions, HorodatageLu, Verification};
