//! Round trips: what is written is read back the same.

use proptest::prelude::*;
use registre::{Fiche, cnil_pages, csv, difference, plat_page};
use tableur::{write_ods, write_xlsx};

use super::{dicos, echantillon, fiches, lecture, proprietes};

type Ecriture = fn(&[Fiche]) -> Vec<u8>;

const ECRITURES: [(&str, Ecriture); 5] = [
    ("CNIL ODS", |fiches| write_ods(&cnil_pages(fiches, dicos()), &proprietes()).unwrap()),
    ("CNIL XLSX", |fiches| write_xlsx(&cnil_pages(fiches, dicos()), &proprietes()).unwrap()),
    ("plat XLSX", |fiches| write_xlsx(&[plat_page(fiches)], &proprietes()).unwrap()),
    ("plat ODS", |fiches| write_ods(&[plat_page(fiches)], &proprietes()).unwrap()),
    ("CSV", |fiches| csv(fiches).unwrap()),
];

#[test]
fn a_full_fiche_comes_back_the_same_from_every_format() {
    let before = vec![echantillon::pleine(), Fiche { nom: "Vide".into(), ..Fiche::default() }];
    for (nom, write) in ECRITURES {
        let after = fiches(&write(&before));
        assert_eq!(after.len(), 2, "{nom}");
        for (before, after) in before.iter().zip(&after) {
            assert_eq!(difference(before, after), [], "{nom}");
            assert_eq!(before, after, "{nom}");
        }
    }
}

#[test]
fn the_same_register_gives_the_same_bytes() {
    for (nom, write) in ECRITURES {
        assert!(write(&[echantillon::pleine()]) == write(&[echantillon::pleine()]), "{nom}");
    }
}

#[test]
fn an_edit_made_offline_is_one_difference() {
    let before = echantillon::pleine();
    let mut edited = before.clone();
    edited.finalites[1].libelle = "Autre but".into();
    edited.observations.clear();
    let after = &fiches(&ECRITURES[2].1(&[edited.clone()]))[0];
    let found = difference(&before, after);
    let [observations, finalites] = &found[..] else { panic!("{found:?}") };
    assert_eq!((finalites.retires.len(), finalites.ajoutes.len()), (1, 1));
    assert!(finalites.ajoutes[0].starts_with("Autre but | base légale"));
    assert_eq!(observations.apres, "");
    let mut accepted = before.clone();
    registre::accept(&mut accepted, after, finalites.champ, dicos());
    assert_eq!((accepted.finalites, accepted.observations), (edited.finalites, before.observations));
}

#[test]
fn a_line_edited_into_nonsense_is_told_and_kept() {
    let page = plat_page(&[Fiche { nom: "Paie".into(), ..Fiche::default() }]);
    let mut pages = [page];
    let donnees = pages[0].rangees[0]
        .iter()
        .position(|case| matches!(&case.valeur, tableur::Valeur::Texte(t) if t.starts_with("Catégories de données")))
        .unwrap();
    pages[0].rangees[1][donnees] = tableur::Case::texte("Santé | durée : longtemps | humeur : bonne");
    let lecture = lecture(&write_xlsx(&pages, &proprietes()).unwrap());
    assert_eq!(lecture.problemes.len(), 2, "{:?}", lecture.problemes);
    let fiche = &lecture.fiches[0].fiche;
    assert_eq!(fiche.donnees[0].categorie.code.as_deref(), Some("sante"));
    assert!(fiche.observations.contains("longtemps") && fiche.observations.contains("bonne"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, max_shrink_iters: 60, ..ProptestConfig::default() })]

    #[test]
    fn any_fiche_comes_back_the_same_from_every_format(fiche in echantillon::fiche()) {
        for (nom, write) in ECRITURES {
            let after = fiches(&write(std::slice::from_ref(&fiche)));
            prop_assert_eq!(after.len(), 1, "{}", nom);
            let differences = difference(&fiche, &after[0]);
            prop_assert!(differences.is_empty() && after[0] == fiche, "{}: {:?}", nom, differences);
        }
    }
}
