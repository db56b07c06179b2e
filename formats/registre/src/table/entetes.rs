//! The headers of a table, compared with those that registers use.

use std::{collections::HashMap, sync::LazyLock};

use kernel::fold;
use serde::Deserialize;
use tableur::{Feuille, Ligne};

use super::{Cible, Colonne, Correspondance, PAR_LIGNE};
use crate::Champ;

/// The rows among which the headers are sought.
const RECHERCHE: usize = 30;
/// A header is short: a longer text is a value.
const LONG: usize = 200;
const SUR: u8 = 100;
const PROBABLE: u8 = 60;
const POSSIBLE: u8 = 40;

#[derive(Deserialize, Default)]
struct Fichier {
    #[serde(default)]
    colonne: Vec<Connue>,
    #[serde(default)]
    choix: Vec<Choix>,
}

#[derive(Deserialize)]
struct Connue {
    champ: Champ,
    #[serde(default)]
    cle: String,
    entetes: Vec<String>,
}

#[derive(Deserialize)]
struct Choix {
    champ: Champ,
    terme: String,
    entetes: Vec<String>,
}

/// The targets by folded header. The file is part of the program: a test reads it.
static CONNUES: LazyLock<HashMap<String, Cible>> = LazyLock::new(|| {
    let fichier: Fichier = toml::from_str(include_str!("../../data/entetes.toml")).unwrap_or_default();
    let mut all = HashMap::new();
    for Connue { champ, cle, entetes } in fichier.colonne {
        for entete in entetes {
            all.entry(fold(&entete)).or_insert(Cible { champ, cle: cle.clone(), choix: None, lignes: false });
        }
    }
    for Choix { champ, terme, entetes } in fichier.choix {
        for entete in entetes {
            let cible = Cible { champ, cle: String::new(), choix: Some(terme.clone()), lignes: false };
            // A choice hides no column of values: « Mise à jour » alone is a day.
            all.entry(format!("choix {}", fold(&entete))).or_insert(cible);
        }
    }
    all
});

/// Every part of a field that a column may hold, in the order of the fields: what somebody chooses from.
pub fn cibles() -> Vec<Cible> {
    let mut all: Vec<Cible> = CONNUES.values().filter(|cible| cible.choix.is_none()).cloned().collect();
    all.sort_by(|a, b| (a.champ, &a.cle).cmp(&(b.champ, &b.cle)));
    all.dedup();
    all
}

/// How the columns of a sheet are understood; `None` when no row looks like headers.
pub fn map(feuille: &Feuille) -> Option<Correspondance> {
    let candidates = feuille.lignes.iter().take(RECHERCHE).enumerate();
    let score = |ligne: &Ligne| ligne.cellules.iter().filter(|cellule| target(&cellule.texte, false).is_some()).count();
    let (rang, entete) = candidates.max_by_key(|(rang, ligne)| (score(ligne), std::cmp::Reverse(*rang)))?;
    let rows = &feuille.lignes[rang + 1..];
    let mut colonnes: Vec<Colonne> = Vec::new();
    for cellule in &entete.cellules {
        let sample =
            rows.iter().map(|ligne| ligne.texte(cellule.colonne)).find(|texte| !texte.is_empty()).unwrap_or_default();
        let values =
            || rows.iter().take(200).map(|ligne| ligne.texte(cellule.colonne)).filter(|texte| !texte.trim().is_empty());
        let boolean = values().next().is_some() && values().all(is_yes_or_no);
        let (cible, confiance) = match comment(&cellule.texte, &colonnes).or_else(|| target(&cellule.texte, boolean)) {
            Some((cible, confiance)) => (Some(cible), confiance),
            None => (None, 0),
        };
        colonnes.push(Colonne {
            colonne: cellule.colonne + 1,
            entete: cellule.texte.to_string(),
            cible,
            confiance,
            exemple: sample.chars().take(200).collect(),
        });
    }
    forget_doubles(&mut colonnes);
    let known: Vec<&Cible> = colonnes.iter().filter_map(|colonne| colonne.cible.as_ref()).collect();
    let names = known.iter().any(|cible| matches!(cible.champ, Champ::Nom | Champ::Finalites));
    (known.len() >= 2 && names).then(|| Correspondance {
        feuille: feuille.nom.clone(),
        ligne_entete: entete.rang + 1,
        colonnes,
    })
}

/// Of two columns for one simple field, the surest is kept.
fn forget_doubles(colonnes: &mut [Colonne]) {
    for index in 0..colonnes.len() {
        let Some(cible) = colonnes[index].cible.clone() else { continue };
        let simple = !cible.champ.is_liste() && cible.choix.is_none();
        let better =
            |other: &Colonne| other.cible.as_ref() == Some(&cible) && other.confiance > colonnes[index].confiance;
        let before = |other: &Colonne| other.cible.as_ref() == Some(&cible);
        if simple && (colonnes.iter().any(better) || colonnes[..index].iter().any(before)) {
            colonnes[index].cible = None;
            colonnes[index].confiance = 0;
        }
    }
}

fn is_yes_or_no(texte: &str) -> bool {
    matches!(fold(texte).as_str(), "oui" | "non" | "x" | "o" | "n" | "vrai" | "faux" | "1" | "0")
}

/// A header such as « Salariés - Commentaire », after the column of the choice.
fn comment(entete: &str, before: &[Colonne]) -> Option<(Cible, u8)> {
    if !fold(entete).ends_with("commentaire") {
        return None;
    }
    let last = before.last()?.cible.as_ref().filter(|cible| cible.choix.is_some())?;
    Some((Cible { cle: "détail".to_owned(), ..last.clone() }, SUR))
}

fn target(entete: &str, boolean: bool) -> Option<(Cible, u8)> {
    if entete.len() > LONG {
        return None;
    }
    if let Some(champ) = entete.strip_suffix(PAR_LIGNE).and_then(of_libelle) {
        return Some((Cible { champ, cle: String::new(), choix: None, lignes: true }, SUR));
    }
    if let Some(champ) = of_libelle(entete).filter(|champ| !champ.is_liste()) {
        return Some((Cible { champ, cle: String::new(), choix: None, lignes: champ.is_acteur() }, SUR));
    }
    let folded = fold(entete);
    let last = entete.rsplit(" - ").next().map(fold).unwrap_or_default();
    let choice = |words: &str| CONNUES.get(&format!("choix {words}")).cloned();
    if boolean && let Some(cible) = choice(&folded).or_else(|| choice(&last)) {
        return Some((cible, SUR));
    }
    if let Some(cible) = CONNUES.get(&folded) {
        return Some((cible.clone(), SUR));
    }
    if last != folded
        && let Some(cible) = CONNUES.get(&last)
    {
        return Some((cible.clone(), PROBABLE));
    }
    // The longest known header that stands in this one, as whole words.
    let padded = format!(" {folded} ");
    let inside = |known: &&String| known.contains(' ') && padded.contains(&format!(" {known} "));
    let found = CONNUES.keys().filter(inside).max_by_key(|known| (known.len(), std::cmp::Reverse(known.as_str())))?;
    Some((CONNUES[found].clone(), POSSIBLE))
}

fn of_libelle(entete: &str) -> Option<Champ> {
    let folded = fold(entete);
    Champ::ALL.iter().copied().find(|champ| fold(champ.libelle()) == folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_headers_is_read_and_says_one_thing_of_each() {
        let fichier: Fichier = toml::from_str(include_str!("../../data/entetes.toml")).unwrap();
        let mut seen = HashMap::new();
        for connue in &fichier.colonne {
            for entete in &connue.entetes {
                let before = seen.insert(fold(entete), (connue.champ, &connue.cle));
                assert!(before.is_none(), "« {entete} » names {before:?} and {:?}", connue.champ);
            }
        }
        assert!(CONNUES.len() > 200);
    }

    #[test]
    fn headers_that_people_write_are_understood() {
        for (entete, champ, cle, confiance) in [
            ("Intitulé du traitement", Champ::Nom, "", SUR),
            ("NOM DU TRAITEMENT", Champ::Nom, "", SUR),
            ("Base légale du traitement *", Champ::Finalites, "base légale", SUR),
            ("Durée de conservation (en base active)", Champ::Donnees, "conservation", POSSIBLE),
            ("Détails - Délai de conservation", Champ::Donnees, "conservation", PROBABLE),
            ("Finalités (une par ligne)", Champ::Finalites, "", SUR),
        ] {
            let (cible, found) = target(entete, false).unwrap();
            assert_eq!((cible.champ, cible.cle.as_str(), found), (champ, cle, confiance), "{entete}");
        }
        assert_eq!(target("Couleur préférée", false), None);
        assert_eq!(target("Mise à jour", true).unwrap().0.choix.as_deref(), Some("Mise à jour"));
    }
}
