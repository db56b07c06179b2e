//! Why a PDF is not signed: one complete French sentence.

use cades::CadesError;
use certificats::CertificatError;
use pdf::PdfError;

/// What was refused; a file never comes back signed in part.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PadesError {
    #[error(transparent)]
    Pdf(#[from] PdfError),
    #[error(transparent)]
    Cades(#[from] CadesError),
    /// A signer certified it.
    #[error("Ce PDF est certifié : son signataire y interdit {interdit}.")]
    Certifie { interdit: &'static str },
    #[error("Ce PDF est déjà signé : la certification ne peut être que la première signature.")]
    DejaSigne,
    #[error("Il n’y a pas de champ de signature « {nom} » qui attende une signature dans ce PDF.")]
    ChampInconnu { nom: String },
    #[error("Il y a déjà un champ « {nom} » dans ce PDF : donnez un autre nom au champ de signature.")]
    ChampPris { nom: String },
    #[error("Ce PDF n’a pas de page {page}.")]
    PageInconnue { page: i32 },
    #[error("La balise « {balise} » n’est pas dans ce PDF : placez la signature à la main.")]
    BaliseInconnue { balise: String },
    #[error("Le cadre de la signature est hors de la page ou trop petit pour son texte : agrandissez-le.")]
    CadreTropPetit,
    #[error("L’image de la signature n’est pas un PNG ou un JPEG lisible : choisissez-en une autre.")]
    Image,
    /// The file to complete is not the one that was prepared.
    #[error("Ce PDF n’est pas celui dont la signature a été préparée : recommencez la signature.")]
    AutreFichier,
    #[error("La signature et ses preuves ne tiennent pas dans la place réservée ({place} octets).")]
    PlaceInsuffisante { place: usize },
    /// Bytes of the file look like the mark by which the room of the signature is found.
    #[error(
        "La place de la signature ne peut pas être réservée dans ce PDF : imprimez-le en PDF et déposez le résultat."
    )]
    PlaceIntrouvable,
}

impl From<CertificatError> for PadesError {
    fn from(error: CertificatError) -> Self {
        Self::Cades(error.into())
    }
}
