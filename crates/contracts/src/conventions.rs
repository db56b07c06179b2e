//! What the room `conventions` tells.

use kernel::{Montant, Siren};
use serde::{Deserialize, Serialize};
use time::Date;
use uuid::Uuid;

use crate::Told;

/// The yearly état of a collectivité no longer changes: it is the basis of its titre de recette.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EtatValide {
    pub etat: Uuid,
    pub siren: Siren,
    pub annee: i32,
    /// 1 for the first, more for a correction.
    pub version: u32,
    pub total: Montant,
}

impl Told for EtatValide {
    const KIND: &'static str = "conventions.EtatValide";
}

/// A convention changed its state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConventionChangee {
    pub convention: Uuid,
    pub siren: Siren,
    /// The code of the new state: `en_vigueur`, `denoncee`…
    pub etat: String,
    pub le: Date,
}

impl Told for ConventionChangee {
    const KIND: &'static str = "conventions.ConventionChangee";
}

/// A quote left for the collectivité, which may now answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DevisEnvoye {
    pub devis: Uuid,
    pub siren: Siren,
}

impl Told for DevisEnvoye {
    const KIND: &'static str = "conventions.DevisEnvoye";
}

/// The collectivité answered a quote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DevisTranche {
    pub devis: Uuid,
    pub siren: Siren,
    pub accepte: bool,
}

impl Told for DevisTranche {
    const KIND: &'static str = "conventions.DevisTranche";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_of_the_outbox_is_still_read() {
        let kept = r#"{"etat":"018f0000-0000-7000-8000-000000000000","siren":"216200014","annee":2020,"version":1,"total":"656.92"}"#;
        let event: EtatValide = serde_json::from_str(kept).unwrap();
        assert_eq!((event.total, event.annee), (Montant::from_cents(65_692), 2020));
    }
}
