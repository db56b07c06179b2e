//! The shared DPD in the état: phases, tranches, quotes (CDG 82, art. 5.6; CDG 62, art. 5).

use conventions::domain::{
    Abonnement, Devis, Faits, Grille, LigneDevis, PrixLigne, Quand, Redevable, Service, compute,
};
use kernel::{Clock, GenreCollectivite, Id, Instant};
use time::macros::date;

use crate::support::{abonnement, an, cdg62, cdg82, codes, commune, euros, lines};

fn billed(
    redevable: Redevable,
    abonnements: &[Abonnement],
    grille: &Grille,
    annee: i32,
) -> (Vec<String>, Vec<&'static str>) {
    let faits = Faits { redevable, en_convention: true, abonnements, recensements: &[] };
    let found = compute(&faits, grille, an(annee));
    (lines(&found), codes(&found))
}

fn quoted(suivantes: bool) -> Abonnement {
    let clock = Clock::fixed(Instant::from_unix_micros(0));
    let mut devis =
        Devis::new(Id::new(&clock), Id::new(&clock), "D-2020-7", Service::Rgpd, an(2020), euros("250")).unwrap();
    devis.push(LigneDevis::new("Mise en place", Quand::PremiereAnnee, PrixLigne::DemiJournees(24))).unwrap();
    if suivantes {
        devis.push(LigneDevis::new("Suivi", Quand::AnneesSuivantes, PrixLigne::DemiJournees(13))).unwrap();
    }
    devis.accept(date!(2020 - 01 - 20)).unwrap()
}

#[test]
fn the_first_year_is_the_dearer_one() {
    let dpd = [abonnement(Service::Rgpd, 1, 2020)];
    assert_eq!(billed(commune(1_000), &dpd, &cdg82(), 2020), (vec!["RGPD 1 × 1200.00 = 1200.00".into()], vec![]));
    let (found, doubts) = billed(commune(1_000), &dpd, &cdg82(), 2021);
    assert_eq!((found, doubts), (vec!["RGPD 1 × 750.00 = 750.00".into()], vec!["grille_non_revisee"]));
}

#[test]
fn the_cdg_62_has_one_price_and_no_revision() {
    let dpd = [abonnement(Service::Rgpd, 1, 2025)];
    for annee in [2025, 2026, 2027] {
        assert_eq!(billed(commune(1_000), &dpd, &cdg62(), annee), (vec!["RGPD 1 × 550.00 = 550.00".into()], vec![]));
    }
    let departement =
        Redevable { genre: GenreCollectivite::Departement, population: Some(1_465_000), assimilation: None };
    assert_eq!(billed(departement, &dpd, &cdg62(), 2025).0, ["RGPD 1 × 7000.00 = 7000.00"]);
}

#[test]
fn a_missing_population_is_told() {
    let unknown = Redevable { population: None, ..commune(0) };
    let dpd = [abonnement(Service::Rgpd, 1, 2020)];
    assert_eq!(billed(unknown, &dpd, &cdg82(), 2020), (vec![], vec!["population_manquante"]));
}

#[test]
fn a_member_on_quote_without_a_quote_is_told() {
    let dpd = [abonnement(Service::Rgpd, 1, 2020)];
    assert_eq!(billed(commune(10_001), &dpd, &cdg82(), 2020), (vec![], vec!["devis_manquant"]));
    let syndicat = Redevable { genre: GenreCollectivite::Syndicat, ..commune(200) };
    assert_eq!(billed(syndicat, &dpd, &cdg82(), 2020), (vec![], vec!["devis_manquant"]));
}

#[test]
fn an_accepted_quote_gives_the_price_of_each_phase() {
    let with_request = [abonnement(Service::Rgpd, 1, 2020), quoted(true)];
    assert_eq!(
        billed(commune(30_000), &with_request, &cdg82(), 2020),
        (vec!["RGPD 1 × 3000.00 = 3000.00".into()], vec![]),
        "12 days at 250"
    );
    assert_eq!(
        billed(commune(30_000), &with_request, &cdg82(), 2021),
        (vec!["RGPD 1 × 1625.00 = 1625.00".into()], vec![]),
        "6,5 days at 250, as accepted"
    );
    let first_only = [quoted(false)];
    assert_eq!(billed(commune(30_000), &first_only, &cdg82(), 2021), (vec![], vec!["devis_manquant"]));
}

#[test]
fn a_grid_without_the_dpd_is_told() {
    let dpd = [abonnement(Service::Rgpd, 1, 2018)];
    assert_eq!(billed(commune(1_000), &dpd, &cdg82(), 2018), (vec![], vec!["tarif_absent"]));
}
