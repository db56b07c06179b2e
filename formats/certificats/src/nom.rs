//! `Nom`: whom a certificate names, subject or issuer (X.501).

use std::fmt;

use const_oid::ObjectIdentifier as Oid;

use crate::{
    der::{Reader, SEQUENCE, SET, Value},
    error::CertificatError,
    oids::ATTRIBUTES,
};

/// Attributes of one name. Real ones have a dozen.
const ATTRIBUTS: usize = 64;

/// A distinguished name: its bytes, and its attributes in the order of the certificate.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Nom {
    der: Vec<u8>,
    /// Relative names: more than one attribute in one of them is rare.
    relatifs: Vec<Vec<Attribut>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Attribut {
    kind: Oid,
    texte: String,
    /// Its value as encoded, for those that have no short name.
    der: Vec<u8>,
}

impl Nom {
    pub fn read(der: &[u8]) -> Result<Self, CertificatError> {
        let (mut relatifs, mut count) = (Vec::new(), 0);
        for relatif in Value::only(der, SEQUENCE)?.enter() {
            let relatif = relatif?;
            if relatif.tag != SET {
                return Err(CertificatError::illisible("un nom est mal formé"));
            }
            let mut attributs = Vec::new();
            for attribut in relatif.enter() {
                let mut attribut = Reader::new(attribut?.content);
                let (kind, value) = (attribut.oid()?, attribut.read()?);
                attributs.push(Attribut { kind, texte: value.text(), der: value.whole.to_vec() });
                count += 1;
            }
            relatifs.push(attributs);
            if count > ATTRIBUTS {
                return Err(CertificatError::illisible("un nom compte trop d’attributs"));
            }
        }
        Ok(Self { der: der.to_vec(), relatifs })
    }

    pub fn der(&self) -> &[u8] {
        &self.der
    }

    pub fn is_empty(&self) -> bool {
        self.relatifs.is_empty()
    }

    /// The last value of an attribute, by its short name: `CN`, `O`, `SN`, `GIVENNAME`, `SERIALNUMBER`…
    pub fn get(&self, court: &str) -> Option<&str> {
        let (kind, _) = ATTRIBUTES.iter().find(|(_, name)| *name == court)?;
        let found = self.relatifs.iter().flatten().rev().find(|attribut| attribut.kind == *kind);
        found.map(|attribut| attribut.texte.as_str())
    }

    /// Who it is, in few words: its common name, else its organisation, else all of it.
    pub fn court(&self) -> String {
        self.get("CN").or_else(|| self.get("O")).map_or_else(|| self.rfc4514(), ToOwned::to_owned)
    }

    /// The text of RFC 4514: the most precise attribute first, without blanks. It is that of `X509IssuerName` in XML.
    pub fn rfc4514(&self) -> String {
        let relatifs = self
            .relatifs
            .iter()
            .rev()
            .map(|attributs| attributs.iter().map(Attribut::rfc4514).collect::<Vec<_>>().join("+"));
        relatifs.collect::<Vec<_>>().join(",")
    }

    /// The same person or authority: capitals, blanks and kinds of text do not matter (RFC 5280, 7.1).
    pub fn is(&self, other: &Self) -> bool {
        self.der == other.der
            || (self.relatifs.len() == other.relatifs.len()
                && self
                    .relatifs
                    .iter()
                    .zip(&other.relatifs)
                    .all(|(one, two)| one.len() == two.len() && one.iter().zip(two).all(|(one, two)| one.is(two))))
    }
}

/// As people read it: from the least to the most precise, with blanks.
impl fmt::Display for Nom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (rank, attribut) in self.relatifs.iter().flatten().enumerate() {
            let blank = if rank > 0 { ", " } else { "" };
            write!(f, "{blank}{}={}", attribut.nom(), attribut.texte)?;
        }
        Ok(())
    }
}

impl Attribut {
    fn court(&self) -> Option<&'static str> {
        ATTRIBUTES.iter().find(|(kind, _)| *kind == self.kind).map(|(_, name)| *name)
    }

    fn nom(&self) -> String {
        self.court().map_or_else(|| self.kind.to_string(), ToOwned::to_owned)
    }

    fn rfc4514(&self) -> String {
        match self.court() {
            Some(name) => format!("{name}={}", escape(&self.texte)),
            // RFC 4514, 2.4: a type without short name has its value in hexadecimal.
            None => self.der.iter().fold(format!("{}=#", self.kind), |text, byte| text + &format!("{byte:02x}")),
        }
    }

    fn is(&self, other: &Self) -> bool {
        let plain = |texte: &str| texte.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        self.kind == other.kind && plain(&self.texte) == plain(&other.texte)
    }
}

/// RFC 4514, 2.4.
fn escape(texte: &str) -> String {
    let mut out = String::with_capacity(texte.len());
    let last = texte.chars().count().saturating_sub(1);
    for (rank, letter) in texte.chars().enumerate() {
        let special = matches!(letter, '"' | '+' | ',' | ';' | '<' | '>' | '\\')
            || (letter == ' ' && (rank == 0 || rank == last))
            || (letter == '#' && rank == 0);
        if letter == '\0' {
            out.push_str("\\00");
            continue;
        }
        if special {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}
