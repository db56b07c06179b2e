//! `Extensions`: what a certificate says of its key and of its authority (RFC 5280, 4.2; ETSI EN 319 412-5).

use const_oid::ObjectIdentifier as Oid;

use crate::{
    der::{BIT_STRING, BOOLEAN, INTEGER, OCTET_STRING, OID, Reader, SEQUENCE, Value, constructed, primitive},
    error::CertificatError,
    oids,
};

/// Extensions of one certificate, values of one extension. Real ones have fewer than twenty.
const MAX: usize = 256;

/// The extensions that are understood; the critical ones that are not are kept by name, for a path to be refused.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extensions {
    pub usages: Option<Usages>,
    /// None when the certificate does not limit what its key is for.
    pub usages_etendus: Option<Vec<Oid>>,
    pub usages_etendus_critiques: bool,
    pub contraintes: Option<Contraintes>,
    pub politiques: Vec<Oid>,
    /// Where to ask whether it is revoked.
    pub ocsp: Vec<String>,
    /// Where the certificate of its authority is.
    pub emetteurs: Vec<String>,
    /// Where the lists of revocation are.
    pub crl: Vec<String>,
    /// Identifier of its key.
    pub ski: Option<Vec<u8>>,
    /// Identifier of the key of its authority.
    pub aki: Option<Vec<u8>>,
    pub qualification: Qualification,
    /// A responder whose own revocation is not to be asked (RFC 6960, 4.2.2.2.1).
    pub ocsp_sans_controle: bool,
    pub critiques_inconnues: Vec<Oid>,
}

/// What the key may do (RFC 5280, 4.2.1.3), bit by bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usages(u16);

/// Whether it may sign certificates, and how many authorities may follow it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Contraintes {
    pub autorite: bool,
    pub longueur: Option<u32>,
}

/// What the authority states of a qualified certificate (règlement (UE) 910/2014, annexes I and III).
/// A statement of the authority, that only a list of confidence makes true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Qualification {
    pub qualifie: bool,
    /// Its key is held by a qualified device.
    pub dispositif: bool,
    pub genre: Option<GenreQualifie>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GenreQualifie {
    Signature,
    Cachet,
    Site,
}

impl Usages {
    const fn bit(self, rank: u16) -> bool {
        self.0 >> rank & 1 == 1
    }

    pub fn signature_numerique(self) -> bool {
        self.bit(0)
    }

    /// `nonRepudiation`, or `contentCommitment`: the signature of a person who commits.
    pub fn engagement(self) -> bool {
        self.bit(1)
    }

    pub fn signe_certificats(self) -> bool {
        self.bit(5)
    }

    pub fn signe_crl(self) -> bool {
        self.bit(6)
    }
}

impl Extensions {
    /// From the sequence of extensions of a certificate.
    pub(crate) fn read(list: Reader<'_>) -> Result<Self, CertificatError> {
        let (mut extensions, mut seen) = (Self::default(), Vec::new());
        for extension in list {
            let extension = Extension::read(extension?)?;
            if seen.contains(&extension.kind) || seen.len() >= MAX {
                return Err(CertificatError::illisible("une extension y est répétée"));
            }
            seen.push(extension.kind);
            extensions.note(&extension)?;
        }
        Ok(extensions)
    }

    fn note(&mut self, extension: &Extension<'_>) -> Result<(), CertificatError> {
        let value = extension.value;
        match extension.kind {
            oids::KEY_USAGE => self.usages = Some(Usages(Value::only(value, BIT_STRING)?.flags()?)),
            oids::EXTENDED_KEY_USAGE => {
                self.usages_etendus = Some(oids_of(value)?);
                self.usages_etendus_critiques = extension.critical;
            }
            oids::BASIC_CONSTRAINTS => self.contraintes = Some(Contraintes::read(value)?),
            oids::CERTIFICATE_POLICIES => {
                for policy in Value::only(value, SEQUENCE)?.enter().take(MAX) {
                    self.politiques.push(policy?.enter().oid()?);
                }
            }
            oids::SUBJECT_KEY_IDENTIFIER => self.ski = Some(Value::only(value, OCTET_STRING)?.content.to_vec()),
            oids::AUTHORITY_KEY_IDENTIFIER => {
                let mut fields = Value::only(value, SEQUENCE)?.enter();
                self.aki = fields.optional(primitive(0))?.map(|id| id.content.to_vec());
            }
            oids::AUTHORITY_INFO_ACCESS => self.note_access(value)?,
            oids::CRL_DISTRIBUTION_POINTS => self.crl = distribution_points(value)?,
            oids::QC_STATEMENTS => self.qualification = Qualification::read(value)?,
            oids::OCSP_NO_CHECK => self.ocsp_sans_controle = true,
            oids::SUBJECT_ALT_NAME | oids::ISSUER_ALT_NAME => {}
            unknown if extension.critical => self.critiques_inconnues.push(unknown),
            _ => {}
        }
        Ok(())
    }

    fn note_access(&mut self, value: &[u8]) -> Result<(), CertificatError> {
        for access in Value::only(value, SEQUENCE)?.enter().take(MAX) {
            let mut access = access?.enter();
            let (method, place) = (access.oid()?, access.read()?);
            match (method, place.tag == primitive(6)) {
                (oids::AIA_OCSP, true) => self.ocsp.push(place.text()),
                (oids::AIA_CA_ISSUERS, true) => self.emetteurs.push(place.text()),
                _ => {}
            }
        }
        Ok(())
    }
}

/// One extension, of a certificate, of a list of revocation or of an answer of OCSP.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Extension<'a> {
    pub(crate) kind: Oid,
    pub(crate) critical: bool,
    pub(crate) value: &'a [u8],
}

impl<'a> Extension<'a> {
    pub(crate) fn read(extension: Value<'a>) -> Result<Self, CertificatError> {
        let mut fields = extension.enter();
        let kind = fields.oid()?;
        let critical = fields.optional(BOOLEAN)?.map_or(Ok(false), |critical| critical.boolean())?;
        Ok(Self { kind, critical, value: fields.expect(OCTET_STRING)?.content })
    }
}

impl Contraintes {
    fn read(value: &[u8]) -> Result<Self, CertificatError> {
        let mut fields = Value::only(value, SEQUENCE)?.enter();
        let autorite = fields.optional(BOOLEAN)?.map_or(Ok(false), |autorite| autorite.boolean())?;
        let longueur = fields.optional(INTEGER)?.map(|longueur| longueur.small()).transpose()?;
        Ok(Self { autorite, longueur })
    }
}

impl Qualification {
    fn read(value: &[u8]) -> Result<Self, CertificatError> {
        let mut qualification = Self::default();
        for statement in Value::only(value, SEQUENCE)?.enter().take(MAX) {
            let mut statement = statement?.enter();
            match statement.oid()? {
                oids::QC_COMPLIANCE => qualification.qualifie = true,
                oids::QC_SSCD => qualification.dispositif = true,
                oids::QC_TYPE => {
                    for kind in statement.sequence()?.take(MAX) {
                        qualification.genre = match kind?.oid()? {
                            oids::QC_TYPE_ESIGN => Some(GenreQualifie::Signature),
                            oids::QC_TYPE_ESEAL => Some(GenreQualifie::Cachet),
                            oids::QC_TYPE_WEB => Some(GenreQualifie::Site),
                            _ => qualification.genre,
                        };
                    }
                }
                _ => {}
            }
        }
        Ok(qualification)
    }
}

fn oids_of(value: &[u8]) -> Result<Vec<Oid>, CertificatError> {
    let list = Value::only(value, SEQUENCE)?.enter().take(MAX);
    list.map(|kind| {
        kind.and_then(|kind| {
            if kind.tag == OID { kind.oid() } else { Err(CertificatError::illisible("un usage est mal formé")) }
        })
    })
    .collect()
}

/// The addresses of `CRLDistributionPoints`.
fn distribution_points(value: &[u8]) -> Result<Vec<String>, CertificatError> {
    let mut places = Vec::new();
    for point in Value::only(value, SEQUENCE)?.enter().take(MAX) {
        if let Some(name) = point?.enter().optional(constructed(0))? {
            places.extend(full_name(name)?);
        }
    }
    Ok(places)
}

/// The addresses of a `DistributionPointName`.
pub(crate) fn full_name(name: Value<'_>) -> Result<Vec<String>, CertificatError> {
    let Some(names) = name.enter().optional(constructed(0))? else { return Ok(Vec::new()) };
    let names = names.enter().take(MAX).collect::<Result<Vec<_>, _>>()?;
    Ok(names.iter().filter(|name| name.tag == primitive(6)).map(Value::text).collect())
}
