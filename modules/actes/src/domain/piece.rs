//! `PieceActe`: a file of an acte, looked at when it was deposited.

use documents::DocumentId;
use kernel::Id;

use super::{ActeId, EchangeId, NatureActe, Refus};
use serde::{Deserialize, Serialize};

/// Marks the id of a file.
#[derive(Debug)]
pub enum MarquePiece {}
pub type PieceId = Id<MarquePiece>;

/// More annexes than any acte has, [D].
pub const ANNEXES_MAX: usize = 60;
/// The bytes by which the control recognises a file.
pub const ENTETE: usize = 16;

/// A file: the acte itself (rang 0), an annexe, or a document of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PieceActe {
    pub id: PieceId,
    pub acte_id: ActeId,
    /// The letter that it answers; none for the files of the acte.
    pub echange_id: Option<EchangeId>,
    pub rang: u32,
    pub document_id: DocumentId,
    /// As it was deposited.
    pub nom: String,
    /// In lower case: `pdf`, `jpg`, `png`, `xml`.
    pub extension: String,
    /// `99_DE`.
    pub type_pj: String,
    /// In bytes.
    pub taille: i64,
    #[serde(with = "super::sauvegarde::hexa")]
    pub entete: Vec<u8>,
    /// Of a PDF.
    pub pages: Option<u32>,
    /// Whether a PDF holds a signature.
    pub signee: bool,
    /// Whether a budget is sealed; none for anything else.
    pub scellee: Option<bool>,
}

impl PieceActe {
    pub fn is_pdf(&self) -> bool {
        self.extension == "pdf"
    }

    /// A `DocumentBudgetaire`, the only XML that an acte may hold.
    pub fn is_budget(&self) -> bool {
        self.extension == "xml"
    }

    /// « L’acte », « Annexe 2 ».
    pub fn role(&self) -> String {
        if self.rang == 0 { "L’acte".to_owned() } else { format!("Annexe {}", self.rang) }
    }
}

/// The extension under which a file may leave.
///
/// # Errors
/// When the préfecture takes no such file for this acte.
pub fn extension(nom: &str, nature: NatureActe) -> Result<String, Refus> {
    let given = nom.rsplit_once('.').map(|(_, extension)| extension.to_lowercase()).unwrap_or_default();
    match given.as_str() {
        "pdf" | "png" => Ok(given),
        "jpg" | "jpeg" => Ok("jpg".to_owned()),
        "xml" if nature == NatureActe::DocumentBudgetaire => Ok(given),
        _ => Err(Refus::Extension(given)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_prefecture_reads_is_taken() {
        assert_eq!(extension("Délib.PDF", NatureActe::Deliberation).unwrap(), "pdf");
        assert_eq!(extension("plan.JPEG", NatureActe::Deliberation).unwrap(), "jpg");
        assert_eq!(extension("budget.xml", NatureActe::DocumentBudgetaire).unwrap(), "xml");
        assert!(extension("budget.xml", NatureActe::Deliberation).is_err());
        assert!(extension("delib.docx", NatureActe::Deliberation).unwrap_err().to_string().contains(".docx"));
    }
}
