//! `Ligne`: who did what, to what, before and after.

use kernel::{CollectiviteId, Id, Instant, PersonneId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// Who acts: a person, somebody in the name of another, or the house itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acteur {
    pub personne: Option<PersonneId>,
    pub nom: String,
    /// For whom, when a person acts for another: both names are kept.
    pub au_nom_de: Option<(PersonneId, String)>,
}

impl Acteur {
    pub fn personne(id: PersonneId, nom: impl Into<String>) -> Self {
        Self { personne: Some(id), nom: nom.into(), au_nom_de: None }
    }

    /// The house: `Acteur::systeme("ligne de commande")`.
    pub fn systeme(nom: impl Into<String>) -> Self {
        Self { personne: None, nom: nom.into(), au_nom_de: None }
    }
}

/// A line to write. `avant` and `apres` hold the fields that the act changed (JSON objects), not whole copies.
#[derive(Debug, Clone)]
pub struct Ligne {
    pub collectivite: CollectiviteId,
    pub acteur: Acteur,
    /// `convention.denoncee`: the room, then what happened.
    pub action: &'static str,
    /// `convention`: the kind of the object.
    pub objet: &'static str,
    pub objet_id: Uuid,
    /// The object as people name it: « Convention de la commune d’Albias ».
    pub libelle: String,
    pub avant: Option<Value>,
    pub apres: Option<Value>,
}

/// A line of the chain, as written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LigneEcrite {
    pub collectivite_id: CollectiviteId,
    pub id: Id<Ligne>,
    /// From 1, without a gap, in its collectivité.
    pub seq: i64,
    pub fait_le: Instant,
    pub personne: Option<PersonneId>,
    pub nom: String,
    pub au_nom_de: Option<PersonneId>,
    pub au_nom_de_nom: Option<String>,
    pub action: String,
    pub objet: String,
    pub objet_id: Uuid,
    pub libelle: String,
    /// Canonical JSON (see `chain::canonical`).
    pub avant: Option<String>,
    pub apres: Option<String>,
    /// SHA-256, hexadecimal, of the previous line; of nothing for the first.
    pub precedente: String,
    pub empreinte: String,
}

db::row!(LigneEcrite {
    collectivite_id,
    id,
    seq,
    fait_le,
    personne,
    nom,
    au_nom_de,
    au_nom_de_nom,
    action,
    objet,
    objet_id,
    libelle,
    avant,
    apres,
    precedente,
    empreinte
});

/// One field that a line changed, for the screens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub champ: String,
    pub avant: Option<String>,
    pub apres: Option<String>,
}

impl LigneEcrite {
    /// The fields of before and after, side by side, in the order of their names.
    pub fn differences(&self) -> Vec<Difference> {
        let read = |text: &Option<String>| match text.as_deref().map(serde_json::from_str::<Value>) {
            Some(Ok(Value::Object(fields))) => fields,
            _ => serde_json::Map::new(),
        };
        let (avant, apres) = (read(&self.avant), read(&self.apres));
        let mut champs: Vec<&String> = avant.keys().chain(apres.keys()).collect();
        champs.sort_unstable();
        champs.dedup();
        let text = |value: Option<&Value>| match value {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text.clone()),
            Some(other) => Some(other.to_string()),
        };
        let row = |champ: &String| Difference {
            champ: champ.clone(),
            avant: text(avant.get(champ)),
            apres: text(apres.get(champ)),
        };
        champs.into_iter().map(row).collect()
    }
}
