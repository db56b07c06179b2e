//! `Refus`: what the rules of the register say no to, in complete French sentences.

use super::EtatTraitement;

/// The rule says no. The text is shown as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refus {
    #[error("Un traitement «\u{a0}{}\u{a0}» ne peut pas {acte}.", .etat.libelle().to_lowercase())]
    ActeImpossible { etat: EtatTraitement, acte: &'static str },
    #[error("Donnez un nom au traitement\u{a0}: c’est par lui qu’on le retrouve.")]
    SansNom,
    #[error(
        "La référence «\u{a0}{0}\u{a0}» sert déjà à un autre traitement\u{a0}: choisissez-en une autre, ou laissez-la vide."
    )]
    ReferencePrise(String),
    #[error(
        "Le code «\u{a0}{code}\u{a0}» n’est pas du dictionnaire «\u{a0}{dictionnaire}\u{a0}»\u{a0}: choisissez dans la liste, ou «\u{a0}autre\u{a0}»."
    )]
    CodeInconnu { dictionnaire: &'static str, code: String },
    #[error("Dites ce qu’il faut reprendre\u{a0}: la collectivité le lira.")]
    SansPreconisation,
    #[error("Dites pourquoi ce traitement est archivé.")]
    SansMotif,
    #[error(
        "Ce traitement ne peut pas encore être validé\u{a0}: il y manque {0}. La liste de ce qui manque est sur sa fiche."
    )]
    Incomplet(String),
    #[error("Le texte d’un champ dépasse {0} caractères\u{a0}: résumez, ou joignez un document.")]
    TropLong(usize),
    #[error("Un nom ou une référence dépasse {0} caractères\u{a0}: raccourcissez, et expliquez dans la description.")]
    NomTropLong(usize),
    #[error("Une liste compte plus de {0} lignes\u{a0}: regroupez-en.")]
    TropDeLignes(usize),
    #[error("Donnez un nom au service.")]
    ServiceSansNom,
    #[error("Un service porte déjà ce nom.")]
    ServicePris,
    #[error("Des traitements sont rattachés à ce service\u{a0}: rattachez-les à un autre d’abord.")]
    ServiceUtilise,
    #[error("Le registre au {0} est déjà scellé.")]
    DejaScelle(String),
    #[error("Aucun traitement n’est validé à cette date\u{a0}: il n’y a rien à sceller.")]
    RienASceller,
    #[error("On ne scelle pas un jour à venir.")]
    JourAVenir,
    #[error("Ce modèle ne se lit pas\u{a0}: {0}")]
    ModeleIllisible(String),
    #[error("Rien ne change dans ce modèle\u{a0}: il n’y a pas de nouvelle version à publier.")]
    ModeleInchange,
    #[error("Choisissez au moins un modèle et une collectivité.")]
    RienADeployer,
    #[error("Choisissez ce que vous acceptez, ou gardez tout ce que vous avez.")]
    RienChoisi,
    #[error("Cette proposition a déjà reçu sa réponse.")]
    DejaRepondu,
    #[error("Donnez un nom à cette fiche du catalogue.")]
    FicheSansNom,
    #[error("Une fiche de ce genre porte déjà ce nom\u{a0}: complétez-la plutôt.")]
    FichePrise,
    #[error("Cet éditeur n’est pas au catalogue\u{a0}: ajoutez d’abord sa fiche.")]
    EditeurInconnu,
    #[error("Ce numéro SIREN est faux\u{a0}: neuf chiffres, dont le dernier vérifie les autres.")]
    SirenFaux,
    #[error("Donnez un titre au modèle\u{a0}: c’est par lui qu’on le trouve.")]
    ModeleSansTitre,
    #[error("Un modèle porte déjà ce titre, ou presque\u{a0}: choisissez-en un autre.")]
    ModelePris,
    #[error("Dites en une phrase ce qui change\u{a0}: les collectivités le liront avant d’accepter.")]
    SansNote,
    #[error("Ce lot est déjà annulé.")]
    LotDejaAnnule,
    #[error("Ce déploiement n’est pas terminé\u{a0}: attendez sa fin pour l’annuler.")]
    DeploiementEnCours,
    #[error("«\u{a0}{0}\u{a0}» ne se publie pas\u{a0}: cela regarde la sécurité ou le service lui-même.")]
    ChampNonPubliable(&'static str),
    #[error("Cochez au moins un traitement dans la liste.")]
    RienDeCoche,
    #[error("Donnez un nom à ce document.")]
    PieceSansNom,
}
