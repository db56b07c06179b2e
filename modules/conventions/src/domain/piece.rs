//! `Piece`: the document that proves an act of a convention; `Deliberation` and `Avenant`, two of them told at length.

use time::Date;

use kernel::nomenclature;

use super::Refus;

nomenclature! {
    /// The two sides of a convention.
    pub enum Partie: "La partie" {
        Centre = "centre", "Le centre de gestion";
        Membre = "membre", "La collectivité";
    }
}

nomenclature! {
    /// What sort of document proves an act.
    pub enum NaturePiece: "La nature de pièce" {
        Convention = "convention", "Convention";
        Deliberation = "deliberation", "Délibération";
        CourrierRecommande = "courrier_recommande", "Courrier recommandé avec accusé de réception";
        Reconduction = "reconduction", "Reconduction";
        Avenant = "avenant", "Avenant";
        /// Taken up from the records kept before Beffroi.
        Reprise = "reprise", "Reprise des conventions existantes";
    }
}

/// A document and the reference by which it is found: number of a délibération, of a registered letter, of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub nature: NaturePiece,
    pub reference: String,
}

/// The vote that authorises one side to sign (CDG 62: n° 2025-426 for the member, 3 April 2025 for the centre; CDG 82:
/// 30 November 2005 for the centre).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deliberation {
    pub partie: Partie,
    pub assemblee: String,
    pub le: Date,
    /// None when the document does not give one.
    pub numero: Option<String>,
    pub objet: String,
}

/// A written amendment, "conclu dans les mêmes formes et conditions que la présente convention" (CDG 62, art. 8).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Avenant {
    /// 1 for the first.
    pub numero: u32,
    pub le: Date,
    pub objet: String,
}

impl Piece {
    /// # Errors
    /// [`Refus::ReferenceManquante`]; for a registered letter, [`Refus::RecommandeManquant`].
    pub fn new(nature: NaturePiece, reference: &str) -> Result<Self, Refus> {
        match (reference.trim(), nature) {
            ("", NaturePiece::CourrierRecommande) => Err(Refus::RecommandeManquant),
            ("", _) => Err(Refus::ReferenceManquante),
            (reference, _) => Ok(Self { nature, reference: reference.to_owned() }),
        }
    }
}
