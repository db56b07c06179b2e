//! The état annuel of the CDG 82, rule by rule.

use conventions::domain::{
    Abonnement, Demande, Faits, NiveauPoste, PosteRecense, Recensement, Refus, Service, compute, simulate,
};
use kernel::GenreCollectivite;
use time::macros::date;

use crate::support::{abonnement, an, cdg82, codes, commune, etat, euros, lines, syntec};

#[test]
fn postes_are_billed_by_their_level() {
    let all = [abonnement(Service::N1, 2, 2018), abonnement(Service::N2, 5, 2018), abonnement(Service::N3, 3, 2018)];
    let found = etat(&all, &cdg82(), 2020);
    // (2 × 40) + (5 × 126,40) + 315,99 + (3 × 189,60) = 80 + 632 + 315,99 + 568,80 = 1 596,79.
    assert_eq!(
        lines(&found),
        ["N1 2 × 40.00 = 80.00", "N2 5 × 126.40 = 632.00", "N3 1 × 315.99 = 315.99", "N3 3 × 189.60 = 568.80"]
    );
    assert_eq!(found.total(), euros("1596.79"));
    assert_eq!(found.lignes[2].libelle, "Forfait annuel «\u{a0}métier\u{a0}», par collectivité");
    assert_ne!(found.lignes[2].libelle, found.lignes[3].libelle);
    assert_eq!(found.lignes[1].explication, "5\u{a0}postes × 126,40\u{a0}€ (tarif 2019)");
}

#[test]
fn the_lump_sum_of_level_3_is_due_once() {
    let found = etat(&[abonnement(Service::N3, 1, 2018), abonnement(Service::N3, 2, 2020)], &cdg82(), 2020);
    assert_eq!(lines(&found), ["N3 1 × 315.99 = 315.99", "N3 3 × 189.60 = 568.80"]);
}

#[test]
fn the_installation_is_billed_the_first_year_only() {
    let users = [abonnement(Service::Demat, 3, 2019)];
    assert_eq!(lines(&etat(&users, &cdg82(), 2019)), ["DEMAT 1 × 198.01 = 198.01", "DEMAT 3 × 93.18 = 279.54"]);
    assert_eq!(lines(&etat(&users, &cdg82(), 2020)), ["DEMAT 3 × 93.18 = 279.54"]);
    assert_eq!(lines(&etat(&users, &cdg82(), 2018)), Vec::<String>::new());
}

#[test]
fn each_module_is_billed_its_own_first_year() {
    let modules = [abonnement(Service::ModuleParapheur, 4, 2020), abonnement(Service::ModuleConvocations, 2, 2021)];
    assert_eq!(lines(&etat(&modules, &cdg82(), 2020)), ["MOD-PARAPHEUR 4 × 20.00 = 80.00"]);
    assert_eq!(lines(&etat(&modules, &cdg82(), 2021)), ["MOD-CONVOCATIONS 2 × 20.00 = 40.00"]);
    assert_eq!(lines(&etat(&modules, &cdg82(), 2022)), Vec::<String>::new());
}

#[test]
fn packs_and_options_are_billed_by_the_year() {
    let all = [
        abonnement(Service::WebConfort, 1, 2018),
        abonnement(Service::Domaine, 2, 2018),
        abonnement(Service::Mel5, 3, 2018),
        abonnement(Service::Mel10, 1, 2018),
    ];
    // 636,12 + 30 + 36,78 + 8,12 = 711,02.
    let found = etat(&all, &cdg82(), 2020);
    assert_eq!(
        lines(&found),
        ["WEB-C 1 × 636.12 = 636.12", "DOM 2 × 15.00 = 30.00", "MEL5 3 × 12.26 = 36.78", "MEL10 1 × 8.12 = 8.12"]
    );
    assert_eq!(found.total(), euros("711.02"));
    assert_eq!(codes(&found), Vec::<&str>::new());
}

#[test]
fn of_two_packs_the_most_complete_is_billed_with_an_anomaly() {
    let found =
        etat(&[abonnement(Service::WebDecouverte, 1, 2018), abonnement(Service::WebExpert, 1, 2020)], &cdg82(), 2020);
    assert_eq!(lines(&found), ["WEB-E 1 × 1272.24 = 1272.24"]);
    assert_eq!(codes(&found), ["deux_packs"]);
}

#[test]
fn certificates_are_billed_at_cost_the_year_of_the_order_and_never_revised() {
    let order = Abonnement::new(Service::Certificat, 2, an(2021), Some(euros("88.90"))).unwrap();
    let mut grille = cdg82();
    grille.validate(an(2021), &syntec(&[("2018-11", "100"), ("2019-11", "150"), ("2020-11", "200")])).unwrap();
    let orders = [order];
    assert_eq!(lines(&etat(&orders, &grille, 2021)), ["CERT 2 × 88.90 = 177.80"]);
    assert_eq!(lines(&etat(&orders, &grille, 2022)), Vec::<String>::new());
}

#[test]
fn days_are_billed_at_the_price_of_the_day_once() {
    let days = [abonnement(Service::Journee, 3, 2020)];
    assert_eq!(lines(&etat(&days, &cdg82(), 2020)), ["JOUR 3 × 250.00 = 750.00"]);
    assert_eq!(lines(&etat(&days, &cdg82(), 2021)), Vec::<String>::new());
}

#[test]
fn nothing_is_reduced_pro_rata() {
    let mut ended = abonnement(Service::Domaine, 1, 2020);
    ended.end(an(2020)).unwrap();
    let ended = [ended];
    assert_eq!(lines(&etat(&ended, &cdg82(), 2020)), ["DOM 1 × 15.00 = 15.00"]);
    assert_eq!(lines(&etat(&ended, &cdg82(), 2021)), Vec::<String>::new());
}

#[test]
fn a_grid_that_is_not_revised_is_told_and_its_last_figures_used() {
    let users = [abonnement(Service::N2, 1, 2018)];
    let stale = etat(&users, &cdg82(), 2020);
    assert_eq!((lines(&stale), codes(&stale)), (vec!["N2 1 × 126.40 = 126.40".to_owned()], vec!["grille_non_revisee"]));
    assert!(stale.anomalies[0].to_string().contains("2019"), "{}", stale.anomalies[0]);
    let mut grille = cdg82();
    grille.validate(an(2020), &syntec(&[("2018-11", "270.1"), ("2019-11", "274.5")])).unwrap();
    let revised = etat(&users, &grille, 2020);
    assert_eq!((lines(&revised), codes(&revised)), (vec!["N2 1 × 128.46 = 128.46".to_owned()], vec![]));
    assert_eq!(lines(&etat(&users, &grille, 2019)), ["N2 1 × 126.40 = 126.40"], "a past year can be computed again");
}

#[test]
fn a_price_that_the_grid_lacks_is_told() {
    let found = etat(&[abonnement(Service::N1, 2, 2018)], &cdg82(), 2019);
    assert_eq!((lines(&found), codes(&found)), (vec![], vec!["tarif_absent"]));
}

#[test]
fn services_without_convention_are_told() {
    let services = [abonnement(Service::Domaine, 1, 2020)];
    let faits = Faits { redevable: commune(10), en_convention: false, abonnements: &services, recensements: &[] };
    assert_eq!(codes(&compute(&faits, &cdg82(), an(2020))), ["sans_convention"]);
    assert_eq!(codes(&compute(&faits, &cdg82(), an(2019))), Vec::<&str>::new(), "nothing is due in 2019");
}

fn census(annee: i32, postes: &[(&str, NiveauPoste)]) -> Recensement {
    let poste = |(nom, niveau): &(&str, NiveauPoste)| PosteRecense { nom: (*nom).to_owned(), niveau: *niveau };
    Recensement::new(an(annee), postes.iter().map(poste).collect())
}

fn counted(abonnements: &[Abonnement], recensements: &[Recensement], annee: i32) -> (Vec<String>, Vec<&'static str>) {
    let faits = Faits { redevable: commune(10), en_convention: true, abonnements, recensements };
    let found = compute(&faits, &cdg82(), an(annee));
    let doubts = codes(&found).into_iter().filter(|code| *code != "grille_non_revisee").collect();
    (lines(&found), doubts)
}

#[test]
fn the_signed_census_of_the_year_is_billed() {
    let mut signed = census(2020, &[("A", NiveauPoste::N1), ("B", NiveauPoste::N2), ("C", NiveauPoste::Aucun)]);
    signed.sign(date!(2020 - 01 - 15)).unwrap();
    let (found, doubts) = counted(&[abonnement(Service::N2, 9, 2018)], &[signed], 2020);
    assert_eq!(found, ["N1 1 × 40.00 = 40.00", "N2 1 × 126.40 = 126.40"]);
    assert_eq!(doubts, Vec::<&str>::new());
}

#[test]
fn until_the_annex_is_signed_the_levels_of_the_year_before_stand() {
    let mut old = census(2019, &[("A", NiveauPoste::N2), ("B", NiveauPoste::N2)]);
    old.sign(date!(2019 - 01 - 15)).unwrap();
    let mut new = old.next();
    new.set_niveau("A", NiveauPoste::N3).unwrap();
    let (found, doubts) = counted(&[], &[old.clone(), new.clone()], 2020);
    assert_eq!((found, doubts), (vec!["N2 2 × 126.40 = 252.80".to_owned()], vec!["annexe_non_signee"]));
    new.sign(date!(2020 - 04 - 01)).unwrap();
    let (found, doubts) = counted(&[], &[old, new], 2020);
    assert_eq!(found, ["N2 1 × 126.40 = 126.40", "N3 1 × 315.99 = 315.99", "N3 1 × 189.60 = 189.60"]);
    assert_eq!(doubts, Vec::<&str>::new());
}

#[test]
fn without_a_signed_annex_the_quantities_subscribed_stand() {
    let draft = census(2020, &[("A", NiveauPoste::N1), ("a", NiveauPoste::N2)]);
    let (found, doubts) = counted(&[abonnement(Service::N1, 4, 2019)], &[draft], 2020);
    assert_eq!(found, ["N1 4 × 40.00 = 160.00"]);
    assert_eq!(doubts, ["deux_niveaux", "annexe_non_signee"]);
}

#[test]
fn the_last_word_wins_between_an_old_census_and_a_newer_subscription() {
    let mut old = census(2018, &[("A", NiveauPoste::N1)]);
    old.sign(date!(2018 - 01 - 15)).unwrap();
    let mut newer = abonnement(Service::N1, 2, 2018);
    newer.set_quantite(an(2020), 6).unwrap();
    let (found, _) = counted(std::slice::from_ref(&newer), std::slice::from_ref(&old), 2020);
    assert_eq!(found, ["N1 6 × 40.00 = 240.00"]);
    newer.end(an(2020)).unwrap();
    let (found, _) = counted(&[newer], &[old], 2021);
    assert_eq!(found, Vec::<String>::new(), "ended: the old census no longer speaks");
}

#[test]
fn the_simulator_tells_the_first_year_and_the_following_ones() {
    let demande = Demande {
        genre: GenreCollectivite::Commune,
        population: Some(450),
        quantites: vec![
            (Service::N2, 2),
            (Service::Demat, 1),
            (Service::ModuleParapheur, 1),
            (Service::Rgpd, 1),
            (Service::WebDecouverte, 1),
            (Service::Mel5, 0),
        ],
    };
    let found = simulate(&demande, &cdg82(), an(2020)).unwrap();
    // 252,80 + 198,01 + 93,18 + 20 + 352,58 + 560 = 1 476,57, then 252,80 + 93,18 + 352,58 + 350 = 1 048,56.
    assert_eq!(found.totals(), (euros("1476.57"), euros("1048.56")));
    let certificat = Demande { quantites: vec![(Service::Certificat, 1)], ..demande.clone() };
    assert_eq!(simulate(&certificat, &cdg82(), an(2020)), Err(Refus::PrixManquant));
    let days = Demande { quantites: vec![(Service::Journee, 2)], ..demande };
    let found = simulate(&days, &cdg82(), an(2020)).unwrap();
    assert_eq!(found.totals(), (euros("500"), euros("0")), "days are ordered once");
}

#[test]
fn the_json_of_a_line_has_five_keys_and_two_decimals() {
    let found = etat(&[abonnement(Service::Domaine, 2, 2020)], &cdg82(), 2020);
    assert_eq!(
        serde_json::to_string(&found.lignes).unwrap(),
        r#"[{"service":"DOM","libelle":"Nom de domaine supplémentaire","quantite":2,"prix_unitaire":"15.00","montant":"30.00"}]"#
    );
}
