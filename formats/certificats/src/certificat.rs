//! `Certificat`: an X.509 certificate as it was given, and what it says (RFC 5280).

use std::{
    fmt::{self, Write},
    ops::Range,
    sync::Arc,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use time::OffsetDateTime;

use crate::{
    algorithme::{Algorithme, ClePublique, Hachage},
    der::{BIT_STRING, INTEGER, Reader, SEQUENCE, Value, constructed, primitive},
    error::CertificatError,
    extensions::Extensions,
    nom::Nom,
    octets, pem,
};

/// Bytes of one certificate. Those of people have two thousand.
const TAILLE_MAX: usize = 1 << 18;

/// A certificate: its bytes, never written again, and its fields. Two are equal when their bytes are. Cheap to clone.
#[derive(Clone)]
pub struct Certificat(Arc<Lu>);

struct Lu {
    der: Vec<u8>,
    signe: Signe,
    serie: Vec<u8>,
    sujet: Nom,
    emetteur: Nom,
    validite: Validite,
    cle: ClePublique,
    spki: Vec<u8>,
    extensions: Extensions,
}

/// A signed structure of X.509: certificate, list of revocation, answer of OCSP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Signe {
    /// Where the bytes that are signed stand in the structure.
    contenu: Range<usize>,
    /// As it is encoded: an unknown one is told only when the signature is verified.
    algorithme: Vec<u8>,
    valeur: Vec<u8>,
}

/// From when and until when, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validite {
    pub du: OffsetDateTime,
    pub au: OffsetDateTime,
}

impl Certificat {
    /// One certificate, in DER.
    pub fn read(der: &[u8]) -> Result<Self, CertificatError> {
        if der.len() > TAILLE_MAX {
            return Err(CertificatError::illisible("ce certificat est trop gros"));
        }
        let mut parts = Value::only(der, SEQUENCE)?.enter();
        let (signe, mut fields) = Signe::read(der, &mut parts)?;
        parts.end()?;
        fields.optional(constructed(0))?;
        let serie = fields.expect(INTEGER)?.content.to_vec();
        let inner = fields.expect(SEQUENCE)?;
        if inner.whole != signe.algorithme {
            return Err(CertificatError::illisible("ce certificat annonce deux algorithmes"));
        }
        let emetteur = Nom::read(fields.expect(SEQUENCE)?.whole)?;
        let validite = Validite::read(fields.sequence()?)?;
        let sujet = Nom::read(fields.expect(SEQUENCE)?.whole)?;
        let spki = fields.expect(SEQUENCE)?;
        let cle = ClePublique::read(spki)?;
        fields.optional(primitive(1))?;
        fields.optional(primitive(2))?;
        let extensions = match fields.optional(constructed(3))? {
            Some(list) => Extensions::read(Value::only(list.content, SEQUENCE)?.enter())?,
            None => Extensions::default(),
        };
        fields.end()?;
        let spki = spki.whole.to_vec();
        Ok(Self(Arc::new(Lu { der: der.to_vec(), signe, serie, sujet, emetteur, validite, cle, spki, extensions })))
    }

    /// All the certificates of a file: PEM with any number of them, or DER of one.
    pub fn read_all(octets: &[u8]) -> Result<Vec<Self>, CertificatError> {
        if octets.first() == Some(&SEQUENCE) {
            return Self::read(octets).map(|one| vec![one]);
        }
        let blocks = pem::blocks(octets)?;
        let ders = blocks.iter().filter(|block| matches!(block.label.as_str(), "CERTIFICATE" | "X509 CERTIFICATE"));
        let all: Vec<Self> = ders.map(|block| Self::read(&block.der)).collect::<Result<_, _>>()?;
        if all.is_empty() { Err(CertificatError::AucunCertificat) } else { Ok(all) }
    }

    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    pub fn pem(&self) -> String {
        pem::write("CERTIFICATE", self.der())
    }

    pub fn sujet(&self) -> &Nom {
        &self.0.sujet
    }

    pub fn emetteur(&self) -> &Nom {
        &self.0.emetteur
    }

    /// The bytes of its serial number, as encoded: signed, big-endian.
    pub fn serie(&self) -> &[u8] {
        &self.0.serie
    }

    /// Its serial number in decimal digits, as `X509SerialNumber` has it in XML.
    pub fn serie_decimale(&self) -> String {
        decimal(&self.0.serie)
    }

    pub fn validite(&self) -> Validite {
        self.0.validite
    }

    pub fn extensions(&self) -> &Extensions {
        &self.0.extensions
    }

    pub fn cle(&self) -> &ClePublique {
        &self.0.cle
    }

    /// `SubjectPublicKeyInfo`, in DER.
    pub fn spki(&self) -> &[u8] {
        &self.0.spki
    }

    /// The digest of the whole certificate.
    pub fn empreinte(&self, hachage: Hachage) -> Vec<u8> {
        hachage.digest(self.der())
    }

    /// This key signed these bytes with this value. An ECDSA value is the one of X.509: a sequence of two integers.
    pub fn verify(&self, algorithme: Algorithme, octets: &[u8], valeur: &[u8]) -> Result<(), CertificatError> {
        self.0.cle.verify(algorithme, octets, valeur)
    }

    /// Subject and issuer are the same: a root, when its own key signed it.
    pub fn est_auto_emis(&self) -> bool {
        self.0.sujet.is(&self.0.emetteur)
    }

    /// The key of `emetteur` signed this certificate. Whether it had the right to is another question.
    pub(crate) fn is_signed_by(&self, emetteur: &Self) -> Result<(), CertificatError> {
        self.0.signe.verify(self.der(), emetteur)
    }

    /// The algorithm by which its authority signed it, when it is known.
    pub(crate) fn algorithme_emetteur(&self) -> Option<Algorithme> {
        self.0.signe.algorithme().ok()
    }
}

impl Signe {
    /// Gives what it holds and the fields of what is signed. `parts` are in `whole`.
    pub(crate) fn read<'a>(whole: &[u8], parts: &mut Reader<'a>) -> Result<(Self, Reader<'a>), CertificatError> {
        let (contenu, algorithme) = (parts.expect(SEQUENCE)?, parts.expect(SEQUENCE)?);
        let valeur = parts.expect(BIT_STRING)?.bits()?.to_vec();
        let signe = Self { contenu: place(whole, contenu.whole), algorithme: algorithme.whole.to_vec(), valeur };
        Ok((signe, contenu.enter()))
    }

    /// `whole` is the structure that was read.
    pub(crate) fn verify(&self, whole: &[u8], emetteur: &Certificat) -> Result<(), CertificatError> {
        emetteur.verify(self.algorithme()?, &whole[self.contenu.clone()], &self.valeur)
    }

    pub(crate) fn algorithme(&self) -> Result<Algorithme, CertificatError> {
        Algorithme::read(Value::only(&self.algorithme, SEQUENCE)?, None)
    }
}

/// Where a part stands in the whole that it was read from.
pub(crate) fn place(whole: &[u8], part: &[u8]) -> Range<usize> {
    let start = (part.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize).min(whole.len());
    start..(start + part.len()).min(whole.len())
}

impl Validite {
    fn read(mut fields: Reader<'_>) -> Result<Self, CertificatError> {
        Ok(Self { du: fields.read()?.instant()?, au: fields.read()?.instant()? })
    }

    pub fn contains(&self, at: OffsetDateTime) -> bool {
        self.du <= at && at <= self.au
    }
}

impl PartialEq for Certificat {
    fn eq(&self, other: &Self) -> bool {
        self.der() == other.der()
    }
}

impl Eq for Certificat {}

impl fmt::Debug for Certificat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificat({}, {})", self.sujet(), self.serie_decimale())
    }
}

/// As text: base64 of its bytes.
impl Serialize for Certificat {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        octets::serialize(self.der(), serializer)
    }
}

impl<'de> Deserialize<'de> for Certificat {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::read(&octets::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// Decimal digits of a signed big-endian integer. The numbers of certificates have twenty bytes at most; some have more.
fn decimal(octets: &[u8]) -> String {
    let negative = octets.first().is_some_and(|first| *first >= 0x80);
    let mut carry = true;
    let mut bytes: Vec<u8> = octets.to_vec();
    if negative {
        for byte in bytes.iter_mut().rev() {
            let (value, over) = (!*byte).overflowing_add(u8::from(carry));
            (*byte, carry) = (value, over);
        }
    }
    // Least significant first, in base 10^9.
    let mut limbs: Vec<u64> = vec![0];
    for byte in bytes {
        let mut carry = u64::from(byte);
        for limb in &mut limbs {
            let value = *limb * 256 + carry;
            (*limb, carry) = (value % 1_000_000_000, value / 1_000_000_000);
        }
        if carry > 0 {
            limbs.push(carry);
        }
    }
    let first = limbs.pop().unwrap_or(0);
    let mut text = format!("{}{first}", if negative { "-" } else { "" });
    for limb in limbs.iter().rev() {
        // A string takes all that is written to it.
        let _ = write!(text, "{limb:09}");
    }
    text
}
