//! Certificates: read, trusted or not and why, and what their keys sign.
#![doc = include_str!("../README.md")]

mod algorithme;
pub mod ber;
mod certificat;
mod chemin;
mod cle;
mod confiance;
mod crl;
pub mod der;
mod error;
mod extensions;
mod nom;
mod ocsp;
pub mod octets;
pub mod oids;
pub mod pem;
mod pkcs12;
mod pss;
mod rapport;
mod revocation;

pub use algorithme::{Algorithme, ClePublique, Hachage, Hacheur, ecdsa_from_fixed, ecdsa_to_fixed};
pub use certificat::{Certificat, Validite};
pub use cle::{RawSigner, SoftwareKey};
pub use confiance::{Confiance, Examen, Exigence, Moment, Usage};
pub use const_oid::ObjectIdentifier as Oid;
pub use crl::Crl;
pub use error::CertificatError;
pub use extensions::{Contraintes, Extensions, GenreQualifie, Qualification, Usages};
pub use nom::Nom;
pub use ocsp::{ReponseOcsp, demande_ocsp};
pub use rapport::{Gravite, Integrite, Raison, Rapport, Verdict, en_clair};
pub use revocation::{Demande, EtatRevocation, Motif, Preuves, Statut};
