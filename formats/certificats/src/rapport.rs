//! `Rapport`: what is said of one signature, the same words for every format (ETSI EN 319 102-1, 5.1.3).

use std::fmt;

use serde::{Serialize, Serializer};
use time::OffsetDateTime;

/// The verdict on one signature. As JSON:
/// `{"format","integrite":"ok|ko","verdict":"valide|indetermine|invalide","signataire","date","couverture","raisons":[…]}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rapport {
    /// `CAdES-B-T`, `PAdES-B-LT`, `XAdES-B-B`…
    pub format: String,
    pub integrite: Integrite,
    pub verdict: Verdict,
    /// The common name of the certificate.
    pub signataire: Option<String>,
    /// Proven by a time stamp when there is one, else told by the signer (RFC 3339).
    #[serde(with = "time::serde::rfc3339::option")]
    pub date: Option<OffsetDateTime>,
    /// What the signature covers, in French.
    pub couverture: String,
    pub raisons: Vec<Raison>,
}

/// Whether the bytes are those that were signed, whoever signed them; in PDF, also that nothing added since changes what is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Integrite {
    Ok,
    Ko,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// `TOTAL-PASSED`.
    Valide,
    /// `INDETERMINATE`: what is known is not enough to say.
    Indetermine,
    /// `TOTAL-FAILED`.
    Invalide,
}

/// One thing found, and what it does to the verdict. As JSON, its sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raison {
    pub gravite: Gravite,
    /// A word for programs, that does not change: `chaine_inconnue`, `revoque`…
    pub code: &'static str,
    /// A complete French sentence.
    pub texte: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gravite {
    /// To be known; it changes nothing.
    Information,
    /// The verdict is at best indeterminate.
    Doute,
    /// The signature is not valid.
    Echec,
}

impl Raison {
    pub fn information(code: &'static str, texte: impl Into<String>) -> Self {
        Self { gravite: Gravite::Information, code, texte: texte.into() }
    }

    pub fn doute(code: &'static str, texte: impl Into<String>) -> Self {
        Self { gravite: Gravite::Doute, code, texte: texte.into() }
    }

    pub fn echec(code: &'static str, texte: impl Into<String>) -> Self {
        Self { gravite: Gravite::Echec, code, texte: texte.into() }
    }
}

impl Verdict {
    /// The worst of the reasons decides.
    pub fn of(raisons: &[Raison]) -> Self {
        match raisons.iter().map(|raison| raison.gravite).max() {
            Some(Gravite::Echec) => Self::Invalide,
            Some(Gravite::Doute) => Self::Indetermine,
            Some(Gravite::Information) | None => Self::Valide,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Valide => "valide",
            Self::Indetermine => "indéterminée",
            Self::Invalide => "invalide",
        })
    }
}

impl fmt::Display for Raison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.texte)
    }
}

impl Serialize for Raison {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.texte)
    }
}

/// An instant as people read it, in UTC: `17/11/2026 à 09:30:00 UTC`.
pub fn en_clair(at: OffsetDateTime) -> String {
    let at = at.to_offset(time::UtcOffset::UTC);
    let (day, month, year) = (at.day(), u8::from(at.month()), at.year());
    format!("{day:02}/{month:02}/{year} à {:02}:{:02}:{:02} UTC", at.hour(), at.minute(), at.second())
}
