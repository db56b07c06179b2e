//! Keys that sign: the trait that a token, a remote service and a file share, and the key of a file.

use std::fmt;

use ring::{
    rand::SystemRandom,
    signature::{
        ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256,
        RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512, RsaEncoding, RsaKeyPair,
    },
};

use crate::{
    algorithme::{Algorithme, ClePublique, Hachage},
    certificat::Certificat,
    error::CertificatError,
    pem,
    pkcs12::Coffre,
};

/// Whoever holds a key: PKCS#11 token, remote service, seal of the server, file.
pub trait RawSigner {
    fn certificat(&self) -> &Certificat;

    /// The authorities above the certificate, as far as they are known.
    fn chaine(&self) -> &[Certificat] {
        &[]
    }

    /// The value of the signature of these bytes, which are hashed here. ECDSA gives the sequence of X.509.
    fn sign(&self, algorithme: Algorithme, octets: &[u8]) -> Result<Vec<u8>, CertificatError>;
}

/// A key held in memory, with its certificate.
pub struct SoftwareKey {
    paire: Paire,
    certificat: Certificat,
    chaine: Vec<Certificat>,
}

enum Paire {
    Rsa(RsaKeyPair),
    Ecdsa(EcdsaKeyPair),
}

impl SoftwareKey {
    /// A private key, PKCS#8 (or PKCS#1 for RSA), in PEM or DER, and its certificate followed by its authorities.
    pub fn new(cle: &[u8], certificats: &[u8]) -> Result<Self, CertificatError> {
        let mut certificats = Certificat::read_all(certificats)?;
        let certificat = certificats.remove(0);
        Self::of(&private_der(cle)?, certificat, certificats)
    }

    /// The private key of a PKCS#12 file and its certificate, followed by the others of the file.
    pub fn from_pkcs12(octets: &[u8], mot_de_passe: &str) -> Result<Self, CertificatError> {
        let Coffre { cles, certificats } = Coffre::open(octets, mot_de_passe)?;
        let mut error = cle("il n’y a pas de clé privée dans ce fichier");
        for der in &cles {
            for (rank, certificat) in certificats.iter().enumerate() {
                let others = certificats.iter().enumerate().filter(|(other, _)| *other != rank);
                let chaine = others.map(|(_, other)| other.clone()).collect();
                match Self::of(der, certificat.clone(), chaine) {
                    Ok(key) => return Ok(key),
                    Err(found) => error = found,
                }
            }
        }
        if certificats.is_empty() { Err(CertificatError::AucunCertificat) } else { Err(error) }
    }

    fn of(der: &[u8], certificat: Certificat, chaine: Vec<Certificat>) -> Result<Self, CertificatError> {
        let paire = Paire::read(der, certificat.cle())?;
        let same = match (&paire, certificat.cle()) {
            (Paire::Rsa(paire), ClePublique::Rsa { cle, .. }) => paire.public_key().as_ref() == cle,
            (Paire::Ecdsa(paire), ClePublique::P256(cle) | ClePublique::P384(cle)) => {
                paire.public_key().as_ref() == cle
            }
            _ => false,
        };
        if same { Ok(Self { paire, certificat, chaine }) } else { Err(CertificatError::CleDUnAutre) }
    }
}

impl RawSigner for SoftwareKey {
    fn certificat(&self) -> &Certificat {
        &self.certificat
    }

    fn chaine(&self) -> &[Certificat] {
        &self.chaine
    }

    fn sign(&self, algorithme: Algorithme, octets: &[u8]) -> Result<Vec<u8>, CertificatError> {
        let random = SystemRandom::new();
        let failed = |_| CertificatError::Signature { detail: "la clé a échoué".to_owned() };
        match (&self.paire, algorithme) {
            (Paire::Rsa(paire), Algorithme::RsaPkcs1(_) | Algorithme::RsaPss(_)) => {
                let mut valeur = vec![0; paire.public().modulus_len()];
                paire.sign(encoding(algorithme)?, &random, octets, &mut valeur).map_err(failed)?;
                Ok(valeur)
            }
            (Paire::Ecdsa(paire), Algorithme::Ecdsa(_))
                if self.certificat.cle().algorithme(Hachage::Sha256)? == algorithme =>
            {
                Ok(paire.sign(&random, octets).map_err(failed)?.as_ref().to_vec())
            }
            _ => Err(CertificatError::algorithme(format!("{algorithme} avec cette clé"))),
        }
    }
}

impl fmt::Debug for SoftwareKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SoftwareKey({:?})", self.certificat)
    }
}

impl Paire {
    fn read(der: &[u8], publique: &ClePublique) -> Result<Self, CertificatError> {
        let rejected = |error: ring::error::KeyRejected| cle(&error.to_string());
        let random = SystemRandom::new();
        match publique {
            ClePublique::Rsa { .. } => {
                let paire = RsaKeyPair::from_pkcs8(der).or_else(|error| RsaKeyPair::from_der(der).map_err(|_| error));
                paire.map(Self::Rsa).map_err(rejected)
            }
            ClePublique::P256(_) => EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, der, &random)
                .map(Self::Ecdsa)
                .map_err(rejected),
            ClePublique::P384(_) => EcdsaKeyPair::from_pkcs8(&ECDSA_P384_SHA384_ASN1_SIGNING, der, &random)
                .map(Self::Ecdsa)
                .map_err(rejected),
            ClePublique::Inconnue(kind) => Err(CertificatError::algorithme(kind.clone())),
        }
    }
}

fn encoding(algorithme: Algorithme) -> Result<&'static dyn RsaEncoding, CertificatError> {
    match algorithme {
        Algorithme::RsaPkcs1(Hachage::Sha256) => Ok(&RSA_PKCS1_SHA256),
        Algorithme::RsaPkcs1(Hachage::Sha384) => Ok(&RSA_PKCS1_SHA384),
        Algorithme::RsaPkcs1(Hachage::Sha512) => Ok(&RSA_PKCS1_SHA512),
        Algorithme::RsaPss(Hachage::Sha256) => Ok(&RSA_PSS_SHA256),
        Algorithme::RsaPss(Hachage::Sha384) => Ok(&RSA_PSS_SHA384),
        Algorithme::RsaPss(Hachage::Sha512) => Ok(&RSA_PSS_SHA512),
        _ => Err(CertificatError::algorithme(algorithme.to_string())),
    }
}

fn private_der(octets: &[u8]) -> Result<Vec<u8>, CertificatError> {
    if !octets.starts_with(b"-----") {
        return Ok(octets.to_vec());
    }
    let blocks = pem::blocks(octets)?;
    let found = blocks.into_iter().find(|block| block.label.ends_with("PRIVATE KEY"));
    let block = found.ok_or_else(|| cle("il n’y a pas de clé privée dans ce fichier"))?;
    match block.label.as_str() {
        "PRIVATE KEY" | "RSA PRIVATE KEY" => Ok(block.der),
        "ENCRYPTED PRIVATE KEY" => Err(cle("elle est chiffrée")),
        label => Err(cle(&format!("forme « {label} »"))),
    }
}

fn cle(detail: &str) -> CertificatError {
    CertificatError::Cle { detail: detail.to_owned() }
}
