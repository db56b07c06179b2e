//! The census annex on paper.

use conventions::editions::{DossierRecensement, recensement};
use time::macros::date;

use crate::{
    monde::{self, JOUR},
    papier::visible_text,
};

#[test]
fn the_annex_compares_each_poste_with_the_year_before_and_waits_for_a_signature() {
    let (centre, membre, grille) = (monde::cdg82(), monde::albias(), monde::grille82());
    let (before, now) = monde::recensements();
    let dossier = DossierRecensement {
        centre: &centre,
        membre: &membre,
        recensement: &now,
        precedent: Some(&before),
        grille: Some(&grille),
        date: JOUR,
    };
    let text = visible_text("recensement", &recensement(&dossier));
    // 1 × 40,00; 2 × 128,46; 321,14 + 2 × 192,69.
    for figure in ["40,00 €", "256,92 €", "706,52 €", "1 003,44 €"] {
        assert!(text.contains(figure), "{figure} in\n{text}");
    }
    assert!(text.contains("les niveaux de 2019 sont maintenus"), "{text}");
    insta::assert_snapshot!("recensement", text);
    let mut agreed = now.clone();
    agreed.sign(date!(2020 - 02 - 03)).unwrap();
    let signed =
        visible_text("recensement-signe", &recensement(&DossierRecensement { recensement: &agreed, ..dossier }));
    assert!(signed.contains("Annexe signée par la collectivité le 3 février 2020"), "{signed}");
}

#[test]
fn the_first_annex_has_nothing_to_be_compared_with() {
    let (centre, membre) = (monde::cdg82(), monde::albias());
    let (_, now) = monde::recensements();
    let dossier = DossierRecensement {
        centre: &centre,
        membre: &membre,
        recensement: &now,
        precedent: None,
        grille: None,
        date: JOUR,
    };
    let text = visible_text("recensement-premier", &recensement(&dossier));
    assert!(!text.contains("Ce qui change") && !text.contains("2019"), "{text}");
}
