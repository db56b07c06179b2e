//! `Identite`: the client certificate and its key, by which a server knows us.

use std::{fmt, path::Path, sync::Arc};

use kernel::Illisible;
use rustls::{
    crypto::ring::sign::any_supported_type,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    sign::CertifiedKey,
};

use crate::Certificat;

/// What a `.p12` becomes, since only PEM is read.
const CONVERT: &str =
    "convertissez un fichier .p12 par «\u{a0}openssl pkcs12 -in certificat.p12 -out certificat.pem -nodes\u{a0}»";

/// A client certificate with its chain and its key. Cheap to clone.
#[derive(Clone)]
pub struct Identite {
    pub(crate) certified: Arc<CertifiedKey>,
    certificat: Certificat,
}

impl fmt::Debug for Identite {
    /// Without the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Identite").field(&self.certificat).finish()
    }
}

impl Identite {
    /// Reads the PEM files; without `cle`, the key stands in the file of the certificate.
    pub fn read(certificat: &Path, cle: Option<&Path>) -> Result<Self, Illisible> {
        let pem = read(certificat)?;
        match cle {
            None => Self::from_pem(&pem, &pem),
            Some(cle) => Self::from_pem(&pem, &read(cle)?),
        }
        .map_err(|Illisible(why)| {
            Illisible::new(format!("Le certificat client {} n’est pas utilisable. {why}", certificat.display()))
        })
    }

    /// The certificate of the key may stand anywhere in the chain: `openssl pkcs12` does not always put it first.
    pub fn from_pem(certificats: &[u8], cle: &[u8]) -> Result<Self, Illisible> {
        let mut chain = certificates(certificats)?;
        let key = PrivateKeyDer::from_pem_slice(cle).map_err(|_| {
            let locked = cle.windows(9).any(|word| word == b"ENCRYPTED");
            let why = if locked { "est protégée par un mot de passe" } else { "ne se lit pas" };
            Illisible::new(format!("La clé du certificat {why}\u{a0}: donnez-la en clair au format PEM, ou {CONVERT}."))
        })?;
        let key = any_supported_type(&key).map_err(|error| {
            Illisible::new(format!("La clé du certificat n’est pas d’un genre connu\u{a0}: {error}."))
        })?;
        for first in 0..chain.len() {
            chain.swap(0, first);
            let certified = CertifiedKey::new(chain.clone(), Arc::clone(&key));
            if certified.keys_match().is_ok() {
                let certificat = Certificat::from_der(&chain[0])?;
                return Ok(Self { certified: Arc::new(certified), certificat });
            }
            chain.swap(0, first);
        }
        Err(Illisible::new("La clé n’est celle d’aucun des certificats donnés."))
    }

    pub fn certificat(&self) -> &Certificat {
        &self.certificat
    }
}

/// The certificates of a PEM bundle, at least one.
pub(crate) fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, Illisible> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    match found {
        Ok(found) if !found.is_empty() => Ok(found),
        _ => Err(Illisible::new(format!("Aucun certificat au format PEM ne s’y lit\u{a0}; {CONVERT}."))),
    }
}

pub(crate) fn read(file: &Path) -> Result<Vec<u8>, Illisible> {
    std::fs::read(file)
        .map_err(|error| Illisible::new(format!("Le fichier {} ne se lit pas\u{a0}: {error}.", file.display())))
}
