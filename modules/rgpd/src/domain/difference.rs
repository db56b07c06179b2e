//! `differences`: what changed between two contents, part by part, in words.

use super::{Champ, Contenu, lignes};

/// A part that is not the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub champ: Champ,
    pub avant: Vec<Mot>,
    pub apres: Vec<Mot>,
}

/// A line of a part, and whether the other side has it too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mot {
    pub texte: String,
    pub commun: bool,
}

/// The parts that differ, in the order of the register. Parts that say the same in words but not in value (a reference
/// to the catalogue, for instance) are told too.
pub fn differences(avant: &Contenu, apres: &Contenu) -> Vec<Difference> {
    let changed = Champ::TOUS.iter().copied().filter(|champ| !champ.same(avant, apres));
    changed
        .map(|champ| {
            let (before, after) = (lignes(avant, champ), lignes(apres, champ));
            let side = |own: &[String], other: &[String]| {
                own.iter().map(|texte| Mot { texte: texte.clone(), commun: other.contains(texte) }).collect()
            };
            Difference { champ, avant: side(&before, &after), apres: side(&after, &before) }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changed_is_told_line_by_line() {
        let before: Contenu = toml::from_str(include_str!("../../fixtures/traitement.toml")).unwrap();
        let mut after = before.clone();
        after.nom = "Cantine".into();
        after.finalites[1].libelle = "Facturer".into();
        assert_eq!(differences(&before, &before), []);
        let found = differences(&before, &after);
        assert_eq!(found.iter().map(|d| d.champ).collect::<Vec<_>>(), [Champ::Nom, Champ::Finalites]);
        assert_eq!(found[1].avant.iter().map(|m| m.commun).collect::<Vec<_>>(), [true, false]);
        assert!(found[1].apres[1].texte.starts_with("Facturer — "));
    }

    #[test]
    fn from_nothing_everything_is_new() {
        let whole: Contenu = toml::from_str(include_str!("../../fixtures/traitement.toml")).unwrap();
        let found = differences(&Contenu::default(), &whole);
        assert_eq!(found.len(), Champ::TOUS.len() - 1, "all but the role");
        assert!(found.iter().all(|d| d.apres.iter().all(|mot| !mot.commun)));
    }
}
