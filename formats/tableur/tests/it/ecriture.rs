//! What is written is read back the same.

use proptest::prelude::*;
use tableur::{Case, Limites, Page, Proprietes, Style, TableurError, Valeur, read, write_ods, write_xlsx};
use time::macros::date;

pub fn proprietes() -> Proprietes {
    Proprietes { titre: "Registre".into(), auteur: "Commune".into(), date: date!(2026 - 11 - 25) }
}

pub fn pages() -> Vec<Page> {
    let rangees = vec![
        vec![Case::texte("Nom").style(Style::Section), Case::texte("Durée").style(Style::Section)],
        vec![
            Case::texte("=1+1").style(Style::Erreur).note("À revoir\n« ici »"),
            Case::date(Some(date!(2018 - 05 - 26))),
        ],
        vec![],
        vec![Case::texte("a  b\n c é").etendue(3), Case::texte("fin")],
        vec![Case { valeur: Valeur::Entier(12), ..Case::default() }],
    ];
    let one = Page { nom: "Fiche : un/deux".into(), largeurs: vec![20, 40], rangees, entete: true };
    vec![one, Page { nom: "fiche   un deux".into(), ..Page::default() }]
}

#[test]
fn a_workbook_is_read_back_as_it_was_written() {
    for octets in [write_ods(&pages(), &proprietes()).unwrap(), write_xlsx(&pages(), &proprietes()).unwrap()] {
        let classeur = read(&octets, &Limites::default()).unwrap();
        let [feuille, vide] = &classeur.feuilles[..] else { panic!() };
        assert_eq!((feuille.nom.as_str(), vide.nom.as_str()), ("Fiche   un deux", "fiche   un deux (2)"));
        let told = |ligne, colonne| feuille.texte(ligne, colonne);
        assert_eq!(
            [told(0, 0), told(1, 0), told(3, 0), told(3, 3), told(4, 0)],
            ["Nom", "=1+1", "a  b\n c é", "fin", "12"]
        );
        assert!(!feuille.cellule(1, 0).unwrap().formule);
        assert_eq!(feuille.cellule(1, 1).unwrap().jour, Some(date!(2018 - 05 - 26)));
        assert_eq!((feuille.fusions[0].colonnes, feuille.texte(3, 2)), (3, "a  b\n c é"));
    }
}

#[test]
fn the_same_workbook_gives_the_same_bytes() {
    for write in [write_ods, write_xlsx] {
        assert_eq!(write(&pages(), &proprietes()), write(&pages(), &proprietes()));
    }
}

#[test]
fn a_text_that_no_cell_can_hold_is_refused_and_never_cut() {
    let page = Page {
        nom: "F".into(),
        rangees: vec![vec![Case::default(), Case::texte("é".repeat(32_768))]],
        ..Page::default()
    };
    let refused = TableurError::TexteTropLong { cellule: "F!B1".into(), max: 32_767 };
    assert_eq!(write_xlsx(&[page], &proprietes()), Err(refused));
}

proptest! {
    #[test]
    fn any_text_survives_both_formats(texte in "[a-zé€<&>'\"=\\\\ \t\n_x0-9A-F]{0,40}") {
        let page = Page { nom: "F".into(), rangees: vec![vec![Case::texte(texte.clone())]], ..Page::default() };
        for octets in [write_ods(std::slice::from_ref(&page), &proprietes()).unwrap(), write_xlsx(&[page], &proprietes()).unwrap()] {
            let lu = read(&octets, &Limites::default()).unwrap();
            let attendu = if texte.trim().is_empty() { "" } else { &texte };
            prop_assert_eq!(lu.feuilles[0].texte(0, 0), attendu);
        }
    }
}
