//! The countries that registers name, and those to which the Commission lets data go freely (RGPD art. 45): data, dated.

use std::{collections::BTreeMap, sync::LazyLock};

use kernel::fold;
use serde::Deserialize;

/// A country outside the European Union.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pays {
    /// ISO 3166 alpha-2.
    pub code: String,
    pub nom: String,
    /// The decision of the Commission that it protects data enough.
    pub adequation: Option<String>,
    /// What the decision is limited to.
    pub reserve: Option<String>,
}

#[derive(Default, Deserialize)]
struct Fichier {
    pays: Vec<Pays>,
    /// Members of the Union and of the European Economic Area: code, name.
    membres: BTreeMap<String, String>,
}

static FICHIER: LazyLock<Fichier> = LazyLock::new(|| read().unwrap_or_default());

fn read() -> Result<Fichier, toml::de::Error> {
    toml::from_str(include_str!("../../data/pays.toml"))
}

/// Every country of the list.
pub fn tous() -> &'static [Pays] {
    &FICHIER.pays
}

/// The country that a code or a name tells.
pub fn find(text: &str) -> Option<&'static Pays> {
    let wanted = fold(text);
    FICHIER.pays.iter().find(|pays| fold(&pays.code) == wanted || fold(&pays.nom) == wanted)
}

/// The name to show: that of the list, else what was written.
pub fn nom(text: &str) -> String {
    let wanted = fold(text);
    let member = || FICHIER.membres.iter().find(|(code, _)| fold(code) == wanted).map(|(_, nom)| nom.clone());
    find(text).map(|pays| pays.nom.clone()).or_else(member).unwrap_or_else(|| text.trim().to_owned())
}

/// Whether data that go there stay in the European Union, or in the European Economic Area.
pub fn is_ue(text: &str) -> bool {
    let wanted = fold(text);
    FICHIER.membres.iter().any(|(code, nom)| fold(code) == wanted || fold(nom) == wanted)
}

/// Whether the Commission lets data go there without a reserve.
pub fn is_adequat(text: &str) -> bool {
    find(text).is_some_and(|pays| pays.adequation.is_some() && pays.reserve.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_found_by_code_and_by_name() {
        assert!(read().unwrap().pays.len() > 20);
        assert!(is_ue("fr") && is_ue("Pays-Bas") && !is_ue("Andorre") && !is_ue(""));
        assert!(is_adequat("AD") && !is_adequat("Canada") && !is_adequat("Atlantide"));
        assert_eq!(find("AD"), find("andorre"));
        assert!(find("Andorre").unwrap().adequation.is_some() && find("Maroc").unwrap().adequation.is_none());
        assert_eq!((nom(" Atlantide ").as_str(), nom("fr").as_str()), ("Atlantide", "France"));
    }
}
