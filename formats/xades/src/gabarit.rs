//! `Gabarit`: a signature as it is written, with a hole for its value.

use std::fmt::Write;

use c14n::{Encodage, Method};
use certificats::{Algorithme, Hachage, pem};
use time::format_description::well_known::Rfc3339;

use crate::{
    error::XadesError,
    noms::{DS, ENVELOPED, SIGNED_PROPERTIES, XADES, uri_of_algorithme, uri_of_hachage},
    preparation::DemandeSignature,
    taches::{self, Cible, Sortie, Tache},
};

/// What a signature covers besides its properties.
#[derive(Debug, Clone)]
pub(crate) struct Objet {
    /// None for a content that is given apart without name.
    pub(crate) uri: Option<String>,
    /// The signature is in it, and left out.
    pub(crate) enveloppe: bool,
    pub(crate) empreinte: Vec<u8>,
    /// Its type, when it is told.
    pub(crate) mime: Option<String>,
}

/// Which of the two XAdES is written: that of PES, or that of today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profil {
    Pes,
    Detache,
}

/// A signature that only lacks its value.
#[derive(Debug, Clone)]
pub(crate) struct Gabarit {
    /// Up to its value, and after it.
    avant: String,
    apres: String,
    /// The canonical form of what is signed.
    pub(crate) a_signer: Vec<u8>,
}

impl Gabarit {
    pub(crate) fn write(
        profil: Profil,
        id: &str,
        objets: &[Objet],
        algorithme: Algorithme,
        demande: &DemandeSignature<'_>,
    ) -> Result<Self, XadesError> {
        let uri = uri_of_algorithme(algorithme)
            .ok_or_else(|| certificats::CertificatError::Algorithme { algorithme: algorithme.to_string() })?;
        let apres = after(profil, id, objets, demande);
        let start = format!("<ds:Signature xmlns:ds=\"{DS}\" Id=\"{id}\">");
        let cible = Cible::Id(format!("{id}_SP"));
        let empreinte = canonical(&format!("{start}{apres}"), cible, Sortie::Empreinte(demande.hachage))?;
        let mut info = format!(
            "<ds:SignedInfo><ds:CanonicalizationMethod Algorithm=\"{}\"/><ds:SignatureMethod Algorithm=\"{uri}\"/>",
            Method::EXCLUSIVE.uri()
        );
        for (rank, objet) in objets.iter().enumerate() {
            info += &objet.reference(profil, id, rank, demande.hachage);
        }
        let kind = if profil == Profil::Pes { String::new() } else { format!(" Type=\"{SIGNED_PROPERTIES}\"") };
        let _ = write!(
            info,
            "<ds:Reference{kind} URI=\"#{id}_SP\"><ds:Transforms><ds:Transform Algorithm=\"{}\"/></ds:Transforms>{}</ds:Reference></ds:SignedInfo>",
            Method::EXCLUSIVE.uri(),
            digest("ds", demande.hachage, &empreinte)
        );
        let avant = format!("{start}{info}<ds:SignatureValue Id=\"{id}_SV\">");
        let apres = format!("</ds:SignatureValue>{apres}");
        let cible = Cible::Octet(start.len() as u64);
        let a_signer = canonical(&format!("{avant}{apres}"), cible, Sortie::Octets)?;
        Ok(Self { avant, apres, a_signer })
    }

    /// The bytes of the signature, with its value, in the encoding of the file.
    pub(crate) fn fill(&self, valeur: &[u8], encodage: Encodage) -> Vec<u8> {
        encodage.encode(&format!("{}{}{}", self.avant, pem::encode(valeur), self.apres))
    }
}

impl Objet {
    fn reference(&self, profil: Profil, id: &str, rank: usize, hachage: Hachage) -> String {
        let uri = self.uri.as_deref().map(|uri| format!(" URI=\"{}\"", escape(uri))).unwrap_or_default();
        let own =
            if profil == Profil::Pes && self.mime.is_none() { String::new() } else { format!(" Id=\"{id}_R{rank}\"") };
        let transforms = if self.enveloppe {
            format!(
                "<ds:Transforms><ds:Transform Algorithm=\"{ENVELOPED}\"/><ds:Transform Algorithm=\"{}\"/></ds:Transforms>",
                Method::EXCLUSIVE.uri()
            )
        } else {
            String::new()
        };
        format!("<ds:Reference{own}{uri}>{transforms}{}</ds:Reference>", digest("ds", hachage, &self.empreinte))
    }
}

/// What follows the value: certificates, and properties.
fn after(profil: Profil, id: &str, objets: &[Objet], demande: &DemandeSignature<'_>) -> String {
    let (prefix, espace) = match profil {
        Profil::Pes => ("xad", XADES[0]),
        Profil::Detache => ("xades", XADES[2]),
    };
    let certificats = std::iter::once(demande.certificat).chain(demande.chaine).fold(String::new(), |all, one| {
        all + "<ds:X509Certificate>" + &pem::encode(one.der()) + "</ds:X509Certificate>"
    });
    let inner = [
        date(prefix, demande),
        designation(profil, prefix, demande),
        politique(profil, prefix, demande),
        lieu(profil, prefix, demande),
        roles(profil, prefix, demande),
    ]
    .concat();
    let types = types(prefix, id, objets);
    format!(
        "<ds:KeyInfo Id=\"{id}_KI\"><ds:X509Data>{certificats}</ds:X509Data></ds:KeyInfo>\
         <ds:Object Id=\"{id}_QI\"><{prefix}:QualifyingProperties xmlns:{prefix}=\"{espace}\" Target=\"#{id}\">\
         <{prefix}:SignedProperties Id=\"{id}_SP\"><{prefix}:SignedSignatureProperties>{inner}\
         </{prefix}:SignedSignatureProperties>{types}</{prefix}:SignedProperties></{prefix}:QualifyingProperties>\
         </ds:Object></ds:Signature>"
    )
}

fn date(prefix: &str, demande: &DemandeSignature<'_>) -> String {
    let utc = demande.date.to_offset(time::UtcOffset::UTC).replace_nanosecond(0).unwrap_or(demande.date);
    element(prefix, "SigningTime", &utc.format(&Rfc3339).unwrap_or_default())
}

fn designation(profil: Profil, prefix: &str, demande: &DemandeSignature<'_>) -> String {
    let certificat = demande.certificat;
    let empreinte = certificat.empreinte(demande.hachage);
    // The digest is of XAdES in its first version, of XML signatures in the last one, which does without the number.
    match profil {
        Profil::Pes => format!(
            "<{prefix}:SigningCertificate><{prefix}:Cert><{prefix}:CertDigest>{}</{prefix}:CertDigest><{prefix}:IssuerSerial>\
             <ds:X509IssuerName>{}</ds:X509IssuerName><ds:X509SerialNumber>{}</ds:X509SerialNumber></{prefix}:IssuerSerial>\
             </{prefix}:Cert></{prefix}:SigningCertificate>",
            digest(prefix, demande.hachage, &empreinte),
            escape(&certificat.emetteur().rfc4514()),
            certificat.serie_decimale()
        ),
        Profil::Detache => format!(
            "<{prefix}:SigningCertificateV2><{prefix}:Cert><{prefix}:CertDigest>{}</{prefix}:CertDigest></{prefix}:Cert>\
             </{prefix}:SigningCertificateV2>",
            digest("ds", demande.hachage, &empreinte)
        ),
    }
}

fn politique(profil: Profil, prefix: &str, demande: &DemandeSignature<'_>) -> String {
    let Some(politique) = &demande.politique else { return String::new() };
    let own = if profil == Profil::Pes { prefix } else { "ds" };
    let address = politique.adresse.as_deref().map(|adresse| {
        format!(
            "<{prefix}:SigPolicyQualifiers><{prefix}:SigPolicyQualifier>{}</{prefix}:SigPolicyQualifier></{prefix}:SigPolicyQualifiers>",
            element(prefix, "SPURI", adresse)
        )
    });
    format!(
        "<{prefix}:SignaturePolicyIdentifier><{prefix}:SignaturePolicyId><{prefix}:SigPolicyId>{}{}</{prefix}:SigPolicyId>\
         <{prefix}:SigPolicyHash>{}</{prefix}:SigPolicyHash>{}</{prefix}:SignaturePolicyId></{prefix}:SignaturePolicyIdentifier>",
        element(prefix, "Identifier", &politique.urn()),
        element(prefix, "Description", &politique.description),
        digest(own, politique.hachage, &politique.empreinte),
        address.unwrap_or_default()
    )
}

fn lieu(profil: Profil, prefix: &str, demande: &DemandeSignature<'_>) -> String {
    let Some(lieu) = &demande.lieu else { return String::new() };
    let nom = if profil == Profil::Pes { "SignatureProductionPlace" } else { "SignatureProductionPlaceV2" };
    let parts = [("City", &lieu.ville), ("PostalCode", &lieu.code_postal), ("CountryName", &lieu.pays)];
    let parts: String =
        parts.iter().filter_map(|(nom, part)| part.as_deref().map(|part| element(prefix, nom, part))).collect();
    format!("<{prefix}:{nom}>{parts}</{prefix}:{nom}>")
}

fn roles(profil: Profil, prefix: &str, demande: &DemandeSignature<'_>) -> String {
    if demande.roles.is_empty() {
        return String::new();
    }
    let nom = if profil == Profil::Pes { "SignerRole" } else { "SignerRoleV2" };
    let roles: String = demande.roles.iter().map(|role| element(prefix, "ClaimedRole", role)).collect();
    format!("<{prefix}:{nom}><{prefix}:ClaimedRoles>{roles}</{prefix}:ClaimedRoles></{prefix}:{nom}>")
}

fn types(prefix: &str, id: &str, objets: &[Objet]) -> String {
    let formats: String = objets
        .iter()
        .enumerate()
        .filter_map(|(rank, objet)| {
            let mime = element(prefix, "MimeType", objet.mime.as_deref()?);
            Some(format!(
                "<{prefix}:DataObjectFormat ObjectReference=\"#{id}_R{rank}\">{mime}</{prefix}:DataObjectFormat>"
            ))
        })
        .collect();
    if formats.is_empty() {
        return formats;
    }
    format!("<{prefix}:SignedDataObjectProperties>{formats}</{prefix}:SignedDataObjectProperties>")
}

fn digest(prefix: &str, hachage: Hachage, empreinte: &[u8]) -> String {
    format!(
        "<{prefix}:DigestMethod Algorithm=\"{}\"/><{prefix}:DigestValue>{}</{prefix}:DigestValue>",
        uri_of_hachage(hachage),
        pem::encode(empreinte)
    )
}

fn element(prefix: &str, nom: &str, texte: &str) -> String {
    format!("<{prefix}:{nom}>{}</{prefix}:{nom}>", escape(texte))
}

/// A text as XML has it; what it may not hold at all is left out.
pub(crate) fn escape(texte: &str) -> String {
    let mut out = String::with_capacity(texte.len());
    for c in texte.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\r' | '\t' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

/// A canonical form of a part of a signature: it declares its own prefixes, so that it is the same wherever it is put.
fn canonical(texte: &str, cible: Cible, sortie: Sortie) -> Result<Vec<u8>, XadesError> {
    let tache = Tache { cible, hors: None, methode: Method::EXCLUSIVE, sortie };
    let (resultats, _) = taches::run(texte.as_bytes(), &[tache])?;
    Ok(resultats.into_iter().next().unwrap_or_default().octets)
}
