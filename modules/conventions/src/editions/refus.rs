//! `RefusEdition`: why a paper cannot be made, in complete French sentences.

use kernel::Exercice;

use crate::domain::Refus;

/// A paper that would be wrong or incomplete is not made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RefusEdition {
    /// A text of `data/textes` that cannot be read; the tests read them all.
    #[error("Le modèle de document «\u{a0}{modele}\u{a0}» ne se lit pas\u{a0}: {cause} Signalez cet incident.")]
    ModeleIllisible { modele: &'static str, cause: String },
    /// A text that asks for a value its document does not have; the tests print them all.
    #[error("Le modèle de document demande «\u{a0}{0}\u{a0}», que ce document ne connaît pas. Signalez cet incident.")]
    ValeurInconnue(String),
    #[error(
        "La grille n’a pas de tarif «\u{a0}{libelle}\u{a0}» pour {annee}\u{a0}: importez-le avant d’éditer la convention."
    )]
    TarifAbsent { libelle: &'static str, annee: Exercice },
    #[error("Aucun service n’est souscrit pour {0}\u{a0}: choisissez les services avant d’éditer la convention.")]
    AucunService(Exercice),
    #[error("Cette convention n’a jamais pris effet\u{a0}: elle ne se dénonce pas, retirez-la.")]
    SansEffet,
    #[error("{0} n’a pas de numéro SIRET\u{a0}: complétez sa fiche, Chorus Pro ne la connaît que par ce numéro.")]
    SiretManquant(String),
    #[error(
        "Les tarifs de cette grille sont toutes taxes comprises\u{a0}: une facture où la TVA figure à part ne peut pas en être \
         tirée au centime près. Importez une grille hors taxes, ou indiquez que le centre n’est pas assujetti à la TVA."
    )]
    TvaSurTtc,
    #[error("L’état {0} n’est pas validé\u{a0}: validez-le avant de le facturer.")]
    EtatNonFacturable(Exercice),
    #[error(transparent)]
    Regle(#[from] Refus),
}
