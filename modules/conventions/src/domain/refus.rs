//! `Refus`: what the rules of the conventions say no to, in complete French sentences.

use kernel::{Exercice, date_longue};
use time::Date;

use super::{EtatConvention, Mois, NiveauPoste, Partie, Service};

/// The rule says no. The text is shown as it is by the field or on the command line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refus {
    // Grids.
    #[error("L’indice Syntec manque pour {0}\u{a0}: enregistrez-le, puis recommencez.")]
    IndiceManquant(Mois),
    #[error(
        "La grille {0} est validée\u{a0}: les tarifs de {0} et des années d’avant ne changent plus. \
         Révisez les tarifs de l’année suivante."
    )]
    GrilleValidee(Exercice),
    #[error("Cette grille n’a pas de clause de révision\u{a0}: un nouveau tarif se décide par avenant et s’importe.")]
    GrilleSansRevision,
    #[error("Ce fichier porte les tarifs du {trouve}, et non du {attendu}\u{a0}: importez la grille de votre centre.")]
    AutreCentre { attendu: String, trouve: String },
    #[error("Ce fichier de tarifs ne se lit pas\u{a0}: {0}")]
    TarifIllisible(String),

    // Life of a convention.
    #[error("Une convention «\u{a0}{}\u{a0}» ne peut pas {acte}.", .etat.libelle())]
    ActeImpossible { etat: EtatConvention, acte: &'static str },
    #[error("{} a déjà signé cette convention.", .0.libelle())]
    DejaSignee(Partie),
    #[error("Indiquez la référence du document\u{a0}: c’est elle qui fait foi.")]
    ReferenceManquante,
    #[error("Indiquez ce que l’avenant change.")]
    ObjetManquant,
    #[error("Une dénonciation se notifie par lettre recommandée avec accusé de réception\u{a0}: indiquez son numéro.")]
    RecommandeManquant,
    #[error(
        "Cette convention ne se dénonce que pour non-respect des engagements (article 7)\u{a0}: indiquez lesquels."
    )]
    ManquementNonDit,
    #[error("Cette convention se renouvelle tacitement chaque année\u{a0}: il n’y a rien à signer.")]
    RenouvellementTacite,
    #[error(
        "La reconduction devait être signée le {} au plus tard, deux mois avant la fin\u{a0}: \
         proposez une nouvelle convention.",
        date_longue(*.0)
    )]
    RenouvellementTardif(Date),
    #[error("Cette date vient avant le {}, date du dernier acte de la convention.", date_longue(*.0))]
    DateTropTot(Date),

    // Abonnements.
    #[error("La quantité doit être d’au moins 1.")]
    QuantiteNulle,
    #[error("Le service {} se souscrit une seule fois par an\u{a0}: écrivez 1.", .0.code())]
    QuantiteUnique(Service),
    #[error("Indiquez le prix d’achat du certificat, porté sur le bon de commande.")]
    PrixManquant,
    #[error("Le service {} a un prix de grille\u{a0}: laissez le montant vide.", .0.code())]
    PrixDeGrille(Service),
    #[error("L’abonnement commence en {0}\u{a0}: ce changement ne peut pas être antérieur.")]
    AvantAbonnement(Exercice),

    // Recensement.
    #[error("Le service {} ne se chiffre pas sur devis.", .0.code())]
    ServiceSansDevis(Service),
    #[error("L’annexe de recensement {0} est signée\u{a0}: elle ne change plus avant l’année suivante.")]
    AnnexeSignee(Exercice),
    #[error("Le poste «\u{a0}{poste}\u{a0}» figure deux fois ({} et {})\u{a0}: gardez un seul niveau.", .niveaux.0, .niveaux.1)]
    PosteEnDouble { poste: String, niveaux: (NiveauPoste, NiveauPoste) },
    #[error("Ce recensement ne compte aucun poste\u{a0}: ajoutez-en avant de le faire signer.")]
    AnnexeVide,

    #[error("Aucune grille de tarifs n’est enregistrée\u{a0}: importez celle de votre centre.")]
    SansGrille,

    // Devis.
    #[error("Ce devis ne compte aucune ligne\u{a0}: ajoutez des journées ou un forfait.")]
    DevisVide,
    #[error("Envoyez ce devis avant d’enregistrer une réponse.")]
    DevisNonEnvoye,
    #[error("Ce devis est déjà {0}\u{a0}: établissez-en un nouveau.")]
    DevisTranche(&'static str),

    // Annual statement.
    #[error("L’état {0} est validé et ne change plus\u{a0}: établissez un état rectificatif.")]
    EtatValide(Exercice),
    #[error("L’état {0} n’est pas validé\u{a0}: recalculez-le au lieu de le rectifier.")]
    EtatNonValide(Exercice),
    #[error(
        "Des anomalies empêchent de valider cet état ({0})\u{a0}: corrigez ce qu’elles indiquent, \
         recalculez l’état, puis validez-le."
    )]
    AnomaliesBloquantes(usize),
}
