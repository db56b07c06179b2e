//! `Document`: what is known of a deposit; its bytes are found by its fingerprint.

use std::{fmt, str::FromStr};

use db::{Column, DbError, FromColumn, IntoValue, Value};
use kernel::{CollectiviteId, Id, Illisible, Instant, PersonneId};

use crate::Genre;

pub type DocumentId = Id<Document>;

/// What is known of a deposit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    pub collectivite_id: CollectiviteId,
    pub id: DocumentId,
    /// Clean, with the extension of its type.
    pub nom: String,
    pub genre: Genre,
    /// Bytes.
    pub taille: i64,
    pub sha256: Empreinte,
    pub etat: EtatDocument,
    /// What the antivirus found.
    pub virus: Option<String>,
    pub depose_par: Option<PersonneId>,
    pub depose_par_nom: String,
    pub depose_le: Instant,
}
db::row!(Document {
    collectivite_id,
    id,
    nom,
    genre,
    taille,
    sha256,
    etat,
    virus,
    depose_par,
    depose_par_nom,
    depose_le
});

/// What the antivirus said. Stored as written by [`EtatDocument::code`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EtatDocument {
    Sain,
    /// Infected: never served.
    EnQuarantaine,
    /// No antivirus, or it did not answer yet.
    NonAnalyse,
}

impl EtatDocument {
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Sain => "sain",
            Self::EnQuarantaine => "en_quarantaine",
            Self::NonAnalyse => "non_analyse",
        }
    }

    pub const fn libelle(&self) -> &'static str {
        match self {
            Self::Sain => "Sain",
            Self::EnQuarantaine => "En quarantaine",
            Self::NonAnalyse => "Non analysé",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Sain, Self::EnQuarantaine, Self::NonAnalyse].into_iter().find(|etat| etat.code() == code)
    }
}

db::text_column!(EtatDocument, code, from_code);

/// SHA-256 of a content; text form: 64 hexadecimal digits in lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Empreinte(pub(crate) [u8; 32]);

impl fmt::Display for Empreinte {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl FromStr for Empreinte {
    type Err = Illisible;
    fn from_str(text: &str) -> Result<Self, Illisible> {
        let mut bytes = [0; 32];
        let lower = !text.contains(|c: char| c.is_ascii_uppercase());
        let read = hex::decode_to_slice(text, &mut bytes).is_ok() && lower;
        read.then_some(Self(bytes)).ok_or_else(|| Illisible::new("Cette empreinte SHA-256 n’est pas valable."))
    }
}

impl IntoValue for Empreinte {
    const NULL: Value = Value::Text(None);
    fn into_value(self) -> Value {
        self.to_string().into_value()
    }
}

impl FromColumn for Empreinte {
    fn from_column(column: &Column<'_>) -> Result<Self, DbError> {
        let text = String::from_column(column)?;
        text.parse().map_err(|_| column.unreadable(&text))
    }
}
