//! What can go wrong while a document is made.

/// Why a document could not be made. The text is for a person: one complete French sentence.
#[derive(Debug, thiserror::Error)]
pub enum EditiqueError {
    /// A row has not one cell a column. `ligne` counts from 1; the totals come after the last row.
    #[error(
        "La ligne {ligne} du tableau « {titre} » compte {trouve} cases pour {attendu} colonnes : \
         donnez une case à chaque colonne."
    )]
    LigneBancale { titre: String, ligne: usize, trouve: usize, attendu: usize },
    /// A table without a column.
    #[error("Le tableau « {titre} » n’a pas de colonne : donnez-lui au moins une colonne.")]
    TableauSansColonne { titre: String },
    /// A workbook without a sheet.
    #[error("Le classeur « {titre} » n’a pas de feuille : donnez-lui au moins une feuille.")]
    ClasseurVide { titre: String },
    /// More rows than a sheet can hold (1 048 576, with the header, the totals and the notes).
    #[error("Le tableau « {titre} » est trop long pour une feuille de calcul : exportez-le en CSV ou par parties.")]
    TableauTropLong { titre: String },
    /// The typesetter refused the document; `cause` is its own words.
    #[error("Le document « {titre} » n’a pas pu être mis en page : {cause}. Signalez cet incident.")]
    MiseEnPage { titre: String, cause: String },
    /// The typesetter itself could not start.
    #[error("L’imprimerie n’a pas pu démarrer : {0}. Signalez cet incident.")]
    Presse(String),
    #[error("Le classeur n’a pas pu être écrit : {0}. Signalez cet incident.")]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
    #[error("Le classeur n’a pas pu être écrit : {0}. Signalez cet incident.")]
    Ods(#[from] zip::result::ZipError),
    #[error("Le fichier n’a pas pu être écrit : {0}. Signalez cet incident.")]
    Ecriture(#[from] std::io::Error),
    #[error("Le fichier CSV n’a pas pu être écrit : {0}. Signalez cet incident.")]
    Csv(#[from] csv::Error),
}
