//! `Cms`: a signature file, its signers, and what it carries to verify them (RFC 5652, 5).

use std::fmt;

use certificats::{
    Certificat, Crl, Hachage, Oid, ber,
    der::{self, INTEGER, OCTET_STRING, Reader, SEQUENCE, SET, Value, constructed, oid, sequence, set_of, tlv},
    pem,
};

use crate::{
    error::CadesError,
    oids,
    signataire::{Attribut, SignerInfo},
};

/// Bytes of one signature; signers, certificates of one signature.
const TAILLE_MAX: usize = 16 << 20;
const SIGNATAIRES: usize = 64;
const CERTIFICATS: usize = 256;

/// `SignedData`. What was read is kept as it was: writing it again changes only what was added.
#[derive(Clone)]
pub struct Cms {
    version: Vec<u8>,
    hachages: Vec<Vec<u8>>,
    pub(crate) contenu: Contenu,
    /// As encoded, those that are not X.509 included.
    certificats: Vec<Vec<u8>>,
    crls: Vec<Vec<u8>>,
    pub(crate) signataires: Vec<SignerInfo>,
}

/// What is signed: inside, as time stamps have it, or beside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Contenu {
    pub(crate) kind: Oid,
    pub(crate) octets: Option<Vec<u8>>,
}

impl Cms {
    /// In DER, BER or PEM. Nothing may follow.
    pub fn read(octets: &[u8]) -> Result<Self, CadesError> {
        if octets.len() > TAILLE_MAX {
            return Err(CadesError::Demesuree);
        }
        if octets.first() != Some(&SEQUENCE) {
            let blocks = pem::blocks(octets).map_err(|_| CadesError::PasUneSignature)?;
            let found = blocks
                .into_iter()
                .find(|block| matches!(block.label.as_str(), "PKCS7" | "CMS" | "PKCS #7 SIGNED DATA"));
            let der =
                found.filter(|block| block.der.first() == Some(&SEQUENCE)).ok_or(CadesError::PasUneSignature)?.der;
            return Self::read(&der);
        }
        let (whole, rest) = Self::read_first(octets)?;
        if rest.is_empty() { Ok(whole) } else { Err(CadesError::illisible("des octets suivent la signature")) }
    }

    /// The signature at the beginning of these bytes, and what follows it: PDF leave room there.
    pub fn read_first(octets: &[u8]) -> Result<(Self, &[u8]), CadesError> {
        let mut reader = Reader::new(octets);
        if let Ok(value) = reader.read()
            && let Ok(cms) = Self::read_der(value)
        {
            return Ok((cms, &octets[value.whole.len()..]));
        }
        let (der, used) = ber::to_der(octets)?;
        Ok((Self::read_der(Value::only(&der, SEQUENCE)?)?, &octets[used..]))
    }

    fn read_der(value: Value<'_>) -> Result<Self, CadesError> {
        let mut info = value.enter();
        if value.tag != SEQUENCE || info.oid()? != oids::SIGNED_DATA {
            return Err(CadesError::PasUneSignature);
        }
        let data = info.expect(constructed(0))?;
        info.end()?;
        let mut fields = Value::only(data.content, SEQUENCE)?.enter();
        let version = fields.expect(INTEGER)?.whole.to_vec();
        let hachages = wholes(fields.expect(SET)?.enter(), SIGNATAIRES)?;
        let contenu = Contenu::read(fields.sequence()?)?;
        let certificats =
            fields.optional(constructed(0))?.map_or(Ok(Vec::new()), |all| wholes(all.enter(), CERTIFICATS))?;
        let crls = fields.optional(constructed(1))?.map_or(Ok(Vec::new()), |all| wholes(all.enter(), CERTIFICATS))?;
        let mut signataires = Vec::new();
        for one in fields.expect(SET)?.enter() {
            if signataires.len() == SIGNATAIRES {
                return Err(CadesError::Demesuree);
            }
            signataires.push(SignerInfo::read(one?)?);
        }
        fields.end()?;
        Ok(Self { version, hachages, contenu, certificats, crls, signataires })
    }

    /// A signature of one signer, its content beside it.
    pub(crate) fn of(signataire: SignerInfo, hachage: Hachage, certificats: &[&Certificat]) -> Self {
        Self {
            version: der::natural(&[1]),
            hachages: vec![hachage.identifier()],
            contenu: Contenu { kind: oids::DATA, octets: None },
            certificats: certificats.iter().map(|one| one.der().to_vec()).collect(),
            crls: Vec::new(),
            signataires: vec![signataire],
        }
    }

    pub fn to_der(&self) -> Vec<u8> {
        let content = self.contenu.octets.as_ref().map(|octets| tlv(constructed(0), &tlv(OCTET_STRING, octets)));
        let content = sequence(&[&oid(self.contenu.kind), &content.unwrap_or_default()]);
        let list = |number: u8, all: &[Vec<u8>]| {
            let mut set = set_of(all);
            set[0] = constructed(number);
            if all.is_empty() { Vec::new() } else { set }
        };
        let signers: Vec<Vec<u8>> = self.signataires.iter().map(SignerInfo::to_der).collect();
        let data = sequence(&[
            &self.version,
            &set_of(&self.hachages),
            &content,
            &list(0, &self.certificats),
            &list(1, &self.crls),
            &set_of(&signers),
        ]);
        sequence(&[&oid(oids::SIGNED_DATA), &tlv(constructed(0), &data)])
    }

    /// `-----BEGIN PKCS7-----`, as parapheurs exchange it.
    pub fn to_pem(&self) -> String {
        pem::write("PKCS7", &self.to_der())
    }

    /// The content, when the signature carries it: its digests are then those of these bytes.
    pub fn contenu(&self) -> Option<&[u8]> {
        self.contenu.octets.as_deref()
    }

    pub fn signataires(&self) -> &[SignerInfo] {
        &self.signataires
    }

    /// The X.509 certificates that it carries; those that cannot be read are left out.
    pub fn certificats(&self) -> Vec<Certificat> {
        self.certificats.iter().filter_map(|der| Certificat::read(der).ok()).collect()
    }

    pub fn crls(&self) -> Vec<Crl> {
        self.crls.iter().filter_map(|der| Crl::read(der).ok()).collect()
    }

    /// The digests to compute over the content to verify all its signers.
    pub fn hachages(&self) -> Vec<Hachage> {
        let mut all: Vec<Hachage> = self.signataires.iter().filter_map(|one| one.hachage().ok()).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Another signature of the same content, beside those that are there: both may be verified apart.
    pub fn add(&mut self, other: Self) -> Result<(), CadesError> {
        if self.contenu != other.contenu {
            return Err(CadesError::AutreContenu);
        }
        let merge = |all: &mut Vec<Vec<u8>>, others: Vec<Vec<u8>>| {
            for one in others {
                if !all.contains(&one) {
                    all.push(one);
                }
            }
        };
        merge(&mut self.hachages, other.hachages);
        merge(&mut self.certificats, other.certificats);
        merge(&mut self.crls, other.crls);
        self.signataires.extend(other.signataires);
        // RFC 5652, 5.1: signers named by their key make a version 3.
        self.version = self.version.clone().max(other.version);
        Ok(())
    }

    /// An attribute that the signer did not sign: a time stamp of the value of its signature.
    pub(crate) fn attach(&mut self, rang: usize, attribut: Attribut) -> Result<(), CadesError> {
        let signataire = self.signataires.get_mut(rang).ok_or(CadesError::RangInconnu { rang: rang + 1 })?;
        signataire.non_signes.push(attribut);
        Ok(())
    }
}

/// Two are equal when they are written alike: the order of a set does not matter.
impl PartialEq for Cms {
    fn eq(&self, other: &Self) -> bool {
        self.to_der() == other.to_der()
    }
}

impl Eq for Cms {}

impl fmt::Debug for Cms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cms({} signataires, {} certificats)", self.signataires.len(), self.certificats.len())
    }
}

impl Contenu {
    fn read(mut fields: Reader<'_>) -> Result<Self, CadesError> {
        let kind = fields.oid()?;
        let octets = match fields.optional(constructed(0))? {
            Some(content) => Some(Value::only(content.content, OCTET_STRING)?.content.to_vec()),
            None => None,
        };
        fields.end()?;
        Ok(Self { kind, octets })
    }
}

fn wholes(reader: Reader<'_>, max: usize) -> Result<Vec<Vec<u8>>, CadesError> {
    let mut all = Vec::new();
    for value in reader {
        if all.len() == max {
            return Err(CadesError::Demesuree);
        }
        all.push(value?.whole.to_vec());
    }
    Ok(all)
}
