//! `Refus`: what the rules of the room say no to, in complete French sentences.

/// The rule says no. The text is shown as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refus {
    #[error("Cette date est à venir\u{a0}: un échange se note une fois passé.")]
    EchangeAVenir,
    #[error("Le temps passé se compte en minutes, de 0 à 1\u{202f}440.")]
    TempsIllisible,
    #[error("Dites de quoi il a été question.")]
    SansObjet,
    #[error("Ce texte dépasse {0} caractères\u{a0}: résumez.")]
    TropLong(usize),
    #[error(
        "Un numéro de désignation s’écrit DPO-, puis des chiffres, par exemple DPO-12345\u{a0}: il est sur le récépissé de la CNIL."
    )]
    NumeroIllisible,
    #[error(
        "Ce fichier n’est pas celui des désignations de la CNIL\u{a0}: {0}. Prenez le fichier CSV «\u{a0}Organismes ayant désigné un délégué à la protection des données\u{a0}» de data.gouv.fr."
    )]
    PasLesDesignations(String),
    #[error(
        "Ce fichier ne parle d’aucun de vos adhérents\u{a0}: rien n’est changé. Est-ce bien le fichier national, entier\u{a0}?"
    )]
    AucunAdherent,
    #[error("Ce fichier est déjà confirmé\u{a0}: il ne peut pas l’être deux fois.")]
    DejaConfirme,
    #[error(
        "Ce fichier fait disparaître {0} désignations, plus qu’il n’en garde\u{a0}: il est sans doute coupé, et rien n’est changé."
    )]
    FichierCoupe(u32),
    #[error("Un fichier plus récent a été confirmé depuis\u{a0}: importez-le à nouveau pour voir ce qui change.")]
    ImportDepasse,
    #[error(
        "Le filtre «\u{a0}{0}\u{a0}» ne se lit pas\u{a0}: personne n’est choisi à votre place. Choisissez à nouveau les adhérents."
    )]
    FiltreInconnu(String),
    #[error("Écrivez l’objet du courriel.")]
    CampagneSansObjet,
    #[error("Écrivez le texte du courriel.")]
    CampagneSansTexte,
    #[error("Le champ «\u{a0}{{{0}}}\u{a0}» n’existe pas\u{a0}: choisissez parmi {1}.")]
    ChampInconnu(String, String),
    #[error("Une accolade n’est pas refermée\u{a0}: un champ s’écrit {{collectivite}}.")]
    AccoladeOuverte,
    #[error("Aucune collectivité ne correspond à ce choix\u{a0}: retirez un filtre.")]
    PersonneAEcrire,
    #[error("Aucune de ces collectivités n’a d’adresse connue\u{a0}: complétez l’annuaire d’abord.")]
    AucuneAdresse,
}
