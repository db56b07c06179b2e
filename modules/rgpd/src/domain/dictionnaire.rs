//! `Dictionnaire`: the words that a register uses for the same thing, kept as data; each term has its synonyms, its help and
//! its example.

use std::sync::LazyLock;

use kernel::fold;
use serde::Deserialize;

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
#[serde(deny_unknown_fields)]
pub struct Terme {
    /// Kept and exchanged; never reused.
    pub code: String,
    pub libelle: String,
    /// Other ways to say it, found in the registers of the collectivités.
    #[serde(default)]
    pub synonymes: Vec<String>,
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
    /// The term of the Data Privacy Vocabulary.
    #[serde(default)]
    pub dpv: String,
}

impl Dictionnaire {
    pub fn find(&self, code: &str) -> Option<&Terme> {
        self.terme.iter().find(|terme| terme.code == code)
    }

    /// The libellé of a code; the code itself when it is not of the dictionary.
    pub fn libelle<'a>(&'a self, code: &'a str) -> &'a str {
        self.find(code).map_or(code, |terme| terme.libelle.as_str())
    }

    /// The term that a free text names: its code, its libellé or one of its synonyms, whatever the accents.
    pub fn recognise(&self, text: &str) -> Option<&Terme> {
        let wanted = fold(text);
        if wanted.is_empty() {
            return None;
        }
        let says = |said: &str| fold(said) == wanted;
        self.terme
            .iter()
            .find(|t| t.code == text.trim() || says(&t.libelle) || t.synonymes.iter().any(|synonyme| says(synonyme)))
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
    Ok(Dictionnaires {
        donnees: toml::from_str(include_str!("../../data/dictionnaires/donnees.toml"))?,
        personnes: toml::from_str(include_str!("../../data/dictionnaires/personnes.toml"))?,
        mesures: toml::from_str(include_str!("../../data/dictionnaires/mesures.toml"))?,
        collecte: toml::from_str(include_str!("../../data/dictionnaires/collecte.toml"))?,
        supports: toml::from_str(include_str!("../../data/dictionnaires/supports.toml"))?,
        criteres: toml::from_str(include_str!("../../data/dictionnaires/criteres.toml"))?,
        droits: toml::from_str(include_str!("../../data/dictionnaires/droits.toml"))?,
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
    fn no_word_names_two_terms_of_a_dictionary() {
        for (nom, dictionnaire) in all() {
            let mut said: Vec<String> = dictionnaire
                .terme
                .iter()
                .flat_map(|t| {
                    let mut own: Vec<String> = t.synonymes.iter().chain([&t.libelle]).map(|word| fold(word)).collect();
                    own.sort_unstable();
                    own.dedup();
                    own
                })
                .collect();
            let count = said.len();
            said.sort_unstable();
            let twice: Vec<_> = said.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0].clone()).collect();
            said.dedup();
            assert_eq!(said.len(), count, "{nom}: {twice:?}");
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
    fn the_words_of_an_excel_file_are_recognised() {
        let d = dictionnaires();
        let code = |found: Option<&Terme>| found.map(|t| t.code.clone());
        assert_eq!(code(d.donnees.recognise("N° de sécurité sociale")).as_deref(), Some("nir"));
        assert_eq!(code(d.donnees.recognise(" SANTÉ ")).as_deref(), Some("sante"));
        assert_eq!(code(d.personnes.recognise("Administrés")).as_deref(), Some("usagers"));
        assert_eq!(code(d.mesures.recognise("Contrôle d'accès")).as_deref(), Some("controle_acces"));
        assert_eq!(d.donnees.recognise("pointure"), None);
        assert!(d.donnees.find("sante").unwrap().sensible && d.donnees.find("nir").unwrap().nir);
    }
}
