//! `Contenu`: what a traitement says, the whole of it, as every version keeps it and every file exchanges it.
//!
//! Any text may be empty and any list too: what is missing is told by [`manques`](super::manques), never forced on who
//! saves. A key that is not one of these is refused.

use serde::{Deserialize, Serialize};
use time::Date;
use uuid::Uuid;

use super::{
    Article9, Base, Conservation, Critere, DecisionAipd, DroitPersonne, EtatMesure, Garantie, GenreDestinataire,
    RoleTraitement, date_iso,
};

/// What is written of a traitement (RGPD art. 30, and what art. 6, 9, 13, 28, 35 and 44 to 49 ask to know of it).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Contenu {
    pub nom: String,
    /// The collectivité's own, unique in its register unless empty: the key of a second import.
    pub reference: String,
    /// What it is for, in plain words.
    pub description: String,
    pub role: RoleTraitement,
    /// Art. 30(2)(a): each responsable for whom one acts.
    pub pour_le_compte_de: Vec<Mandant>,
    /// Art. 26.
    pub conjoints: Vec<Conjoint>,
    /// The first is the main one, the others its sub-purposes.
    pub finalites: Vec<Finalite>,
    pub donnees: Vec<Donnee>,
    pub personnes: Vec<Personnes>,
    pub destinataires: Vec<Destinataire>,
    pub transferts: Vec<Transfert>,
    pub mesures: Vec<Mesure>,
    /// Software and supports.
    pub outils: Vec<Outil>,
    pub sous_traitants: Vec<SousTraitant>,
    /// Whether paper is kept too.
    pub papier: bool,
    /// How each right is exercised (art. 15 to 22).
    pub droits: Vec<Modalite>,
    /// How people are told (art. 13 and 14).
    pub information: Information,
    /// Where the data come from.
    pub origine: Origine,
    /// The criteria of the CEPD (WP 248) that it meets.
    pub criteres: Vec<Critere>,
    pub aipd: Aipd,
    /// Who runs it day to day.
    pub gestionnaire: String,
    pub observations: String,
    /// When it is to be read again.
    #[serde(with = "date_iso")]
    pub revision_le: Option<Date>,
}

/// For whom a sous-traitant acts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mandant {
    pub nom: String,
    /// Nine digits, or empty.
    pub siren: String,
    pub coordonnees: String,
}

/// A joint controller and the reference of the agreement (art. 26).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Conjoint {
    pub nom: String,
    pub coordonnees: String,
    pub accord: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Finalite {
    pub libelle: String,
    /// Art. 6(1).
    pub base: Option<Base>,
    /// The text that founds it: needed for `c` and `e` (art. 6(3)).
    pub texte: String,
    /// Art. 9(2), when sensitive data serve this purpose.
    pub article9: Option<Article9>,
    pub precision: String,
}

/// A category of data, with how long it is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Donnee {
    /// A code of the dictionary `donnees`, or empty.
    pub categorie: String,
    pub detail: String,
    /// Whether the person must give it.
    pub obligatoire: bool,
    pub source: String,
    pub conservation: Conservation,
}

/// A category of persons.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Personnes {
    /// A code of the dictionary `personnes`, or empty.
    pub categorie: String,
    pub detail: String,
    /// About how many.
    pub nombre: Option<u32>,
    pub vulnerables: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Destinataire {
    pub genre: GenreDestinataire,
    pub nom: String,
    pub precision: String,
}

/// What leaves the European Union (art. 44 to 49).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Transfert {
    pub organisme: String,
    /// ISO 3166 alpha-2, or the name as written.
    pub pays: String,
    pub garantie: Option<Garantie>,
    /// Where the document that proves it is.
    pub lien: String,
    pub precision: String,
}

/// A measure of security (art. 32).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mesure {
    /// A code of the dictionary `mesures`, or empty.
    pub mesure: String,
    pub etat: EtatMesure,
    pub detail: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Outil {
    pub nom: String,
    /// The record of the shared catalogue.
    pub catalogue: Option<Uuid>,
}

/// Who processes for the responsable (art. 28).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SousTraitant {
    pub nom: String,
    /// The record of the shared catalogue.
    pub catalogue: Option<Uuid>,
    pub precision: String,
}

/// How one right is exercised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Modalite {
    pub droit: DroitPersonne,
    #[serde(default)]
    pub modalite: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Information {
    /// Where the notice stands: codes of the dictionary `supports`.
    pub support: Vec<String>,
    pub mention: String,
    pub consentement: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Origine {
    /// Codes of the dictionary `collecte`.
    pub collecte: Vec<String>,
    pub precision: String,
}

/// What was decided of the impact assessment (art. 35).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Aipd {
    pub decision: Option<DecisionAipd>,
    /// The types of the two lists of the CNIL that this traitement is: codes of `data/aipd.toml`.
    pub listes: Vec<String>,
    pub motif: String,
    /// Art. 35(2).
    pub avis_dpd: String,
    #[serde(with = "date_iso")]
    pub date: Option<Date>,
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: &str = include_str!("../../fixtures/traitement.json");
    const TOML: &str = include_str!("../../fixtures/traitement.toml");

    #[test]
    fn a_complete_example_is_the_same_in_json_and_in_toml() {
        let json: Contenu = serde_json::from_str(JSON).unwrap();
        let toml: Contenu = toml::from_str(TOML).unwrap();
        assert_eq!(json, toml);
        assert_eq!(json.finalites.len(), 2);
        assert_eq!(json.donnees[0].conservation.active.unwrap().to_string(), "5\u{a0}ans");
        assert_eq!(json.transferts[0].garantie, Some(Garantie::Adequation));
        let again: Contenu = serde_json::from_value(serde_json::to_value(&json).unwrap()).unwrap();
        assert_eq!(again, json);
        let again: Contenu = toml::from_str(&toml::to_string(&json).unwrap()).unwrap();
        assert_eq!(again, json);
    }

    #[test]
    fn an_unknown_key_is_refused_at_every_depth() {
        assert!(serde_json::from_str::<Contenu>(r#"{"nom": "Paie", "titre": "x"}"#).is_err());
        assert!(serde_json::from_str::<Contenu>(r#"{"donnees": [{"duree": "5 ans"}]}"#).is_err());
        assert!(serde_json::from_str::<Contenu>(r#"{"finalites": [{"base": "g"}]}"#).is_err());
    }

    #[test]
    fn an_almost_empty_traitement_reads_and_writes_every_key() {
        let empty: Contenu = serde_json::from_str("{}").unwrap();
        assert_eq!(empty, Contenu::default());
        let written = serde_json::to_value(&empty).unwrap();
        assert_eq!(written.as_object().unwrap().len(), 23);
        assert_eq!(written["role"], "responsable");
    }
}
