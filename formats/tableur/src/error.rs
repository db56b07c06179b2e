//! Why a workbook is refused: one complete French sentence, that says what to do.

/// A file that is not read, or a workbook that cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TableurError {
    #[error("Ce fichier est vide : choisissez le classeur qui contient vos données.")]
    Vide,
    /// More bytes than the limit, before anything is opened.
    #[error("Ce fichier dépasse {mo} Mo : découpez-le en plusieurs fichiers.")]
    TropLourd { mo: u64 },
    #[error(
        "Ce classeur est protégé par un mot de passe : ouvrez-le, retirez le mot de passe, \
         enregistrez-le et recommencez."
    )]
    Protege,
    #[error("Ce fichier est un ancien classeur Excel (.xls) : ouvrez-le et enregistrez-le au format .xlsx ou .ods.")]
    AncienXls,
    /// What the file really is, with its article.
    #[error("Ce fichier n’est pas un classeur mais {quoi} : enregistrez vos données au format .xlsx, .ods ou .csv.")]
    PasUnClasseur { quoi: &'static str },
    #[error("Ce fichier est abîmé ou incomplet ({detail}) : ouvrez-le, enregistrez-le à nouveau et recommencez.")]
    Abime { detail: String },
    /// The bytes really inflated are too many, or too many for what the file weighs.
    #[error(
        "Ce fichier se décompresse démesurément et ressemble à une bombe de décompression : il n’est pas ouvert. \
         Recopiez vos données dans un classeur neuf."
    )]
    Bombe,
    #[error(
        "Ce classeur compte plus de {max} {quoi} : supprimez ce qui est vide ou découpez-le en plusieurs fichiers."
    )]
    TropGrand { quoi: &'static str, max: u64 },
    /// A document type declaration or an entity of its own: never expanded.
    #[error(
        "Ce fichier déclare des entités XML, ce qu’aucun tableur ne fait : il n’est pas ouvert. \
         Recopiez vos données dans un classeur neuf."
    )]
    Entites,
    #[error("Ce classeur n’a aucune feuille : choisissez le classeur qui contient vos données.")]
    SansFeuille,
    /// Where, as `Feuil1!C12`, and how many characters a cell can hold.
    #[error("Le texte de la cellule {cellule} dépasse {max} caractères : raccourcissez-le, ou exportez en JSON.")]
    TexteTropLong { cellule: String, max: usize },
    #[error("Le classeur n’a pas pu être écrit : {0}. Signalez cet incident.")]
    Ecriture(String),
}

impl TableurError {
    pub(crate) fn abime(detail: impl Into<String>) -> Self {
        Self::Abime { detail: detail.into() }
    }
}

impl From<zip::result::ZipError> for TableurError {
    fn from(error: zip::result::ZipError) -> Self {
        Self::Ecriture(error.to_string())
    }
}

impl From<std::io::Error> for TableurError {
    fn from(error: std::io::Error) -> Self {
        Self::Ecriture(error.to_string())
    }
}

impl From<rust_xlsxwriter::XlsxError> for TableurError {
    fn from(error: rust_xlsxwriter::XlsxError) -> Self {
        Self::Ecriture(error.to_string())
    }
}
