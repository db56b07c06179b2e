//! `conseil_aipd`: whether an impact assessment is due, by one rule for the whole house (art. 35; WP 248 rev. 01;
//! délibérations CNIL n° 2018-327 and n° 2019-118), with its reasons.

use std::{collections::BTreeSet, sync::LazyLock};

use serde::Deserialize;

use super::{Contenu, Critere, DecisionAipd, dictionnaires};

/// A type of traitement of one of the two lists.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TypeListe {
    pub code: String,
    pub libelle: String,
    pub aide: String,
}

/// The two lists of the CNIL.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listes {
    pub dispense: Vec<TypeListe>,
    pub requise: Vec<TypeListe>,
}

/// What the rule advises; the responsable decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConseilAipd {
    pub decision: DecisionAipd,
    /// The criteria met: those ticked and those that the data and the persons show.
    pub criteres: BTreeSet<Critere>,
    /// Why, in complete sentences.
    pub motifs: Vec<String>,
}

static LISTES: LazyLock<Listes> = LazyLock::new(|| read().unwrap_or_default());

fn read() -> Result<Listes, toml::de::Error> {
    toml::from_str(include_str!("../../data/aipd.toml"))
}

/// The two lists of the CNIL. A test reads the embedded file.
pub fn listes() -> &'static Listes {
    &LISTES
}

/// The words of a type; its code when it is not of the lists.
pub fn libelle(code: &str) -> &str {
    find(code).map_or(code, |kind| kind.libelle.as_str())
}

fn find(code: &str) -> Option<&'static TypeListe> {
    LISTES.dispense.iter().chain(&LISTES.requise).find(|kind| kind.code == code)
}

/// The criteria that the content shows by itself, whatever was ticked.
pub fn criteres_visibles(contenu: &Contenu) -> BTreeSet<Critere> {
    let terms = dictionnaires();
    let sensible = contenu.donnees.iter().filter_map(|d| terms.donnees.find(&d.categorie));
    let sensible = sensible.into_iter().any(|t| t.sensible || t.infractions || t.hautement_personnelle);
    let fragile = contenu
        .personnes
        .iter()
        .any(|p| p.vulnerables || terms.personnes.find(&p.categorie).is_some_and(|terme| terme.vulnerables));
    let found = [(sensible, Critere::Sensibles), (fragile, Critere::Vulnerables)];
    found.into_iter().filter(|(met, _)| *met).map(|(_, critere)| critere).collect()
}

/// What the rule advises: the list of exemptions first, then that of the types that require one, then the criteria.
pub fn conseil_aipd(contenu: &Contenu) -> ConseilAipd {
    let criteres: BTreeSet<Critere> =
        criteres_visibles(contenu).into_iter().chain(contenu.criteres.iter().copied()).collect();
    let on = |list: &[TypeListe]| -> Vec<String> {
        let of = |code: &&String| list.iter().any(|kind| kind.code == **code);
        contenu.aipd.listes.iter().filter(of).map(|code| libelle(code).to_owned()).collect()
    };
    let (exempt, required) = (on(&LISTES.dispense), on(&LISTES.requise));
    let mut motifs: Vec<String> = exempt
        .iter()
        .map(|kind| {
            format!("La liste des dispenses de la CNIL (délibération n°\u{a0}2019-118) comprend\u{a0}: {kind}.")
        })
        .collect();
    motifs.extend(required.iter().map(|kind| {
        format!("La liste des AIPD obligatoires de la CNIL (délibération n°\u{a0}2018-327) comprend\u{a0}: {kind}.")
    }));
    let decision = if !required.is_empty() {
        if !exempt.is_empty() {
            motifs.push("Les deux listes s’appliquent\u{a0}: dans le doute, l’AIPD est nécessaire. Séparez le traitement en deux s’il sert à deux choses.".to_owned());
        }
        DecisionAipd::Requise
    } else if !exempt.is_empty() {
        DecisionAipd::Exemptee
    } else if criteres.len() >= 2 {
        motifs.push(format!("{} critères sur neuf sont remplis\u{a0}; à partir de deux, l’AIPD est en principe nécessaire (WP\u{a0}248).", criteres.len()));
        DecisionAipd::Requise
    } else {
        motifs.push(match criteres.len() {
            0 => "Aucun des neuf critères n’est rempli, et aucune liste ne s’applique.".to_owned(),
            _ => "Un seul des neuf critères est rempli\u{a0}: l’AIPD n’est pas nécessaire, sauf risque particulier que vous connaîtriez.".to_owned(),
        });
        DecisionAipd::NonRequise
    };
    motifs
        .extend(criteres.iter().map(|critere| format!("Critère rempli\u{a0}: {}.", critere.libelle().to_lowercase())));
    ConseilAipd { decision, criteres, motifs }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Donnee, Personnes};
    use proptest::prelude::*;

    fn of(criteres: &[Critere], listes: &[&str]) -> Contenu {
        let mut contenu = Contenu { criteres: criteres.to_vec(), ..Contenu::default() };
        contenu.aipd.listes = listes.iter().map(|code| (*code).to_owned()).collect();
        contenu
    }

    #[test]
    fn the_lists_of_the_cnil_have_twelve_and_fourteen_types() {
        let lists = read().unwrap();
        assert_eq!((lists.dispense.len(), lists.requise.len()), (12, 14));
    }

    #[test]
    fn two_criteria_call_for_an_assessment_and_one_does_not() {
        assert_eq!(conseil_aipd(&of(&[], &[])).decision, DecisionAipd::NonRequise);
        assert_eq!(conseil_aipd(&of(&[Critere::Surveillance], &[])).decision, DecisionAipd::NonRequise);
        let two = conseil_aipd(&of(&[Critere::Surveillance, Critere::LargeEchelle], &[]));
        assert_eq!(two.decision, DecisionAipd::Requise);
        assert!(two.motifs[0].starts_with("2 critères sur neuf"), "{:?}", two.motifs);
    }

    #[test]
    fn a_list_has_more_weight_than_the_criteria() {
        let school = of(&[Critere::Vulnerables, Critere::Sensibles], &["dispense-scolaire"]);
        assert_eq!(conseil_aipd(&school).decision, DecisionAipd::Exemptee);
        assert_eq!(conseil_aipd(&of(&[], &["requise-logement-social"])).decision, DecisionAipd::Requise);
        let both = conseil_aipd(&of(&[], &["dispense-scolaire", "requise-biometrie"]));
        assert_eq!(both.decision, DecisionAipd::Requise);
    }

    #[test]
    fn what_the_data_and_the_persons_show_counts_without_being_ticked() {
        let contenu = Contenu {
            donnees: vec![Donnee { categorie: "sante".into(), ..Donnee::default() }],
            personnes: vec![Personnes { categorie: "enfants".into(), ..Personnes::default() }],
            ..Contenu::default()
        };
        let advice = conseil_aipd(&contenu);
        assert_eq!(advice.decision, DecisionAipd::Requise);
        assert_eq!(advice.criteres, BTreeSet::from([Critere::Sensibles, Critere::Vulnerables]));
    }

    proptest! {
        /// W2: one rule. One more criterion never makes an assessment less due.
        #[test]
        fn one_more_criterion_never_lessens_the_advice(ticked in proptest::sample::subsequence(Critere::TOUS.to_vec(), 0..9), more in 0..9_usize) {
            let before = conseil_aipd(&of(&ticked, &[]));
            let mut with_more = ticked.clone();
            with_more.push(Critere::TOUS[more]);
            let after = conseil_aipd(&of(&with_more, &[]));
            prop_assert!(before.decision != DecisionAipd::Requise || after.decision == DecisionAipd::Requise);
            prop_assert_eq!(before.decision == DecisionAipd::Requise, ticked.len() >= 2);
            prop_assert!(!before.motifs.is_empty());
        }
    }
}
