//! `Proprietes`: what the signer states, and signs with the rest (ETSI TS 101 903, 7.2; EN 319 132-1, 5.2).

use std::ops::Range;

use certificats::{Hachage, pem};
use serde::{Serialize, Serializer};
use time::{OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339};

use crate::{
    noeud::{Espace, Noeud},
    noms,
};

/// The signed properties of a signature. As JSON, dates are RFC 3339 and digests base64.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Proprietes {
    /// `1.1.1`, `1.2.2` or `1.3.2`.
    pub version: &'static str,
    /// When the signer says that it was, when it can be read.
    #[serde(with = "time::serde::rfc3339::option")]
    pub date: Option<OffsetDateTime>,
    /// That date is written in universal time.
    pub date_utc: bool,
    /// The certificates that it designates, the signer's first.
    pub certificats: Vec<CertificatDesigne>,
    pub politique: Option<PolitiqueDite>,
    pub lieu: Option<Lieu>,
    /// The qualities that the signer gives to himself: Maire, Ordonnateur…
    pub roles: Vec<String>,
    /// The types of what is signed, as the signer tells them.
    pub types: Vec<String>,
    /// Where the properties are in the file.
    #[serde(skip)]
    pub(crate) place: Range<u64>,
    /// What they say that they qualify: `#id` of the signature.
    #[serde(skip)]
    pub(crate) cible: String,
    /// Where the element around them ends, and whether unsigned properties are in it.
    #[serde(skip)]
    pub(crate) fin: u64,
    #[serde(skip)]
    pub(crate) non_signees: bool,
    #[serde(skip)]
    pub(crate) espace: usize,
    #[serde(skip)]
    pub(crate) jetons: Vec<Jeton>,
}

/// A certificate, by its digest and its number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CertificatDesigne {
    /// None when the function is not known.
    pub hachage: Option<Hachage>,
    #[serde(serialize_with = "base64")]
    pub empreinte: Vec<u8>,
    pub emetteur: Option<String>,
    pub serie: Option<String>,
}

/// The policy that the signer says he follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PolitiqueDite {
    /// The one that goes without saying.
    Implicite,
    Nommee {
        /// As written: `urn:oid:…`.
        identifiant: String,
        description: Option<String>,
        hachage: Option<Hachage>,
        #[serde(serialize_with = "base64")]
        empreinte: Vec<u8>,
        adresse: Option<String>,
    },
}

/// Where the signer says that he signed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Lieu {
    pub ville: Option<String>,
    pub code_postal: Option<String>,
    pub pays: Option<String>,
}

/// A time stamp of the value of the signature, among its unsigned properties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Jeton {
    pub(crate) octets: Vec<u8>,
    /// The address of the canonical form that was stamped.
    pub(crate) methode: String,
}

impl Proprietes {
    /// Reads `QualifyingProperties`.
    pub(crate) fn read(qualifying: &Noeud) -> Option<Self> {
        let Espace::Xades(rank) = qualifying.espace else { return None };
        let properties = qualifying.get("SignedProperties")?;
        let version = ["1.1.1", "1.2.2", "1.3.2"][rank.min(2)];
        let mut lues = Self {
            version,
            place: properties.place.clone(),
            cible: qualifying.attribut("Target").unwrap_or_default().to_owned(),
            fin: qualifying.fin,
            non_signees: qualifying.holds("UnsignedProperties"),
            espace: rank,
            jetons: jetons(qualifying),
            ..Self::default()
        };
        let Some(signature) = properties.get("SignedSignatureProperties") else { return Some(lues) };
        if let Some(texte) = signature.get("SigningTime").map(Noeud::texte) {
            (lues.date, lues.date_utc) = date(texte);
        }
        let designes = signature.get("SigningCertificate").or_else(|| signature.get("SigningCertificateV2"));
        lues.certificats = designes.into_iter().flat_map(|list| list.all("Cert")).map(designe).collect();
        lues.politique = signature.get("SignaturePolicyIdentifier").and_then(politique);
        let place = signature.get("SignatureProductionPlace").or_else(|| signature.get("SignatureProductionPlaceV2"));
        lues.lieu = place.map(|place| Lieu {
            ville: texte(place, "City"),
            code_postal: texte(place, "PostalCode"),
            pays: texte(place, "CountryName"),
        });
        let role = signature.get("SignerRole").or_else(|| signature.get("SignerRoleV2"));
        let roles = role.and_then(|role| role.get("ClaimedRoles"));
        lues.roles = roles.into_iter().flat_map(|roles| roles.all("ClaimedRole")).map(said).collect();
        lues.roles.retain(|role| !role.is_empty());
        let objects = properties.get("SignedDataObjectProperties");
        let formats = objects.into_iter().flat_map(|objects| objects.all("DataObjectFormat"));
        lues.types = formats.filter_map(|format| texte(format, "MimeType")).collect();
        Some(lues)
    }
}

fn said(noeud: &Noeud) -> String {
    noeud.texte().to_owned()
}

fn texte(noeud: &Noeud, nom: &str) -> Option<String> {
    noeud.get(nom).map(said).filter(|texte| !texte.is_empty())
}

/// A date of XML Schema; without zone, it is taken as universal, and told as not being so.
fn date(texte: &str) -> (Option<OffsetDateTime>, bool) {
    if let Ok(date) = OffsetDateTime::parse(texte, &Rfc3339) {
        return (Some(date.to_offset(UtcOffset::UTC)), date.offset() == UtcOffset::UTC);
    }
    (OffsetDateTime::parse(&format!("{texte}Z"), &Rfc3339).ok(), false)
}

fn digest(noeud: &Noeud) -> (Option<Hachage>, Vec<u8>) {
    let uri = noeud.get("DigestMethod").and_then(|method| method.attribut("Algorithm")).unwrap_or_default();
    let value = noeud.get("DigestValue").and_then(|value| pem::decode(value.texte.as_bytes()).ok());
    (noms::hachage(uri), value.unwrap_or_default())
}

fn designe(cert: &Noeud) -> CertificatDesigne {
    let (hachage, empreinte) = cert.get("CertDigest").map(digest).unwrap_or_default();
    let number = cert.get("IssuerSerial");
    let part = |nom| number.and_then(|number| texte(number, nom));
    CertificatDesigne { hachage, empreinte, emetteur: part("X509IssuerName"), serie: part("X509SerialNumber") }
}

fn politique(identifier: &Noeud) -> Option<PolitiqueDite> {
    if identifier.get("SignaturePolicyImplied").is_some() {
        return Some(PolitiqueDite::Implicite);
    }
    let policy = identifier.get("SignaturePolicyId")?;
    let named = policy.get("SigPolicyId")?;
    let (hachage, empreinte) = policy.get("SigPolicyHash").map(digest).unwrap_or_default();
    let address = policy.path(&["SigPolicyQualifiers", "SigPolicyQualifier", "SPURI"]);
    Some(PolitiqueDite::Nommee {
        identifiant: texte(named, "Identifier")?,
        description: texte(named, "Description"),
        hachage,
        empreinte,
        adresse: address.map(said),
    })
}

fn jetons(qualifying: &Noeud) -> Vec<Jeton> {
    let properties = qualifying.path(&["UnsignedProperties", "UnsignedSignatureProperties"]);
    let stamps = properties.into_iter().flat_map(|properties| properties.all("SignatureTimeStamp"));
    let read = |stamp: &Noeud| {
        let octets = pem::decode(stamp.get("EncapsulatedTimeStamp")?.texte.as_bytes()).ok()?;
        // Version 1.1.1 has it in the transforms of what it designates, later ones apart.
        let method = stamp
            .get("CanonicalizationMethod")
            .or_else(|| stamp.path(&["HashDataInfo", "Transforms", "Transform"]))
            .and_then(|method| method.attribut("Algorithm"));
        Some(Jeton { octets, methode: method.unwrap_or(noms::C14N).to_owned() })
    };
    stamps.filter_map(read).collect()
}

fn base64<S: Serializer>(octets: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&pem::encode(octets))
}
