//! The countries that registers name, and those to which the Commission lets data go freely (RGPD art. 45): data, dated.

use std::sync::LazyLock;

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

#[derive(Deserialize)]
struct Fichier {
    pays: Vec<Pays>,
}

static PAYS: LazyLock<Vec<Pays>> = LazyLock::new(|| read().unwrap_or_default());

fn read() -> Result<Vec<Pays>, toml::de::Error> {
    Ok(toml::from_str::<Fichier>(include_str!("../../data/pays.toml"))?.pays)
}

/// Every country of the list.
pub fn tous() -> &'static [Pays] {
    &PAYS
}

/// The country that a code or a name tells.
pub fn find(text: &str) -> Option<&'static Pays> {
    let wanted = fold(text);
    PAYS.iter().find(|pays| fold(&pays.code) == wanted || fold(&pays.nom) == wanted)
}

/// The name to show: that of the list, else what was written.
pub fn nom(text: &str) -> String {
    find(text).map_or_else(|| text.trim().to_owned(), |pays| pays.nom.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_found_by_code_and_by_name() {
        assert!(read().unwrap().len() > 20);
        assert_eq!(find("AD"), find("andorre"));
        assert!(find("Andorre").unwrap().adequation.is_some() && find("Maroc").unwrap().adequation.is_none());
        assert_eq!(nom(" Atlantide "), "Atlantide");
    }
}
