//! `Refus`: what the rules of this room say no to.

use super::EtatActe;

/// Each is a complete French sentence that says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refus {
    #[error("Choisissez la nature de l’acte.")]
    SansNature,
    #[error("Écrivez l’objet de l’acte\u{a0}: la préfecture et les habitants le liront.")]
    SansObjet,
    #[error("L’objet a {0} caractères\u{a0}: la préfecture en accepte 500 au plus.")]
    ObjetTropLong(usize),
    #[error(
        "Un numéro a quinze caractères au plus\u{a0}: des majuscules sans accent, des chiffres et le trait bas (2026_012)."
    )]
    Numero,
    #[error("Une décision ne peut pas porter une date à venir.")]
    DecisionAVenir,
    #[error("Une décision de plus de dix ans ne se transmet pas ainsi\u{a0}: vérifiez l’année.")]
    DecisionTropAncienne,
    #[error("Choisissez une matière de la liste\u{a0}: son code et son libellé.")]
    MatiereInconnue,
    #[error("Un acte «\u{a0}{0}\u{a0}» ne se modifie plus\u{a0}: il est à la préfecture, ou en chemin.")]
    PlusModifiable(&'static str),
    #[error("Joignez le fichier de l’acte.")]
    SansFichier,
    #[error(
        "Un fichier .{0} ne se transmet pas\u{a0}: il faut un PDF, une image (JPG, PNG) ou, pour un budget, un XML."
    )]
    Extension(String),
    #[error("«\u{a0}{nom}\u{a0}»\u{a0}: {raison}")]
    Fichier { nom: String, raison: String },
    #[error("Un acte a {0} annexes au plus.")]
    TropDAnnexes(usize),
    #[error("La préfecture refuserait cet acte\u{a0}: {0}")]
    Controle(String),
    #[error(
        "Cet acte existe déjà, avec ce numéro, cette date et cette nature\u{a0}: changez le numéro, ou ouvrez celui qui existe."
    )]
    DejaLa,
    #[error("Votre collectivité n’est pas raccordée à la préfecture\u{a0}: demandez-le au centre de gestion.")]
    PasRaccordee,
    #[error("Votre convention avec la préfecture n’ouvre pas cette nature d’actes.")]
    NatureFermee,
    #[error("Votre convention avec la préfecture ne commence que plus tard.")]
    PasEncore,
    #[error(
        "Avant de transmettre, il faut avoir été formé\u{a0}: demandez au centre de gestion de noter votre formation."
    )]
    PasForme,
    #[error("Le classement de la préfecture n’est pas encore arrivé\u{a0}: réessayez dans quelques minutes.")]
    SansClassification,
    #[error("Un acte «\u{a0}{0}\u{a0}» ne s’annule pas\u{a0}: il faut qu’il soit reçu en préfecture.")]
    PasAnnulable(&'static str),
    #[error("Un acte «\u{a0}{0}\u{a0}» ne se transmet pas de nouveau.")]
    PasTransmissible(&'static str),
    #[error("Un courrier de ce genre n’attend pas cette réponse.")]
    ReponseImpossible,
    #[error("Ce courrier a déjà sa réponse.")]
    DejaRepondu,
    #[error("Joignez au moins un document à la réponse.")]
    SansDocument,
    #[error("Cette réponse part avec un seul document\u{a0}: réunissez-les en un PDF.")]
    UnSeulDocument,
    #[error(
        "Cet acte ne se publie pas\u{a0}: seules les délibérations et les arrêtés réglementaires reçus en préfecture le sont."
    )]
    PasPubliable,
    #[error("Écrivez l’auteur de l’arrêté\u{a0}: son prénom, son nom et sa qualité (CGCT, article R. 2131-1).")]
    SansAuteur,
    #[error("Sa mise en ligne est déjà prouvée\u{a0}: elle ne change plus.")]
    DejaPublie,
    #[error("Un acte reste en ligne deux mois au moins\u{a0}: jusqu’au {0}.")]
    DeuxMois(String),
    #[error("Cet acte n’est pas encore reçu en préfecture\u{a0}: il n’a ni accusé de réception ni tampon.")]
    PasRecu,
    #[error("Il faut un PDF\u{a0}: enregistrez ce document en PDF.")]
    PdfSeul,
    #[error("Seul un PDF reçoit un tampon.")]
    TamponSansPdf,
    #[error("{0}")]
    Norme(String),
    #[error("La position du tampon se donne en pour cent de la page, de 0 à 100.")]
    Position,
    #[error("Donnez un nom au groupe, de 80 caractères au plus.")]
    NomDeGroupe,
    #[error("Un groupe porte déjà ce nom\u{a0}: choisissez-en un autre.")]
    GroupeDejaLa,
    #[error("Des actes sont réservés à ce groupe\u{a0}: ouvrez-les à un autre avant de le supprimer.")]
    GroupeUtilise,
    #[error("Ce groupe n’existe plus\u{a0}: choisissez-en un autre.")]
    GroupeInconnu,
    #[error(
        "Cette archive n’est pas un volume d’export des actes\u{a0}: choisissez un fichier tel que Beffroi l’a donné."
    )]
    PasUneSauvegarde,
    #[error("cet acte ne se lit pas\u{a0}: le fichier qui le décrit est abîmé, ou d’une autre version.")]
    SauvegardeIllisible,
    #[error("cet acte est celui d’une autre collectivité.")]
    AutreCollectivite,
    #[error("Une liste de diffusion a {0} adresses au plus.")]
    TropDeDestinataires(usize),
    #[error("{0}")]
    Transport(String),
}

impl Refus {
    pub(crate) const fn not_modifiable(etat: EtatActe) -> Self {
        Self::PlusModifiable(etat.libelle())
    }
}

impl From<norme_actes::ActesError> for Refus {
    fn from(error: norme_actes::ActesError) -> Self {
        Self::Norme(error.to_string())
    }
}
