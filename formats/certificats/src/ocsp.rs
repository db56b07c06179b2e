//! OCSP: what an authority answers of one certificate, and the question that asks for it (RFC 6960).

use std::{fmt, sync::Arc};

use time::OffsetDateTime;

use crate::{
    algorithme::Hachage,
    certificat::{Certificat, Signe},
    der::{self, ENUMERATED, INTEGER, NULL, OCTET_STRING, Reader, SEQUENCE, Value, constructed, primitive},
    error::CertificatError,
    extensions::Extension,
    nom::Nom,
    oids,
    revocation::Motif,
};

/// Bytes of one answer, certificates in one answer.
const TAILLE_MAX: usize = 1 << 20;
const MAX: usize = 64;

/// An answer, as it was given. Cheap to clone.
#[derive(Clone)]
pub struct ReponseOcsp(Arc<Lue>);

struct Lue {
    der: Vec<u8>,
    signe: Signe,
    repondeur: Repondeur,
    produite: OffsetDateTime,
    etats: Vec<EtatUnique>,
    certificats: Vec<Certificat>,
}

enum Repondeur {
    Nom(Nom),
    Cle(Vec<u8>),
}

/// What it says of one certificate.
#[derive(Debug)]
pub(crate) struct EtatUnique {
    hachage: Hachage,
    nom: Vec<u8>,
    cle: Vec<u8>,
    serie: Vec<u8>,
    pub(crate) revoque: Option<(OffsetDateTime, Motif)>,
    pub(crate) connu: bool,
    pub(crate) du: OffsetDateTime,
    pub(crate) au: Option<OffsetDateTime>,
}

impl ReponseOcsp {
    /// A successful answer, in DER.
    pub fn read(octets: &[u8]) -> Result<Self, CertificatError> {
        if octets.len() > TAILLE_MAX {
            return Err(CertificatError::illisible("cette réponse OCSP est trop grosse"));
        }
        let mut response = Value::only(octets, SEQUENCE)?.enter();
        let status = response.expect(ENUMERATED)?.small()?;
        if status != 0 {
            return Err(CertificatError::illisible(format!("le service OCSP a refusé de répondre (code {status})")));
        }
        let mut typed = response.expect(constructed(0))?.enter().sequence()?;
        if typed.oid()? != oids::OCSP_BASIC {
            return Err(CertificatError::illisible("cette réponse OCSP est d’une sorte inconnue"));
        }
        let mut parts = Value::only(typed.expect(OCTET_STRING)?.content, SEQUENCE)?.enter();
        let (signe, mut fields) = Signe::read(octets, &mut parts)?;
        let mut certificats = Vec::new();
        if let Some(list) = parts.optional(constructed(0))? {
            for one in list.enter().sequence()?.take(MAX) {
                certificats.push(Certificat::read(one?.whole)?);
            }
        }
        fields.optional(constructed(0))?;
        let repondeur = Repondeur::read(fields.read()?)?;
        let produite = fields.read()?.instant()?;
        let etats = fields.sequence()?.take(MAX).map(|one| EtatUnique::read(one?.enter()));
        let etats = etats.collect::<Result<Vec<_>, _>>()?;
        let der = octets.to_vec();
        Ok(Self(Arc::new(Lue { der, signe, repondeur, produite, etats, certificats })))
    }

    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    pub fn produite(&self) -> OffsetDateTime {
        self.0.produite
    }

    /// The certificates that it carries, that of whoever signed it among them.
    pub fn certificats(&self) -> &[Certificat] {
        &self.0.certificats
    }

    /// What it says of this certificate, when the authority or whoever it has charged of it signed the answer.
    pub(crate) fn about(&self, certificat: &Certificat, emetteur: &Certificat) -> Option<&EtatUnique> {
        let found = self.0.etats.iter().find(|etat| etat.is_of(certificat, emetteur))?;
        self.is_signed_for(emetteur).then_some(found)
    }

    fn is_signed_for(&self, emetteur: &Certificat) -> bool {
        let by = |one: &Certificat| self.0.repondeur.is(one) && self.0.signe.verify(self.der(), one).is_ok();
        if by(emetteur) {
            return true;
        }
        self.0.certificats.iter().any(|one| {
            let usages = one.extensions().usages_etendus.as_deref().unwrap_or_default();
            usages.contains(&oids::EKU_OCSP_SIGNING)
                && one.emetteur().is(emetteur.sujet())
                && one.validite().contains(self.0.produite)
                && one.is_signed_by(emetteur).is_ok()
                && by(one)
        })
    }
}

/// The question to put to the addresses that a certificate tells, without a nonce so that answers may be shared.
/// SHA-1 only names the authority here, as all responders know (RFC 5019, 2.1.1).
pub fn demande_ocsp(certificat: &Certificat, emetteur: &Certificat) -> Result<Vec<u8>, CertificatError> {
    let hash = der::sequence(&[&der::oid(Hachage::Sha1.oid()), &der::tlv(NULL, &[])]);
    let nom = der::tlv(OCTET_STRING, &Hachage::Sha1.digest(emetteur.sujet().der()));
    let cle = der::tlv(OCTET_STRING, &Hachage::Sha1.digest(key_bits(emetteur)?));
    let id = der::sequence(&[&hash, &nom, &cle, &der::tlv(INTEGER, certificat.serie())]);
    let request = der::sequence(&[&id]);
    let list = der::sequence(&[&request]);
    Ok(der::sequence(&[&der::sequence(&[&list])]))
}

fn key_bits(certificat: &Certificat) -> Result<&[u8], CertificatError> {
    let mut fields = Value::only(certificat.spki(), SEQUENCE)?.enter();
    fields.expect(SEQUENCE)?;
    fields.expect(der::BIT_STRING)?.bits()
}

impl Repondeur {
    fn read(value: Value<'_>) -> Result<Self, CertificatError> {
        const NAME: u8 = constructed(1);
        const KEY: u8 = constructed(2);
        match value.tag {
            NAME => Ok(Self::Nom(Nom::read(value.content)?)),
            KEY => Ok(Self::Cle(Value::only(value.content, OCTET_STRING)?.content.to_vec())),
            _ => Err(CertificatError::illisible("cette réponse OCSP ne dit pas qui répond")),
        }
    }

    fn is(&self, certificat: &Certificat) -> bool {
        match self {
            Self::Nom(nom) => nom.is(certificat.sujet()),
            Self::Cle(cle) => key_bits(certificat).is_ok_and(|bits| Hachage::Sha1.digest(bits) == *cle),
        }
    }
}

impl EtatUnique {
    fn read(mut fields: Reader<'_>) -> Result<Self, CertificatError> {
        let mut id = fields.sequence()?;
        let hachage = Hachage::read(id.expect(SEQUENCE)?)?;
        let nom = id.expect(OCTET_STRING)?.content.to_vec();
        let cle = id.expect(OCTET_STRING)?.content.to_vec();
        let serie = id.expect(INTEGER)?.content.to_vec();
        let etat = fields.read()?;
        let revoque = if etat.tag == constructed(1) {
            let mut info = etat.enter();
            let date = info.read()?.instant()?;
            let motif = info.optional(constructed(0))?.map(|motif| Value::only(motif.content, ENUMERATED)?.small());
            Some((date, motif.transpose()?.map_or_else(Motif::default, Motif::of)))
        } else {
            None
        };
        let mut connu = etat.tag == primitive(0) || revoque.is_some();
        let du = fields.read()?.instant()?;
        let au = fields.optional(constructed(0))?.map(|au| au.enter().read()?.instant()).transpose()?;
        if let Some(list) = fields.optional(constructed(1))? {
            for extension in list.enter().sequence()? {
                connu &= !Extension::read(extension?)?.critical;
            }
        }
        Ok(Self { hachage, nom, cle, serie, revoque, connu, du, au })
    }

    fn is_of(&self, certificat: &Certificat, emetteur: &Certificat) -> bool {
        self.serie == certificat.serie()
            && self.nom == self.hachage.digest(emetteur.sujet().der())
            && key_bits(emetteur).is_ok_and(|bits| self.cle == self.hachage.digest(bits))
    }
}

impl PartialEq for ReponseOcsp {
    fn eq(&self, other: &Self) -> bool {
        self.der() == other.der()
    }
}

impl Eq for ReponseOcsp {}

impl fmt::Debug for ReponseOcsp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReponseOcsp({}, {} certificats)", self.produite(), self.0.etats.len())
    }
}
