//! What the annuaire refuses, each refusal a complete French sentence that says what to do.

use db::DbError;

use super::champs::FieldErrors;

/// The rule says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refus {
    #[error(
        "Quelqu’un a modifié cette fiche pendant que vous l’aviez ouverte : rechargez-la, puis refaites votre modification."
    )]
    FicheModifiee,
    #[error("Le centre de gestion n’est pas encore créé : lancez « beffroi init ».")]
    SansExploitant,
    #[error("Le centre de gestion existe déjà : une installation n’en sert qu’un.")]
    ExploitantExiste,
    #[error("Le centre de gestion ne peut pas être désactivé : il fait fonctionner la plateforme.")]
    ExploitantActif,
    #[error("Un administrateur existe déjà : demandez-lui d’inviter les suivants.")]
    AdministrateurExiste,
    #[error("C’est le dernier administrateur : donnez d’abord ce rôle à quelqu’un d’autre.")]
    DernierAdministrateur,
    #[error("Le rôle « {0} » n’existe qu’au centre de gestion : choisissez un rôle de la collectivité.")]
    RoleDuCentre(&'static str),
    #[error("Cette personne a déjà ce rôle dans cette collectivité.")]
    AppartenanceExiste,
    #[error("Un portefeuille ne se donne qu’à un rôle du centre de gestion.")]
    PortefeuilleHorsCentre,
    #[error("Ce compte est désactivé : réactivez-le d’abord.")]
    CompteInactif,
    #[error("Le mot de passe actuel n’est pas le bon : recommencez.")]
    MotDePasseFaux,
    #[error("{0}")]
    MotDePasseFaible(String),
    #[error("Ce lien n’est plus valable : demandez-en un nouveau.")]
    LienPerime,
    #[error("Ce code n’est pas le bon : attendez le suivant et vérifiez l’heure de votre téléphone.")]
    CodeFaux,
    #[error("La double authentification n’est pas commencée : affichez d’abord le code à photographier.")]
    TotpNonCommence,
    #[error("La double authentification n’est pas active sur ce compte.")]
    TotpInactif,
    #[error("Vous agissez déjà pour quelqu’un : revenez d’abord à votre compte.")]
    AgitDeja,
    #[error("On ne peut pas agir pour soi-même.")]
    AgirPourSoi,
    #[error("Cette personne a des droits que vous n’avez pas : vous ne pouvez pas agir pour elle.")]
    AgirPourPlusFort,
    #[error(
        "Cette personne travaille aussi pour une collectivité hors de votre portefeuille : vous ne pouvez pas agir pour elle."
    )]
    AgirHorsPortefeuille,
    #[error("Ceci ne se fait qu’en son propre nom : revenez d’abord à votre compte.")]
    EnSonNom,
    #[error("Choisissez au moins une permission pour ce jeton.")]
    JetonSansPortee,
    #[error("Ce jeton expirerait aujourd’hui ou avant : choisissez une date à venir, dans un an au plus.")]
    JetonExpire,
}

/// Why an act of the annuaire did not happen.
#[derive(Debug, thiserror::Error)]
pub enum AnnuaireError {
    #[error(transparent)]
    Refus(#[from] Refus),
    /// The form returns with a sentence by each field.
    #[error("{}", .0.0.iter().map(|(_, phrase)| phrase.as_str()).collect::<Vec<_>>().join(" "))]
    Champs(FieldErrors),
    /// No such row: answered as 404.
    #[error("not found")]
    NotFound,
    #[error(transparent)]
    Db(#[from] DbError),
    /// The machine failed at what it always does (argon2, the QR code).
    #[error("{0}")]
    Internal(String),
}

impl From<FieldErrors> for AnnuaireError {
    fn from(errors: FieldErrors) -> Self {
        Self::Champs(errors)
    }
}

pub(crate) type Result<T, E = AnnuaireError> = std::result::Result<T, E>;
