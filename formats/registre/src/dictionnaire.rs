//! `Dictionnaires`: the codes, their labels and the words that people write for them.

use std::collections::HashMap;

use kernel::fold;
use serde::Deserialize;

/// The dictionaries of this crate, as TOML files of `[[terme]]`: a name, and the text of the file.
pub const EMBARQUES: [(&str, &str); 16] = [
    ("aipd", include_str!("../data/dictionnaires/aipd.toml")),
    ("article9", include_str!("../data/dictionnaires/article9.toml")),
    ("bases", include_str!("../data/dictionnaires/bases.toml")),
    ("collecte", include_str!("../data/dictionnaires/collecte.toml")),
    ("criteres", include_str!("../data/dictionnaires/criteres.toml")),
    ("destinataires", include_str!("../data/dictionnaires/destinataires.toml")),
    ("donnees", include_str!("../data/dictionnaires/donnees.toml")),
    ("droits", include_str!("../data/dictionnaires/droits.toml")),
    ("etats", include_str!("../data/dictionnaires/etats.toml")),
    ("garanties", include_str!("../data/dictionnaires/garanties.toml")),
    ("mesures", include_str!("../data/dictionnaires/mesures.toml")),
    ("pays", include_str!("../data/dictionnaires/pays.toml")),
    ("personnes", include_str!("../data/dictionnaires/personnes.toml")),
    ("roles", include_str!("../data/dictionnaires/roles.toml")),
    ("sorts", include_str!("../data/dictionnaires/sorts.toml")),
    ("supports", include_str!("../data/dictionnaires/supports.toml")),
];

#[derive(Debug, Clone, Default)]
pub struct Dictionnaires(HashMap<String, Dictionnaire>);

#[derive(Debug, Clone, Default)]
struct Dictionnaire {
    termes: Vec<Entree>,
    /// By folded words: the rank of the term.
    rangs: HashMap<String, usize>,
}

/// A term of a dictionary. Keys that a screen needs (help, example, flags) are read by who shows them.
#[derive(Debug, Clone, Deserialize, PartialEq, Eq)]
pub struct Entree {
    pub code: String,
    pub libelle: String,
    #[serde(default)]
    pub synonymes: Vec<String>,
    /// The term of the Data Privacy Vocabulary.
    #[serde(default)]
    pub dpv: Option<String>,
    #[serde(default)]
    pub sensible: bool,
}

#[derive(Deserialize)]
struct Fichier {
    terme: Vec<Entree>,
}

#[derive(Debug, thiserror::Error)]
#[error("Le dictionnaire « {nom} » ne se lit pas : {cause}.")]
pub struct DictionnaireIllisible {
    pub nom: String,
    pub cause: String,
}

impl Dictionnaires {
    /// Those of this crate.
    pub fn embarques() -> Result<Self, DictionnaireIllisible> {
        let mut all = Self::default();
        EMBARQUES.iter().try_for_each(|(nom, toml)| all.read(nom, toml))?;
        Ok(all)
    }

    /// Replaces one dictionary by that of a TOML file.
    pub fn read(&mut self, nom: &str, toml: &str) -> Result<(), DictionnaireIllisible> {
        let wrong = |cause: String| DictionnaireIllisible { nom: nom.to_owned(), cause };
        let fichier: Fichier = toml::from_str(toml).map_err(|error| wrong(error.message().to_owned()))?;
        let mut dictionnaire = Dictionnaire { termes: fichier.terme, rangs: HashMap::new() };
        for (rang, entree) in dictionnaire.termes.iter().enumerate() {
            // Labels and codes before synonyms: a word that two terms claim is that of the first label.
            for word in [&entree.libelle, &entree.code] {
                dictionnaire.rangs.entry(fold(word)).or_insert(rang);
            }
        }
        for (rang, entree) in dictionnaire.termes.iter().enumerate() {
            for word in &entree.synonymes {
                dictionnaire.rangs.entry(fold(word)).or_insert(rang);
            }
        }
        self.0.insert(nom.to_owned(), dictionnaire);
        Ok(())
    }

    /// The term that these words name: as they are, else without what they say between brackets, else in the singular.
    pub fn find(&self, nom: &str, texte: &str) -> Option<&Entree> {
        let dictionnaire = self.0.get(nom)?;
        let get = |words: &str| Some(&dictionnaire.termes[*dictionnaire.rangs.get(words)?]);
        let folded = fold(texte);
        if folded.is_empty() {
            return None;
        }
        let bare = texte.split_once('(').map(|(before, _)| fold(before)).filter(|bare| !bare.is_empty());
        get(&folded)
            .or_else(|| get(&bare?))
            .or_else(|| get(folded.strip_suffix('s')?))
            .or_else(|| get(&format!("{folded}s")))
    }

    /// The term of a code.
    pub fn get(&self, nom: &str, code: &str) -> Option<&Entree> {
        self.0.get(nom)?.termes.iter().find(|entree| entree.code == code)
    }

    pub fn termes(&self, nom: &str) -> &[Entree] {
        self.0.get(nom).map_or(&[], |dictionnaire| &dictionnaire.termes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_names_two_terms_of_a_dictionary() {
        let all = Dictionnaires::embarques().unwrap();
        for (nom, _) in EMBARQUES {
            let mut said: Vec<String> = all
                .termes(nom)
                .iter()
                .flat_map(|t| {
                    let mut own: Vec<String> = t.synonymes.iter().chain([&t.libelle]).map(|word| fold(word)).collect();
                    own.sort_unstable();
                    own.dedup();
                    own
                })
                .collect();
            said.sort_unstable();
            let twice: Vec<_> = said.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0].clone()).collect();
            assert!(twice.is_empty(), "{nom}: {twice:?}");
        }
    }

    #[test]
    fn the_words_of_an_excel_file_are_recognised() {
        let all = Dictionnaires::embarques().unwrap();
        let code = |nom: &str, texte: &str| all.find(nom, texte).map(|entree| entree.code.clone());
        assert_eq!(code("donnees", "N° de sécurité sociale").as_deref(), Some("nir"));
        assert_eq!(code("donnees", " SANTÉ ").as_deref(), Some("sante"));
        assert_eq!(code("personnes", "Administrés").as_deref(), Some("usagers"));
        assert_eq!(code("mesures", "Contrôle d'accès").as_deref(), Some("controle_acces"));
        assert_eq!(code("donnees", "pointure"), None);
    }
}
