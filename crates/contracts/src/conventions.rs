//! What the room `conventions` tells, and what it answers.

use std::fmt;

use db::Tx;
use kernel::{CollectiviteId, Exercice, Montant, Siren, nomenclature};
use serde::{Deserialize, Serialize};
use time::Date;
use uuid::Uuid;

use crate::{Reponse, Told};

/// Where the service of the délégué stands in the conventions. The transaction's perimeter says whose one may ask.
pub trait ServiceRgpd: fmt::Debug + Send + Sync {
    /// Every collectivité that has a convention, or that subscribed: a constant number of statements.
    fn list<'a>(&'a self, tx: &'a mut Tx, annee: Exercice) -> Reponse<'a, Vec<SuiviRgpd>>;

    /// That of one collectivité; none when nothing was ever agreed.
    fn find<'a>(
        &'a self,
        tx: &'a mut Tx,
        annee: Exercice,
        collectivite: CollectiviteId,
    ) -> Reponse<'a, Option<SuiviRgpd>>;

    /// What both sides promised about the protection of data, and how far each promise is kept.
    fn actions<'a>(&'a self, tx: &'a mut Tx, collectivite: CollectiviteId) -> Reponse<'a, Vec<ActionRgpd>>;
}

nomenclature! {
    /// The two phases of the service (CDG 82, convention générale, art. 5.3).
    pub enum PhaseRgpd: "La phase" {
        MiseEnPlace = "mise_en_place", "Mise en place";
        Accompagnement = "accompagnement", "Accompagnement";
    }
}

/// The service of the délégué for a collectivité, in a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuiviRgpd {
    pub collectivite: CollectiviteId,
    /// The first of the years without a gap; none when the service is not subscribed this year.
    pub depuis: Option<Exercice>,
    pub phase: Option<PhaseRgpd>,
    pub convention: Option<ConventionTenue>,
    pub actions: Avancement,
}

/// The convention in force, else the last one proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConventionTenue {
    pub convention: Uuid,
    /// The words of its state: « En vigueur », « Dénoncée »…
    pub etat: String,
    /// Whether its services are due.
    pub active: bool,
    /// Whether it was in force and no longer is.
    pub finie: bool,
}

/// How many promises of the service stand where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Avancement {
    pub a_tenir: u32,
    pub en_cours: u32,
    pub tenus: u32,
    pub non_tenus: u32,
    pub sans_objet: u32,
}

/// A promise of the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionRgpd {
    /// Of the catalogue of the engagements.
    pub code: String,
    /// Who promised: « Le centre de gestion », « La collectivité ».
    pub partie: String,
    pub article: String,
    pub texte: String,
    /// The code of its state: `a_tenir`, `en_cours`, `tenu`, `non_tenu`, `sans_objet`.
    pub etat: String,
    /// The words of that state.
    pub libelle: String,
    pub note: String,
    pub le: Option<Date>,
}

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
