//! `Crl`: the list of the certificates that an authority has revoked (RFC 5280, 5).

use std::{fmt, ops::Range, sync::Arc};

use time::OffsetDateTime;

use crate::{
    certificat::{Certificat, Signe, place},
    der::{ENUMERATED, GENERALIZED_TIME, INTEGER, Reader, SEQUENCE, UTC_TIME, Value, constructed, primitive},
    error::CertificatError,
    extensions::{Extension, full_name},
    nom::Nom,
    oids, pem,
    revocation::Motif,
};

/// Bytes of one list. That of a national authority has twenty million.
const TAILLE_MAX: usize = 64 << 20;

/// A list of revocation: its bytes, and what it says of itself. Cheap to clone.
#[derive(Clone)]
pub struct Crl(Arc<Lue>);

struct Lue {
    der: Vec<u8>,
    signe: Signe,
    emetteur: Nom,
    publiee: OffsetDateTime,
    suivante: Option<OffsetDateTime>,
    /// Where its entries are, in what is signed.
    entrees: Range<usize>,
    portee: Portee,
}

/// Which certificates it is about (RFC 5280, 5.2.5).
#[derive(Debug, Default)]
struct Portee {
    /// It is one part of a list: the part of these addresses.
    adresses: Option<Vec<String>>,
    personnes_seules: bool,
    autorites_seules: bool,
    /// Something critical of it is not understood: nothing can be concluded from it.
    inconnue: bool,
}

impl Crl {
    /// In DER or in PEM.
    pub fn read(octets: &[u8]) -> Result<Self, CertificatError> {
        if octets.len() > TAILLE_MAX {
            return Err(CertificatError::illisible("cette liste de révocation est trop grosse"));
        }
        let der = if octets.first() == Some(&SEQUENCE) {
            octets.to_vec()
        } else {
            let found = pem::blocks(octets)?.into_iter().find(|block| block.label == "X509 CRL");
            found.ok_or_else(|| CertificatError::illisible("ce n’est pas une liste de révocation"))?.der
        };
        let mut parts = Value::only(&der, SEQUENCE)?.enter();
        let (signe, mut fields) = Signe::read(&der, &mut parts)?;
        parts.end()?;
        fields.optional(INTEGER)?;
        fields.expect(SEQUENCE)?;
        let emetteur = Nom::read(fields.expect(SEQUENCE)?.whole)?;
        let publiee = fields.read()?.instant()?;
        let suivante = match fields.peek() {
            Some(UTC_TIME | GENERALIZED_TIME) => Some(fields.read()?.instant()?),
            _ => None,
        };
        let entrees = match fields.optional(SEQUENCE)? {
            Some(list) => place(&der, list.content),
            None => 0..0,
        };
        let portee = match fields.optional(constructed(0))? {
            Some(list) => Portee::read(Value::only(list.content, SEQUENCE)?.enter())?,
            None => Portee::default(),
        };
        fields.end()?;
        Ok(Self(Arc::new(Lue { der, signe, emetteur, publiee, suivante, entrees, portee })))
    }

    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    pub fn emetteur(&self) -> &Nom {
        &self.0.emetteur
    }

    pub fn publiee(&self) -> OffsetDateTime {
        self.0.publiee
    }

    /// When the next one is due.
    pub fn suivante(&self) -> Option<OffsetDateTime> {
        self.0.suivante
    }

    /// It is of this authority, signed by its key, and about this kind of certificate.
    pub(crate) fn is_about(&self, certificat: &Certificat, emetteur: &Certificat) -> bool {
        let (portee, said) = (&self.0.portee, certificat.extensions());
        let autorite = said.contraintes.is_some_and(|contraintes| contraintes.autorite);
        let kind = if autorite { !portee.personnes_seules } else { !portee.autorites_seules };
        let part = portee.adresses.as_ref().is_none_or(|part| part.iter().any(|place| said.crl.contains(place)));
        let in_scope = kind && part && !portee.inconnue;
        let may = emetteur.extensions().usages.is_none_or(crate::Usages::signe_crl);
        in_scope && may && self.0.emetteur.is(emetteur.sujet()) && self.0.signe.verify(self.der(), emetteur).is_ok()
    }

    /// When and why this number was revoked; none when it is not in the list.
    pub(crate) fn find(&self, serie: &[u8]) -> Result<Option<(OffsetDateTime, Motif)>, CertificatError> {
        for entry in Reader::new(&self.0.der[self.0.entrees.clone()]) {
            let mut fields = entry?.enter();
            if fields.expect(INTEGER)?.content != serie {
                continue;
            }
            let (date, mut motif) = (fields.read()?.instant()?, Motif::default());
            if let Some(list) = fields.optional(SEQUENCE)? {
                for extension in list.enter() {
                    let extension = Extension::read(extension?)?;
                    if extension.kind == oids::CRL_REASON {
                        motif = Motif::of(Value::only(extension.value, ENUMERATED)?.small()?);
                    }
                }
            }
            return Ok(Some((date, motif)));
        }
        Ok(None)
    }
}

impl PartialEq for Crl {
    fn eq(&self, other: &Self) -> bool {
        self.der() == other.der()
    }
}

impl Eq for Crl {}

impl fmt::Debug for Crl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Crl({}, {})", self.emetteur(), self.publiee())
    }
}

impl Portee {
    fn read(list: Reader<'_>) -> Result<Self, CertificatError> {
        let mut portee = Self::default();
        for extension in list {
            let extension = Extension::read(extension?)?;
            if extension.kind == oids::ISSUING_DISTRIBUTION_POINT {
                portee.note(Value::only(extension.value, SEQUENCE)?.enter())?;
            } else if extension.critical {
                // Among them, that of lists that tell only what changed since another.
                portee.inconnue = true;
            }
        }
        Ok(portee)
    }

    fn note(&mut self, fields: Reader<'_>) -> Result<(), CertificatError> {
        const NAME: u8 = constructed(0);
        const PEOPLE: u8 = primitive(1);
        const AUTHORITIES: u8 = primitive(2);
        for field in fields {
            let field = field?;
            match field.tag {
                NAME => self.adresses = Some(full_name(field)?),
                PEOPLE => self.personnes_seules = field.boolean()?,
                AUTHORITIES => self.autorites_seules = field.boolean()?,
                // Some reasons only, lists of other authorities, attributes.
                _ => self.inconnue = true,
            }
        }
        Ok(())
    }
}
