//! Why a file is not verified, or not signed: one complete French sentence that says what to do.

use std::io;

use c14n::C14nError;
use certificats::CertificatError;

/// What stops everything. What is wrong with one signature is told in its report instead.
#[derive(Debug, thiserror::Error)]
pub enum XadesError {
    #[error(transparent)]
    Xml(#[from] C14nError),
    #[error(transparent)]
    Certificat(#[from] CertificatError),
    #[error("La lecture du fichier s’est interrompue ({0}). Réessayez.")]
    Lecture(#[from] io::Error),
    #[error("Ce fichier compte plus de {max} {quoi} : aucun document n’est ainsi fait, il n’est pas vérifié.")]
    TropGrand { quoi: &'static str, max: usize },
    #[error("Ce fichier ne contient aucune signature XML.")]
    SansSignature,
    /// Only a PES Aller is signed so.
    #[error("Ce fichier n’est pas un PES Aller : choisissez le flux PES à signer.")]
    PasUnPes,
    #[error("Ce PES ne contient aucun bordereau de dépense ni de recette : signez-le en entier.")]
    SansBordereau,
    /// The policy of the DGFiP takes one signature of each element (v1, 4).
    #[error(
        "{ou} porte déjà une signature, et la politique de la DGFiP n’en admet qu’une : reprenez le fichier avant sa signature."
    )]
    DejaSigne { ou: String },
    #[error(
        "L’identifiant « {id} » désigne plusieurs éléments de ce fichier : on ne saurait pas lequel est signé. Corrigez le fichier."
    )]
    IdDouble { id: String },
    #[error("{attendues} signatures étaient attendues, {recues} ont été données.")]
    Nombre { attendues: usize, recues: usize },
    /// What was assembled was verified, and was refused: nothing was written.
    #[error("Le fichier assemblé n’est pas valide, et n’a pas été écrit : {raison}")]
    Assemblage { raison: String },
    #[error("Cette signature est déjà horodatée.")]
    DejaHorodatee,
    #[error("Cette signature n’est pas une signature XAdES : elle ne peut pas recevoir d’horodatage.")]
    SansProprietes,
    #[error("La qualité du signataire manque : la politique de la DGFiP l’exige (Maire, Ordonnateur…).")]
    SansRole,
}
