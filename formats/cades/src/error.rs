//! Why a signature is not made or not read: one complete French sentence.

use certificats::CertificatError;

/// What was refused; a signature is never assembled in part.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CadesError {
    #[error(transparent)]
    Certificat(#[from] CertificatError),
    #[error("Ce fichier n’est pas une signature CMS (.p7s) : choisissez le fichier de signature détachée.")]
    PasUneSignature,
    #[error("Cette signature est trop grosse ou trop imbriquée : elle n’est pas lue.")]
    Demesuree,
    /// The digest that was given is not of the length of its function.
    #[error("L’empreinte à signer n’a pas la longueur attendue : calculez-la avec {hachage}.")]
    Empreinte { hachage: certificats::Hachage },
    #[error("Les deux signatures ne portent pas sur le même contenu : elles ne peuvent pas être réunies.")]
    AutreContenu,
    #[error("Il n’y a pas de signature n° {rang} dans ce fichier.")]
    RangInconnu { rang: usize },
    /// What the authority of time stamps answered (RFC 3161, 2.4.2).
    #[error("Le service d’horodatage a refusé la demande (code {code}{detail}).")]
    HorodatageRefuse { code: u32, detail: String },
    #[error("La réponse du service d’horodatage n’est pas celle de la demande : {detail}.")]
    HorodatageFaux { detail: String },
}

impl CadesError {
    pub(crate) fn illisible(detail: &str) -> Self {
        Self::Certificat(CertificatError::illisible(detail))
    }

    pub(crate) fn faux(detail: &str) -> Self {
        Self::HorodatageFaux { detail: detail.to_owned() }
    }
}
