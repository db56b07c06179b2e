//! What the room `rgpd` tells, and what it answers.

use std::fmt;

use db::Tx;
use kernel::{CollectiviteId, Instant, Siren};
use serde::{Deserialize, Serialize};
use time::Date;
use uuid::Uuid;

use crate::{Reponse, Told};

/// Where the registers stand. The transaction's perimeter says whose one may ask.
pub trait Registres: fmt::Debug + Send + Sync {
    /// Every collectivité that has begun its register: one statement, whatever their number.
    fn list<'a>(&'a self, tx: &'a mut Tx) -> Reponse<'a, Vec<SituationRegistre>>;

    /// That of one collectivité; none when it has not begun.
    fn find<'a>(&'a self, tx: &'a mut Tx, collectivite: CollectiviteId) -> Reponse<'a, Option<SituationRegistre>>;
}

/// Where the register of a collectivité stands; its archives aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SituationRegistre {
    pub collectivite: CollectiviteId,
    pub traitements: u32,
    pub brouillons: u32,
    /// Those that wait for the délégué.
    pub soumis: u32,
    pub controles: u32,
    pub valides: u32,
    /// Those in which a mandatory answer is missing.
    pub incomplets: u32,
    pub aipd_a_faire: u32,
    /// The first reading that falls due.
    pub revision_le: Option<Date>,
    pub modifie_le: Option<Instant>,
    /// Proposals of models that wait for an answer.
    pub propositions: u32,
}

/// A traitement changed its state, or its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TraitementChange {
    pub traitement: Uuid,
    pub siren: Siren,
    pub nom: String,
    /// The code of the state where it now is: `brouillon`, `soumis`, `controle`, `valide`, `archive`.
    pub etat: String,
    /// The version on which one works, from 1.
    pub version: u32,
    pub le: Date,
}

impl Told for TraitementChange {
    const KIND: &'static str = "rgpd.TraitementChange";
}

/// Models of the centre were given to a collectivité.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelesDeployes {
    pub siren: Siren,
    /// The codes of the models.
    pub modeles: Vec<String>,
    pub le: Date,
}

impl Told for ModelesDeployes {
    const KIND: &'static str = "rgpd.ModelesDeployes";
}

/// The register of a collectivité was sealed on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistreScelle {
    pub siren: Siren,
    pub au: Date,
    pub traitements: u32,
    /// SHA-256, hexadecimal.
    pub empreinte: String,
}

impl Told for RegistreScelle {
    const KIND: &'static str = "rgpd.RegistreScelle";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_of_the_outbox_is_still_read() {
        let kept = r#"{"traitement":"018f0000-0000-7000-8000-000000000000","siren":"218200020","nom":"Paie","etat":"valide","version":2,"le":[2026,329]}"#;
        let event: TraitementChange = serde_json::from_str(kept).unwrap();
        assert_eq!((event.version, event.etat.as_str()), (2, "valide"));
    }
}
