//! Why a PDF is not taken, or not stamped: one complete French sentence, that says what to do.

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PdfError {
    #[error("Ce fichier est vide.")]
    Vide,
    #[error("Ce fichier n’est pas un PDF, malgré son nom\u{a0}: enregistrez-le en PDF.")]
    PasPdf,
    #[error("Ce PDF est abîmé ou incomplet\u{a0}: ouvrez-le, imprimez-le en PDF, et prenez ce nouveau fichier.")]
    Abime {
        /// For the logs.
        detail: String,
    },
    #[error("Ce PDF demande un mot de passe pour s’ouvrir\u{a0}: enregistrez-le sans protection.")]
    Verrouille,
    #[error(
        "Ce PDF est protégé (il interdit d’imprimer, de copier ou de modifier)\u{a0}: enregistrez-le sans protection."
    )]
    Protege,
    #[error("Ce PDF n’a pas de page.")]
    SansPage,
    #[error("Ce PDF se décompresse sans mesure\u{a0}: il n’est pas ouvert.")]
    Bombe,
    #[error("Ce PDF est certifié par son auteur, qui interdit tout ajout\u{a0}: il ne peut pas recevoir de tampon.")]
    Certifie,
    #[error("«\u{a0}{0}\u{a0}» ne s’écrit pas sur un tampon.")]
    Lettre(char),
    #[error("Le tampon n’a rien à dire.")]
    TamponVide,
}

impl PdfError {
    pub(crate) fn damaged(detail: &dyn std::fmt::Display) -> Self {
        Self::Abime { detail: detail.to_string() }
    }
}

impl From<lopdf::Error> for PdfError {
    fn from(error: lopdf::Error) -> Self {
        match error {
            lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. }) => Self::Bombe,
            lopdf::Error::InvalidPassword => Self::Verrouille,
            other => Self::damaged(&other),
        }
    }
}
