//! `Dictionnaire`: the terms that the screens offer, with their help and their marks. The files are those of the format
//! `registre`, which reads their synonyms.

use std::sync::LazyLock;

use registre::EMBARQUES;
use serde::Deserialize;
use serde::de::Error as _;

/// A list of terms.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dictionnaire {
    #[serde(default)]
    pub terme: Vec<Terme>,
}

/// A term of a dictionary.
#[expect(clippy::struct_excessive_bools, reason = "marks of a term, each a column of its file")]
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Terme {
    /// Kept and exchanged; never reused.
    pub code: String,
    pub libelle: String,
    /// One plain sentence for who fills the register once a year.
    #[serde(default)]
    pub aide: String,
    #[serde(default)]
    pub exemple: String,
    /// Art. 9.
    #[serde(default)]
    pub sensible: bool,
    /// Art. 10.
    #[serde(default)]
    pub infractions: bool,
    /// Number of social security: its use is limited by décret n° 2019-341.
    #[serde(default)]
    pub nir: bool,
    /// What the CNIL and the CEPD call highly personal.
    #[serde(default)]
    pub hautement_personnelle: bool,
    /// Persons who cannot easily say no: children, patients, agents.
    #[serde(default)]
    pub vulnerables: bool,
}

impl Dictionnaire {
    pub fn find(&self, code: &str) -> Option<&Terme> {
        self.terme.iter().find(|terme| terme.code == code)
    }

    /// The libellé of a code; the code itself when it is not of the dictionary.
    pub fn libelle<'a>(&'a self, code: &'a str) -> &'a str {
        self.find(code).map_or(code, |terme| terme.libelle.as_str())
    }
}

/// Every dictionary of the house. A test reads the embedded files, so the empty ones never happen.
#[derive(Debug, Default)]
pub struct Dictionnaires {
    pub donnees: Dictionnaire,
    pub personnes: Dictionnaire,
    pub mesures: Dictionnaire,
    pub collecte: Dictionnaire,
    pub supports: Dictionnaire,
    /// The nine criteria, with their help: the codes are those of [`Critere`](super::Critere).
    pub criteres: Dictionnaire,
    /// The rights, with their help: the codes are those of [`DroitPersonne`](super::DroitPersonne).
    pub droits: Dictionnaire,
}

static DICTIONNAIRES: LazyLock<Dictionnaires> = LazyLock::new(|| read().unwrap_or_default());

/// The dictionaries of the house.
pub fn dictionnaires() -> &'static Dictionnaires {
    &DICTIONNAIRES
}

fn read() -> Result<Dictionnaires, toml::de::Error> {
    let file = |nom: &str| {
        let (_, toml) = EMBARQUES.iter().find(|(of, _)| *of == nom).ok_or_else(|| toml::de::Error::custom(nom))?;
        toml::from_str(toml)
    };
    Ok(Dictionnaires {
        donnees: file("donnees")?,
        personnes: file("personnes")?,
        mesures: file("mesures")?,
        collecte: file("collecte")?,
        supports: file("supports")?,
        criteres: file("criteres")?,
        droits: file("droits")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Critere, DroitPersonne};

    fn all() -> [(&'static str, Dictionnaire); 7] {
        let d = read().unwrap();
        [
            ("donnees", d.donnees),
            ("personnes", d.personnes),
            ("mesures", d.mesures),
            ("collecte", d.collecte),
            ("supports", d.supports),
            ("criteres", d.criteres),
            ("droits", d.droits),
        ]
    }

    #[test]
    fn every_term_has_one_code_a_libelle_and_a_help() {
        for (nom, dictionnaire) in all() {
            let mut codes: Vec<&str> = dictionnaire.terme.iter().map(|t| t.code.as_str()).collect();
            let count = codes.len();
            codes.sort_unstable();
            codes.dedup();
            assert_eq!(codes.len(), count, "{nom}");
            for terme in &dictionnaire.terme {
                assert!(!terme.libelle.is_empty() && !terme.aide.is_empty(), "{nom}: {}", terme.code);
            }
        }
    }

    #[test]
    fn criteria_and_rights_are_those_of_the_law() {
        let codes = |d: &Dictionnaire| d.terme.iter().map(|t| t.code.clone()).collect::<Vec<_>>();
        let d = read().unwrap();
        assert_eq!(codes(&d.criteres), Critere::TOUS.iter().map(|c| c.code().to_owned()).collect::<Vec<_>>());
        assert_eq!(codes(&d.droits), DroitPersonne::TOUS.iter().map(|c| c.code().to_owned()).collect::<Vec<_>>());
    }

    #[test]
    fn the_terms_that_the_law_names_are_marked() {
        let d = read().unwrap();
        assert!(d.donnees.find("sante").unwrap().sensible && d.donnees.find("nir").unwrap().nir);
        assert!(d.donnees.find("pointure").is_none());
    }
}
