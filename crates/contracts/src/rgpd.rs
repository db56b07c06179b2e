//! What the room `rgpd` tells.

use kernel::Siren;
use serde::{Deserialize, Serialize};
use time::Date;
use uuid::Uuid;

use crate::Told;

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
