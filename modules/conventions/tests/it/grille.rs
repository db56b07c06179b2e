//! Both grids: read, written back as they were, and their tranches.

use conventions::domain::{
    Bareme, ClauseRevision, CleTarif, Grille, Origine, Prix, PrixRgpd, Redevable, Refus, Rubrique, export, import,
};
use kernel::GenreCollectivite;
use proptest::prelude::*;

use crate::support::{CDG62, CDG82, an, cdg62, cdg82, commune, euros, syntec};

fn price(grille: &Grille, redevable: &Redevable, premiere: bool) -> String {
    match grille.rgpd(redevable, premiere, an(2025)) {
        PrixRgpd::Tarif(tarif) => tarif.montant.decimal(),
        other => format!("{other:?}"),
    }
}

fn of(genre: GenreCollectivite, population: u32) -> Redevable {
    Redevable { genre, ..commune(population) }
}

/// The lines of a file that are not comments, each without its comment.
fn shape(text: &str) -> Vec<&str> {
    text.lines()
        .map(|line| line.split(" #").next().unwrap_or(line).trim_end())
        .filter(|l| !l.starts_with('#'))
        .collect()
}

#[test]
fn both_grids_come_back_as_they_were_read() {
    for (text, grille) in [(CDG82, cdg82()), (CDG62, cdg62())] {
        let written = export(&grille);
        assert_eq!(shape(&written), shape(text));
        assert_eq!(import(&written, "Convention générale d’adhésion, version 2020").unwrap().centre, grille.centre);
    }
}

#[test]
fn the_figures_of_the_cdg_82_are_those_of_its_convention() {
    let grille = cdg82();
    assert_eq!((grille.prix, grille.clause), (Prix::Ttc, ClauseRevision::Syntec));
    let figures = [
        (Rubrique::PosteN1, "40.00", 2020),
        (Rubrique::PosteN2, "126.40", 2019),
        (Rubrique::ForfaitN3, "315.99", 2019),
        (Rubrique::PosteN3, "189.60", 2019),
        (Rubrique::InstallationDemat, "198.01", 2019),
        (Rubrique::UtilisateurDemat, "93.18", 2019),
        (Rubrique::UtilisateurModule, "20.00", 2020),
        (Rubrique::PackDecouverte, "352.58", 2020),
        (Rubrique::PackConfort, "636.12", 2020),
        (Rubrique::PackExpert, "1272.24", 2020),
        (Rubrique::Domaine, "15.00", 2020),
        (Rubrique::Mel5, "12.26", 2020),
        (Rubrique::Mel10, "8.12", 2020),
        (Rubrique::Journee, "250.00", 2020),
    ];
    assert_eq!(figures.len(), Rubrique::TOUS.len());
    for (rubrique, montant, annee) in figures {
        let tarif = grille.tarif(rubrique, an(2020)).unwrap();
        assert_eq!((tarif.montant.decimal().as_str(), tarif.annee), (montant, an(annee)), "{rubrique}");
    }
    assert_eq!(grille.tarif(Rubrique::PosteN1, an(2019)), None, "not stated before 2020");
}

#[test]
fn the_tranches_of_the_cdg_82_hold_at_their_bounds() {
    let grille = cdg82();
    for (from, to, first, next) in [
        (0, 300, "400.00", "250.00"),
        (301, 500, "560.00", "350.00"),
        (501, 700, "770.00", "450.00"),
        (701, 900, "1040.00", "650.00"),
        (901, 2_000, "1200.00", "750.00"),
        (2_001, 2_500, "1360.00", "850.00"),
        (2_501, 5_000, "1520.00", "950.00"),
        (5_001, 10_000, "2080.00", "1300.00"),
        (10_001, 60_000, "SurDevis", "SurDevis"),
    ] {
        for population in [from, to] {
            assert_eq!(price(&grille, &commune(population), true), first, "{population}, first year");
            assert_eq!(price(&grille, &commune(population), false), next, "{population}, following years");
        }
    }
}

#[test]
fn the_tranches_of_the_cdg_62_hold_at_their_bounds() {
    let grille = cdg62();
    assert_eq!((grille.prix, grille.clause), (Prix::Ht, ClauseRevision::Aucune));
    for (from, to, yearly) in [
        (0, 249, "300.00"),
        (250, 499, "350.00"),
        (500, 749, "400.00"),
        (750, 999, "450.00"),
        (1_000, 1_999, "550.00"),
        (2_000, 4_999, "800.00"),
        (5_000, 9_999, "1250.00"),
        (10_000, 500_000, "3000.00"),
    ] {
        for population in [from, to] {
            assert_eq!(price(&grille, &commune(population), true), yearly, "{population}");
            assert_eq!(price(&grille, &commune(population), false), yearly, "{population}");
        }
    }
    let epci = [(49_999, "3000.00"), (50_000, "4000.00"), (100_000, "4000.00"), (100_001, "5000.00")];
    for (population, yearly) in epci.into_iter().chain([(200_000, "5000.00"), (200_001, "7000.00")]) {
        for genre in [GenreCollectivite::Cc, GenreCollectivite::Ca, GenreCollectivite::Cu, GenreCollectivite::Metropole]
        {
            assert_eq!(price(&grille, &of(genre, population), true), yearly, "{genre:?} of {population}");
        }
    }
}

#[test]
fn a_departement_pays_as_an_epci_of_more_than_200_000() {
    let grille = cdg62();
    assert_eq!(price(&grille, &of(GenreCollectivite::Departement, 1_000), true), "7000.00");
    let unknown = Redevable { population: None, ..of(GenreCollectivite::Departement, 0) };
    assert_eq!(price(&grille, &unknown, true), "7000.00", "whatever its population");
}

#[test]
fn one_price_needs_no_population_and_a_tranche_does() {
    let grille = cdg62();
    for genre in [GenreCollectivite::Ccas, GenreCollectivite::Syndicat, GenreCollectivite::OfficeDeTourisme] {
        assert_eq!(price(&grille, &Redevable { population: None, ..of(genre, 0) }, true), "300.00", "{genre:?}");
    }
    assert_eq!(price(&grille, &Redevable { population: None, ..commune(0) }, true), "PopulationManquante");
}

#[test]
fn the_other_structures_are_on_quote() {
    for genre in GenreCollectivite::all().filter(|g| *g != GenreCollectivite::Commune) {
        assert_eq!(price(&cdg82(), &of(genre, 5_000), true), "SurDevis", "{genre:?} in the CDG 82");
    }
    for genre in [GenreCollectivite::Sdis, GenreCollectivite::Region, GenreCollectivite::Cias] {
        assert_eq!(price(&cdg62(), &of(genre, 5_000), true), "SurDevis", "{genre:?} in the CDG 62");
    }
}

#[test]
fn the_assimilation_of_a_convention_comes_before_all() {
    let assimilation = Some("ccas".parse().unwrap());
    let cias = Redevable { assimilation, ..of(GenreCollectivite::Cias, 5_000) };
    assert_eq!(price(&cdg62(), &cias, true), "300.00");
    let commune_as_epci = Redevable { assimilation: Some("epci".parse().unwrap()), ..commune(60_000) };
    assert_eq!(price(&cdg62(), &commune_as_epci, true), "4000.00", "with its own population");
}

#[test]
fn a_validated_grid_is_immutable() {
    let mut grille = cdg82();
    grille.validate(an(2020), &syntec(&[("2018-11", "270.1"), ("2019-11", "274.5")])).unwrap();
    grille.complete(cdg82()).expect("the same figures change nothing");
    let kept = grille.clone();
    let other = import(&CDG82.replace("\"40.00\"", "\"41.00\""), "autre").unwrap();
    assert_eq!(grille.complete(other), Err(Refus::GrilleValidee(an(2020))));
    assert_eq!(grille.validate(an(2020), &syntec(&[])), Err(Refus::GrilleValidee(an(2020))));
    assert_eq!(grille.preview(an(2019), &syntec(&[])), Err(Refus::GrilleValidee(an(2020))));
    assert_eq!(grille, kept);
    let later =
        import(&CDG82.replace("annee = 2020\nmontant = \"40.00\"", "annee = 2021\nmontant = \"41.00\""), "autre");
    grille.complete(later.unwrap()).expect("2021 is open");
    assert_eq!(grille.tarif(Rubrique::PosteN1, an(2021)).unwrap().montant, euros("41"));
}

#[test]
fn the_grid_of_another_centre_is_refused() {
    let refused = cdg82().complete(cdg62()).unwrap_err();
    assert!(refused.to_string().contains("CDG 62") && refused.to_string().contains("CDG 82"), "{refused}");
}

#[test]
fn a_wrong_file_is_told_where() {
    for (wrong, right, said) in [
        ("montant = \"40.00\"", "montant = \"quarante\"", "[[poste]] n°\u{a0}1, «\u{a0}montant\u{a0}»"),
        ("code = \"N2\"", "code = \"N4\"", "[[poste]] n°\u{a0}2, «\u{a0}code\u{a0}»"),
        ("domaine = ", "domain = ", "[[pack]] n°\u{a0}1, «\u{a0}domain\u{a0}» n’est pas un champ connu"),
        ("[500, ", "[200, ", "«\u{a0}tranches\u{a0}» ligne 2"),
        ("sigle = \"CDG 82\"", "", "[centre], «\u{a0}sigle\u{a0}» manque"),
        (
            "code = \"N2\"\nannee = 2019",
            "code = \"N1\"\nannee = 2020",
            "Poste de niveau 1, par an 2020 figure deux fois",
        ),
        ("annee = 2020\nmontant = \"250.00\"", "annee = 20\nmontant = \"250.00\"", "[[journee]] n°\u{a0}1"),
        ("montant = \"250.00\"", "montant = \"-250.00\"", "négatif"),
        ("[rgpd]", "[rgpd", "ligne 3"),
    ] {
        let text = CDG82.replace(wrong, right);
        assert_ne!(text, CDG82);
        match import(&text, "essai") {
            Err(refus) => assert!(refus.to_string().contains(said), "{refus} should say {said}"),
            Ok(_) => panic!("{right} was read"),
        }
    }
}

#[test]
fn every_figure_tells_its_document() {
    let grille = cdg62();
    assert!(grille.tarifs().all(|t| t.origine == Origine::Document("Délibération 2025-426".into())));
    assert_eq!(grille.tarifs().count(), 8 + 4 + 3);
    let columns = grille.tarifs().filter(|t| matches!(t.cle, CleTarif::Rgpd(c) if c.bareme == Bareme::Epci)).count();
    assert_eq!(columns, 4);
}

proptest! {
    #[test]
    fn a_bigger_commune_never_pays_less(a in 0u32..20_000, b in 0u32..20_000) {
        let (small, big) = (a.min(b), a.max(b));
        for grille in [cdg82(), cdg62()] {
            for premiere in [true, false] {
                let amount = |population| match grille.rgpd(&commune(population), premiere, an(2025)) {
                    PrixRgpd::Tarif(tarif) => Ok(tarif.montant),
                    other => Err(format!("{other:?}")),
                };
                match (amount(small), amount(big)) {
                    (Ok(less), Ok(more)) => prop_assert!(less <= more, "{small} pays {less}, {big} pays {more}"),
                    (_, Err(quote)) => prop_assert!(big > 10_000 && quote == "SurDevis"),
                    (Err(_), Ok(_)) => prop_assert!(false, "{small} on quote and {big} not"),
                }
            }
        }
    }
}
