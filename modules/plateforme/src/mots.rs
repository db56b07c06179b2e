//! The words of the journal: what its codes (`collectivite.modifiee`, `code_postal`) say in French.

use std::{collections::HashMap, sync::LazyLock};

/// `code = words`, a line each; see the head of the file.
static MOTS: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let lines = include_str!("../data/mots.txt").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(" = ")).collect()
});

/// The kinds of objects that the filter of the journal offers: those of every room, whether they have lines or not.
pub(crate) const OBJETS: &[&str] = &[
    "collectivite",
    "contact",
    "personne",
    "appartenance",
    "jeton",
    "convention",
    "avenant",
    "abonnement",
    "devis",
    "recensement",
    "grille",
    "syntec",
    "etat_annuel",
    "titre_recette",
    "courriel",
    "travail",
];

/// « Code postal » for `code_postal`; an unknown code is shown without its underscores.
pub(crate) fn nom(code: &str) -> String {
    MOTS.get(code).map_or_else(|| capitalised(&plain(code)), |words| (*words).to_owned())
}

/// « Collectivité modifiée » for `collectivite.modifiee`.
pub(crate) fn geste(action: &str) -> String {
    if let Some(words) = MOTS.get(action) {
        return (*words).to_owned();
    }
    let Some((objet, done)) = action.split_once('.') else { return nom(action) };
    let done = MOTS.get(format!(".{done}").as_str()).map_or_else(|| plain(done), |words| (*words).to_owned());
    format!("{} {done}", nom(objet))
}

/// A value of before or after, as a person reads it.
pub(crate) fn valeur(text: &str) -> String {
    match text {
        "true" => "oui".to_owned(),
        "false" => "non".to_owned(),
        _ => day(text).unwrap_or_else(|| text.to_owned()),
    }
}

/// `2026-11-22` is read 22/11/2026.
fn day(text: &str) -> Option<String> {
    let is_day = text.len() == 10 && text.as_bytes()[4] == b'-';
    is_day.then(|| kernel::parse_date(text).ok().map(kernel::date_courte)).flatten()
}

fn plain(code: &str) -> String {
    code.replace(['_', '.'], " ")
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_file_is_read_once() {
        let lines = include_str!("../data/mots.txt").lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        assert_eq!(lines.count(), MOTS.len());
        assert!(OBJETS.iter().all(|code| MOTS.contains_key(code)));
    }

    #[test]
    fn codes_are_said_in_french_and_unknown_ones_are_shown() {
        assert_eq!(geste("collectivite.modifiee"), "Collectivité modifiée");
        assert_eq!(geste("collectivite.population"), "Population enregistrée");
        assert_eq!(geste("chose.bougee"), "Chose bougee");
        assert_eq!(geste("chose"), "Chose");
        assert_eq!(nom("un_champ"), "Un champ");
        assert_eq!((valeur("true"), valeur("2026-11-22")), ("oui".to_owned(), "22/11/2026".to_owned()));
        assert_eq!(valeur("2026-99-99"), "2026-99-99");
    }
}
