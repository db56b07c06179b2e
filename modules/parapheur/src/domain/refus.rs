//! `Refus`: what the rules of this room say no to.

/// Each is a complete French sentence that says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refus {
    #[error("Ce fichier ne porte aucune signature électronique. Si elle est dans un fichier à part, joignez-le aussi.")]
    SansSignature,
    #[error("Ce fichier est une signature seule\u{a0}: joignez aussi le document qu’elle signe.")]
    SignatureSeule,
    #[error("{0}")]
    Illisible(String),
    #[error("Ce fichier ne contient aucun certificat\u{a0}: il faut du PEM ou du DER.")]
    SansCertificat,
    #[error("Trop de vérifications sont en cours\u{a0}: réessayez dans une minute.")]
    Occupe,
}
