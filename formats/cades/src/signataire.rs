//! `SignerInfo`: one signer of a signature, what it signed, and what was added to it (RFC 5652, 5.3).

use certificats::{
    Algorithme, Certificat, CertificatError, Hachage, Oid,
    der::{
        self, INTEGER, OCTET_STRING, Reader, SEQUENCE, SET, Value, constructed, oid, primitive, sequence, set_of, tlv,
    },
};
use time::OffsetDateTime;

use crate::{error::CadesError, oids};

/// Attributes of one signer.
const ATTRIBUTS: usize = 128;

/// A signer as it was written: its fields are read again from the bytes that were signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignerInfo {
    /// Version and identity, as encoded.
    tete: Vec<u8>,
    identite: Identite,
    hachage: Vec<u8>,
    /// The signed attributes, as a set: what the value of the signature is of.
    pub(crate) signes: Option<Vec<u8>>,
    algorithme: Vec<u8>,
    valeur: Vec<u8>,
    pub(crate) non_signes: Vec<Attribut>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Identite {
    EmetteurEtSerie { emetteur: Vec<u8>, serie: Vec<u8> },
    Cle(Vec<u8>),
}

/// A kind and its values, as encoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attribut {
    pub(crate) kind: Oid,
    pub(crate) valeurs: Vec<Vec<u8>>,
}

impl SignerInfo {
    /// Named by the issuer and the number of its certificate.
    pub(crate) fn new(
        certificat: &Certificat,
        algorithme: Algorithme,
        hachage: Hachage,
        signes: Vec<u8>,
        valeur: &[u8],
    ) -> Self {
        let (emetteur, serie) = (certificat.emetteur().der().to_vec(), certificat.serie().to_vec());
        let tete = [der::natural(&[1]), sequence(&[&emetteur, &tlv(INTEGER, &serie)])].concat();
        Self {
            tete,
            identite: Identite::EmetteurEtSerie { emetteur, serie },
            hachage: hachage.identifier(),
            signes: Some(signes),
            algorithme: algorithme.identifier(),
            valeur: valeur.to_vec(),
            non_signes: Vec::new(),
        }
    }

    pub(crate) fn read(value: Value<'_>) -> Result<Self, CadesError> {
        let mut fields = value.enter();
        let version = fields.expect(INTEGER)?;
        let named = fields.read()?;
        let identite = if named.tag == SEQUENCE {
            let mut fields = named.enter();
            let emetteur = fields.expect(SEQUENCE)?.whole.to_vec();
            Identite::EmetteurEtSerie { emetteur, serie: fields.expect(INTEGER)?.content.to_vec() }
        } else if named.tag == primitive(0) {
            Identite::Cle(named.content.to_vec())
        } else {
            return Err(CadesError::illisible("un signataire n’est pas nommé"));
        };
        let tete = [version.whole, named.whole].concat();
        let hachage = fields.expect(SEQUENCE)?.whole.to_vec();
        let signes = fields.optional(constructed(0))?.map(|all| tlv(SET, all.content));
        let algorithme = fields.expect(SEQUENCE)?.whole.to_vec();
        let valeur = fields.expect(OCTET_STRING)?.content.to_vec();
        let non_signes = match fields.optional(constructed(1))? {
            Some(all) => attributs(all.enter())?,
            None => Vec::new(),
        };
        fields.end()?;
        Ok(Self { tete, identite, hachage, signes, algorithme, valeur, non_signes })
    }

    pub(crate) fn to_der(&self) -> Vec<u8> {
        let signes = self.signes.as_ref().map(|set| [&[constructed(0)], &set[1..]].concat()).unwrap_or_default();
        let mut non_signes = Vec::new();
        if !self.non_signes.is_empty() {
            let all: Vec<Vec<u8>> = self.non_signes.iter().map(Attribut::to_der).collect();
            non_signes = set_of(&all);
            non_signes[0] = constructed(1);
        }
        let valeur = tlv(OCTET_STRING, &self.valeur);
        sequence(&[&self.tete, &self.hachage, &signes, &self.algorithme, &valeur, &non_signes])
    }

    pub fn hachage(&self) -> Result<Hachage, CertificatError> {
        Hachage::read(Value::only(&self.hachage, SEQUENCE)?)
    }

    pub fn algorithme(&self) -> Result<Algorithme, CertificatError> {
        Algorithme::read(Value::only(&self.algorithme, SEQUENCE)?, Some(self.hachage()?))
    }

    /// The value of the signature: what a time stamp is of.
    pub fn valeur(&self) -> &[u8] {
        &self.valeur
    }

    /// When the signer says that it signed. Nothing proves it.
    pub fn date(&self) -> Option<OffsetDateTime> {
        let value = self.signe(oids::SIGNING_TIME).ok()??;
        Reader::new(&value).read().ok()?.instant().ok()
    }

    /// The certificate of this signer, among these.
    pub fn find<'c>(&self, certificats: &'c [Certificat]) -> Option<&'c Certificat> {
        certificats.iter().find(|one| match &self.identite {
            Identite::EmetteurEtSerie { emetteur, serie } => {
                one.serie() == serie && certificats::Nom::read(emetteur).is_ok_and(|nom| nom.is(one.emetteur()))
            }
            Identite::Cle(cle) => one.extensions().ski.as_ref() == Some(cle),
        })
    }

    /// The only value of a signed attribute: one that is there twice, or has two values, is refused.
    pub(crate) fn signe(&self, kind: Oid) -> Result<Option<Vec<u8>>, CadesError> {
        let Some(set) = &self.signes else { return Ok(None) };
        let all = attributs(Value::only(set, SET)?.enter())?;
        let mut found = all.into_iter().filter(|attribut| attribut.kind == kind);
        match (found.next(), found.next()) {
            (None, _) => Ok(None),
            (Some(mut one), None) if one.valeurs.len() == 1 => Ok(one.valeurs.pop()),
            _ => Err(CadesError::illisible("un attribut signé est répété")),
        }
    }

    /// The values of the attributes of a kind that were not signed.
    pub(crate) fn non_signe(&self, kind: Oid) -> impl Iterator<Item = &[u8]> {
        let found = self.non_signes.iter().filter(move |attribut| attribut.kind == kind);
        found.flat_map(|attribut| attribut.valeurs.iter().map(Vec::as_slice))
    }
}

impl Attribut {
    pub(crate) fn new(kind: Oid, valeur: Vec<u8>) -> Self {
        Self { kind, valeurs: vec![valeur] }
    }

    pub(crate) fn to_der(&self) -> Vec<u8> {
        sequence(&[&oid(self.kind), &set_of(&self.valeurs)])
    }
}

fn attributs(reader: Reader<'_>) -> Result<Vec<Attribut>, CadesError> {
    let mut all = Vec::new();
    for attribut in reader {
        let mut fields = attribut?.enter();
        let kind = fields.oid()?;
        let valeurs = fields.expect(SET)?.enter().take(ATTRIBUTS);
        let valeurs = valeurs.map(|valeur| Ok(valeur?.whole.to_vec())).collect::<Result<Vec<_>, CertificatError>>()?;
        all.push(Attribut { kind, valeurs });
        if all.len() > ATTRIBUTS {
            return Err(CadesError::Demesuree);
        }
    }
    Ok(all)
}
