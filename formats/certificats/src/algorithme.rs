//! What signs and what verifies: digests, algorithms of signature and public keys.

use std::fmt;

use const_oid::ObjectIdentifier as Oid;
use ring::{digest, signature};
use serde::{Deserialize, Serialize};

use crate::{
    der::{self, BIT_STRING, INTEGER, NULL, Reader, SEQUENCE, Value, constructed},
    error::CertificatError,
    oids, pss,
};

/// A function of digest. SHA-1 is read in old files and told as weak: nothing is signed with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Hachage {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

/// How a value of signature is made of bytes and of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Algorithme {
    RsaPkcs1(Hachage),
    /// The digest is also that of its mask (RFC 4055, 3.1). What is signed has a salt as long as the digest; what is
    /// verified, one of any length.
    RsaPss(Hachage),
    /// The value is `Ecdsa-Sig-Value`: a sequence of two integers.
    Ecdsa(Hachage),
}

/// What a certificate gives to verify with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClePublique {
    /// `RSAPublicKey` in DER, the bits of its modulus, and whether it is for PSS alone.
    Rsa {
        cle: Vec<u8>,
        bits: usize,
        pss: bool,
    },
    /// A point, uncompressed.
    P256(Vec<u8>),
    P384(Vec<u8>),
    /// Another kind: a certificate can be read, nothing can be verified with it.
    Inconnue(String),
}

/// A digest under way, for contents that are read by pieces.
#[derive(Clone)]
pub struct Hacheur(digest::Context);

impl Hachage {
    pub const TOUS: [Self; 4] = [Self::Sha1, Self::Sha256, Self::Sha384, Self::Sha512];

    pub const fn oid(self) -> Oid {
        match self {
            Self::Sha1 => oids::SHA1,
            Self::Sha256 => oids::SHA256,
            Self::Sha384 => oids::SHA384,
            Self::Sha512 => oids::SHA512,
        }
    }

    pub fn of(oid: Oid) -> Result<Self, CertificatError> {
        let found = Self::TOUS.into_iter().find(|hachage| hachage.oid() == oid);
        found.ok_or_else(|| CertificatError::algorithme(oid.to_string()))
    }

    /// From an `AlgorithmIdentifier`.
    pub fn read(identifier: Value<'_>) -> Result<Self, CertificatError> {
        Self::of(identifier.enter().oid()?)
    }

    /// Its `AlgorithmIdentifier`, without parameters (RFC 5754, 2).
    pub fn identifier(self) -> Vec<u8> {
        der::sequence(&[&der::oid(self.oid())])
    }

    /// Bytes of a digest.
    pub fn taille(self) -> usize {
        self.function().output_len()
    }

    pub fn digest(self, octets: &[u8]) -> Vec<u8> {
        digest::digest(self.function(), octets).as_ref().to_vec()
    }

    pub fn start(self) -> Hacheur {
        Hacheur(digest::Context::new(self.function()))
    }

    /// Collisions are made: what was signed with it proves nothing since 2017 at the latest.
    pub fn est_faible(self) -> bool {
        self == Self::Sha1
    }

    fn function(self) -> &'static digest::Algorithm {
        match self {
            Self::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
        }
    }
}

impl fmt::Display for Hachage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sha1 => "SHA-1",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        })
    }
}

impl Hacheur {
    pub fn update(&mut self, octets: &[u8]) {
        self.0.update(octets);
    }

    pub fn finish(self) -> Vec<u8> {
        self.0.finish().as_ref().to_vec()
    }
}

impl fmt::Debug for Hacheur {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hacheur")
    }
}

impl fmt::Display for Algorithme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RsaPkcs1(hachage) => write!(f, "RSA avec {hachage}"),
            Self::RsaPss(hachage) => write!(f, "RSA-PSS avec {hachage}"),
            Self::Ecdsa(hachage) => write!(f, "ECDSA avec {hachage}"),
        }
    }
}

impl Algorithme {
    pub fn hachage(self) -> Hachage {
        match self {
            Self::RsaPkcs1(hachage) | Self::RsaPss(hachage) | Self::Ecdsa(hachage) => hachage,
        }
    }

    /// From an `AlgorithmIdentifier`. CMS may name the key alone: `hachage` is then the digest that it names apart.
    pub fn read(identifier: Value<'_>, hachage: Option<Hachage>) -> Result<Self, CertificatError> {
        let mut fields = identifier.enter();
        let kind = fields.oid()?;
        let apart = || hachage.ok_or_else(|| CertificatError::algorithme(kind.to_string()));
        Ok(match kind {
            oids::RSA_ENCRYPTION => Self::RsaPkcs1(apart()?),
            oids::RSA_SHA1 => Self::RsaPkcs1(Hachage::Sha1),
            oids::RSA_SHA256 => Self::RsaPkcs1(Hachage::Sha256),
            oids::RSA_SHA384 => Self::RsaPkcs1(Hachage::Sha384),
            oids::RSA_SHA512 => Self::RsaPkcs1(Hachage::Sha512),
            oids::RSASSA_PSS => Self::RsaPss(pss_hash(fields.sequence()?)?),
            oids::EC_PUBLIC_KEY => Self::Ecdsa(apart()?),
            oids::ECDSA_SHA1 => Self::Ecdsa(Hachage::Sha1),
            oids::ECDSA_SHA256 => Self::Ecdsa(Hachage::Sha256),
            oids::ECDSA_SHA384 => Self::Ecdsa(Hachage::Sha384),
            oids::ECDSA_SHA512 => Self::Ecdsa(Hachage::Sha512),
            _ => return Err(CertificatError::algorithme(kind.to_string())),
        })
    }

    /// Its `AlgorithmIdentifier`.
    pub fn identifier(self) -> Vec<u8> {
        let kind = match self {
            Self::RsaPkcs1(Hachage::Sha1) => oids::RSA_SHA1,
            Self::RsaPkcs1(Hachage::Sha256) => oids::RSA_SHA256,
            Self::RsaPkcs1(Hachage::Sha384) => oids::RSA_SHA384,
            Self::RsaPkcs1(Hachage::Sha512) => oids::RSA_SHA512,
            Self::RsaPss(hachage) => return pss_identifier(hachage),
            Self::Ecdsa(Hachage::Sha1) => oids::ECDSA_SHA1,
            Self::Ecdsa(Hachage::Sha256) => oids::ECDSA_SHA256,
            Self::Ecdsa(Hachage::Sha384) => oids::ECDSA_SHA384,
            Self::Ecdsa(Hachage::Sha512) => oids::ECDSA_SHA512,
        };
        let parameters = if matches!(self, Self::RsaPkcs1(_)) { der::tlv(NULL, &[]) } else { Vec::new() };
        der::sequence(&[&der::oid(kind), &parameters])
    }
}

impl ClePublique {
    /// From `SubjectPublicKeyInfo`.
    pub(crate) fn read(spki: Value<'_>) -> Result<Self, CertificatError> {
        let mut fields = spki.enter();
        let mut kind = fields.sequence()?;
        let bits = fields.expect(BIT_STRING)?.bits()?;
        let oid = kind.oid()?;
        match oid {
            oids::RSA_ENCRYPTION | oids::RSASSA_PSS => {
                let modulus = Value::only(bits, SEQUENCE)?.enter().expect(INTEGER)?.content;
                let modulus = modulus.strip_prefix(&[0]).unwrap_or(modulus);
                let unused = modulus.first().map_or(0, |first| first.leading_zeros() as usize);
                let size = (8 * modulus.len()).saturating_sub(unused);
                Ok(Self::Rsa { cle: bits.to_vec(), bits: size, pss: oid == oids::RSASSA_PSS })
            }
            oids::EC_PUBLIC_KEY => Ok(match kind.oid() {
                Ok(oids::P256) => Self::P256(bits.to_vec()),
                Ok(oids::P384) => Self::P384(bits.to_vec()),
                Ok(curve) => Self::Inconnue(format!("courbe {curve}")),
                Err(_) => Self::Inconnue("courbe explicite".to_owned()),
            }),
            _ => Ok(Self::Inconnue(oid.to_string())),
        }
    }

    /// How this key is best used with this digest; ECDSA takes the digest of its curve whatever is asked.
    pub fn algorithme(&self, hachage: Hachage) -> Result<Algorithme, CertificatError> {
        match self {
            Self::Rsa { pss: true, .. } => Ok(Algorithme::RsaPss(hachage)),
            Self::Rsa { .. } => Ok(Algorithme::RsaPkcs1(hachage)),
            Self::P256(_) => Ok(Algorithme::Ecdsa(Hachage::Sha256)),
            Self::P384(_) => Ok(Algorithme::Ecdsa(Hachage::Sha384)),
            Self::Inconnue(kind) => Err(CertificatError::algorithme(kind.clone())),
        }
    }

    /// Why what this key signs proves little, when it does.
    pub fn faiblesse(&self) -> Option<String> {
        match self {
            Self::Rsa { bits, .. } if *bits < 2048 => Some(format!("clé RSA de {bits} bits")),
            _ => None,
        }
    }

    /// Bytes of the longest value that this key makes.
    pub fn taille_signature(&self) -> usize {
        match self {
            Self::Rsa { bits, .. } => bits.div_ceil(8),
            Self::P256(_) => 72,
            Self::P384(_) => 104,
            Self::Inconnue(_) => 512,
        }
    }

    pub fn verify(&self, algorithme: Algorithme, octets: &[u8], valeur: &[u8]) -> Result<(), CertificatError> {
        let (method, key) = self.method(algorithme)?;
        let verified = signature::UnparsedPublicKey::new(method, key).verify(octets, valeur);
        match (verified, algorithme) {
            (Ok(()), _) => Ok(()),
            (Err(_), Algorithme::RsaPss(hachage)) => pss::verify(key, hachage, octets, valeur),
            (Err(_), _) => Err(CertificatError::SignatureFausse),
        }
    }

    fn method(
        &self,
        algorithme: Algorithme,
    ) -> Result<(&'static dyn signature::VerificationAlgorithm, &[u8]), CertificatError> {
        use Hachage::{Sha1, Sha256, Sha384, Sha512};
        let method: &'static dyn signature::VerificationAlgorithm = match (self, algorithme) {
            (Self::Rsa { pss: false, .. }, Algorithme::RsaPkcs1(hachage)) => match hachage {
                Sha1 => &signature::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
                Sha256 => &signature::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
                Sha384 => &signature::RSA_PKCS1_2048_8192_SHA384,
                Sha512 => &signature::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
            },
            (Self::Rsa { .. }, Algorithme::RsaPss(Sha256)) => &signature::RSA_PSS_2048_8192_SHA256,
            (Self::Rsa { .. }, Algorithme::RsaPss(Sha384)) => &signature::RSA_PSS_2048_8192_SHA384,
            (Self::Rsa { .. }, Algorithme::RsaPss(Sha512)) => &signature::RSA_PSS_2048_8192_SHA512,
            (Self::P256(_), Algorithme::Ecdsa(Sha256)) => &signature::ECDSA_P256_SHA256_ASN1,
            (Self::P256(_), Algorithme::Ecdsa(Sha384)) => &signature::ECDSA_P256_SHA384_ASN1,
            (Self::P384(_), Algorithme::Ecdsa(Sha256)) => &signature::ECDSA_P384_SHA256_ASN1,
            (Self::P384(_), Algorithme::Ecdsa(Sha384)) => &signature::ECDSA_P384_SHA384_ASN1,
            (Self::Inconnue(kind), _) => return Err(CertificatError::algorithme(kind.clone())),
            _ => return Err(CertificatError::algorithme(format!("{algorithme} avec cette clé"))),
        };
        match self {
            Self::Rsa { cle, .. } | Self::P256(cle) | Self::P384(cle) => Ok((method, cle)),
            Self::Inconnue(kind) => Err(CertificatError::algorithme(kind.clone())),
        }
    }
}

/// Two integers of a fixed size, as XML signatures have them, to the sequence of X.509.
pub fn ecdsa_from_fixed(valeur: &[u8]) -> Result<Vec<u8>, CertificatError> {
    if valeur.is_empty() || valeur.len() > 256 || !valeur.len().is_multiple_of(2) {
        return Err(CertificatError::SignatureFausse);
    }
    let (r, s) = valeur.split_at(valeur.len() / 2);
    Ok(der::sequence(&[&der::natural(r), &der::natural(s)]))
}

/// The sequence of X.509 to two integers of the size of the curve of this key.
pub fn ecdsa_to_fixed(cle: &ClePublique, valeur: &[u8]) -> Result<Vec<u8>, CertificatError> {
    let size = match cle {
        ClePublique::P256(_) => 32,
        ClePublique::P384(_) => 48,
        _ => return Err(CertificatError::algorithme("ECDSA avec cette clé")),
    };
    let mut fields = Value::only(valeur, SEQUENCE)?.enter();
    let mut out = vec![0; 2 * size];
    for half in out.chunks_exact_mut(size) {
        let integer = fields.expect(INTEGER)?.content;
        let integer = integer.strip_prefix(&[0]).unwrap_or(integer);
        let start = size.checked_sub(integer.len()).ok_or(CertificatError::SignatureFausse)?;
        half[start..].copy_from_slice(integer);
    }
    fields.end()?;
    Ok(out)
}

/// The digest of the parameters of PSS, when they are of the one shape that is taken.
fn pss_hash(mut fields: Reader<'_>) -> Result<Hachage, CertificatError> {
    let wrong = || CertificatError::algorithme("RSA-PSS avec des paramètres particuliers");
    let hachage = Hachage::read(fields.optional(constructed(0))?.ok_or_else(wrong)?.enter().expect(SEQUENCE)?)?;
    let mask = fields.optional(constructed(1))?.ok_or_else(wrong)?;
    let mut mask = mask.enter().sequence()?;
    let same = mask.oid()? == oids::MGF1 && Hachage::read(mask.expect(SEQUENCE)?)? == hachage;
    if same { Ok(hachage) } else { Err(wrong()) }
}

fn pss_identifier(hachage: Hachage) -> Vec<u8> {
    let hash = der::sequence(&[&der::oid(hachage.oid()), &der::tlv(NULL, &[])]);
    let mask = der::sequence(&[&der::oid(oids::MGF1), &hash]);
    let salt = der::natural(&[u8::try_from(hachage.taille()).unwrap_or(u8::MAX)]);
    let parameters = der::sequence(&[
        &der::tlv(constructed(0), &hash),
        &der::tlv(constructed(1), &mask),
        &der::tlv(constructed(2), &salt),
    ]);
    der::sequence(&[&der::oid(oids::RSASSA_PSS), &parameters])
}
