//! The état on paper and as a workbook.

use conventions::editions::{EtatEdite, RefusEdition, etat, etat_classeur, recapitulatif};
use editique::Cellule;
use kernel::{Montant, Taux};
use time::macros::date;
use ubl::Tva;

use crate::{
    monde::{self, JOUR, an},
    papier::{plain, visible_text},
};

#[test]
fn the_etat_of_a_commune_tells_each_computation_and_the_total() -> Result<(), RefusEdition> {
    let (membre, annuel, convention) = (monde::albias(), monde::etat82(), monde::convention82());
    let edite = EtatEdite { membre: &membre, etat: &annuel, rectifie: None, convention: Some(&convention) };
    let text = visible_text("etat-82", &etat(&monde::cdg82(), &edite, date!(2030 - 01 - 01))?);
    for ligne in annuel.lignes() {
        assert!(text.contains(&plain(&ligne.montant)), "{}\n{text}", ligne.montant);
    }
    assert!(text.contains(&plain(&annuel.total())), "{text}");
    assert!(text.contains("Montauban, le 20 janvier 2020"), "dated of its validation, whenever it is printed");
    insta::assert_snapshot!("etat_82", text);
    Ok(())
}

#[test]
fn a_correction_names_the_etat_it_replaces_and_the_difference() -> Result<(), RefusEdition> {
    let (membre, convention) = (monde::albias(), monde::convention82());
    let (first, second) = monde::etat82_corrected();
    let edite = EtatEdite { membre: &membre, etat: &second, rectifie: Some(&first), convention: Some(&convention) };
    let text = visible_text("etat-82-rectificatif", &etat(&monde::cdg82(), &edite, JOUR)?);
    assert!(text.contains("EA-2020-218200020-2") && text.contains("EA-2020-218200020-1"), "{text}");
    // One poste of level 2 more (+128,46 €), no more parapheur (−60,00 €).
    assert!(text.contains("+68,46 €"), "{text}");
    assert_eq!(second.total() - first.total(), monde::euros("68.46"));
    insta::assert_snapshot!("etat_82_rectificatif", text);
    Ok(())
}

#[test]
fn a_draft_says_so() -> Result<(), RefusEdition> {
    let (membre, convention) = (monde::albias(), monde::convention82());
    let draft = monde::etat(&membre, &convention, &monde::abonnements(), &monde::grille82(), 2020);
    let edite = EtatEdite { membre: &membre, etat: &draft, rectifie: None, convention: None };
    let text = visible_text("etat-projet", &etat(&monde::cdg82(), &edite, JOUR)?);
    assert!(text.contains("Projet, non validé") && text.contains("peuvent encore changer"), "{text}");
    Ok(())
}

#[test]
fn a_price_without_taxes_says_what_is_added_to_it() -> Result<(), RefusEdition> {
    let (membre, annuel, convention) = (monde::departement(), monde::etat62(), monde::convention62());
    let edite = EtatEdite { membre: &membre, etat: &annuel, rectifie: None, convention: Some(&convention) };
    let exempt = visible_text("etat-62", &etat(&monde::cdg62(), &edite, JOUR)?);
    assert!(exempt.contains("256 B") && exempt.contains("7 000,00 €"), "{exempt}");
    assert!(exempt.contains("EPCI de plus de 200 000 habitants"), "{exempt}");
    insta::assert_snapshot!("etat_62", exempt);
    let mut taxed = monde::cdg62();
    taxed.tva = Tva::Taux(Taux::from_dix_milliemes(2_000));
    let text = visible_text("etat-62-tva", &etat(&taxed, &edite, JOUR)?);
    assert!(text.contains("1 400,00 €") && text.contains("8 400,00 €"), "{text}");
    Ok(())
}

#[test]
fn the_workbook_of_an_etat_has_its_lines_and_its_total() {
    let (membre, annuel) = (monde::albias(), monde::etat82());
    let edite = EtatEdite { membre: &membre, etat: &annuel, rectifie: None, convention: None };
    let classeur = etat_classeur(&monde::cdg82(), &edite, JOUR);
    let sheet = &classeur.feuilles[0].tableau;
    assert_eq!(sheet.lignes.len(), annuel.lignes().len());
    assert_eq!(sheet.totaux.as_ref().unwrap()[4], Cellule::Montant(annuel.total()));
    assert!(editique::xlsx(&classeur).is_ok() && editique::ods(&classeur).is_ok());
}

#[test]
fn the_summary_counts_a_corrected_etat_once_and_adds_up_by_service_and_by_member() {
    let (albias, departement) = (monde::albias(), monde::departement());
    let (first, second) = monde::etat82_corrected();
    let other = monde::etat62();
    let edite = |membre, etat, rectifie| EtatEdite { membre, etat, rectifie, convention: None };
    let etats =
        [edite(&albias, &first, None), edite(&albias, &second, Some(&first)), edite(&departement, &other, None)];
    let classeur = recapitulatif(&monde::cdg82(), an(2020), &etats, JOUR);
    let names: Vec<&str> = classeur.feuilles.iter().map(|f| f.nom.as_str()).collect();
    assert_eq!(names, ["Par service", "Par collectivité", "Anomalies"]);
    let expected = second.total() + other.total();
    let by_service = &classeur.feuilles[0].tableau;
    let column = |n: usize| -> Montant {
        let amount = |row: &Vec<Cellule>| if let Cellule::Montant(m) = row[n] { m } else { panic!("{row:?}") };
        by_service.lignes.iter().map(amount).sum()
    };
    assert_eq!((column(3), by_service.totaux.as_ref().unwrap()[3].clone()), (expected, Cellule::Montant(expected)));
    let by_member = &classeur.feuilles[1].tableau;
    assert_eq!(by_member.lignes.len(), 2);
    assert_eq!(by_member.totaux.as_ref().unwrap()[5], Cellule::Montant(expected));
    assert!(editique::ods(&classeur).is_ok() && editique::xlsx(&classeur).is_ok());
}
