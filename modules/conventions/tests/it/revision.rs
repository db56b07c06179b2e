//! The yearly revision on the Syntec index (CDG 82, art. 6.3).

use conventions::domain::{CleTarif, Refus, Rubrique, export, import};

use crate::support::{an, cdg62, cdg82, euros, syntec};

/// Believable values: November 2018, 2019 and 2020.
const SYNTEC: [(&str, &str); 3] = [("2018-11", "270.1"), ("2019-11", "274.5"), ("2020-11", "274.7")];

#[test]
fn only_what_is_stated_for_2019_moves_to_2020() {
    let lines = cdg82().preview(an(2020), &syntec(&SYNTEC)).unwrap();
    let seen: Vec<String> = lines.iter().map(ToString::to_string).collect();
    // 126,40 × 274,5 ÷ 270,1 = 128,459… ; 315,99 → 321,137… ; 189,60 → 192,688… ; 198,01 → 201,235… ; 93,18 → 94,697…
    let expected = [
        "2020 · Poste de niveau 2, par an : 126,40 € × 274,5 ÷ 270,1 = 128,46 €",
        "2020 · Forfait annuel « métier », par collectivité : 315,99 € × 274,5 ÷ 270,1 = 321,14 €",
        "2020 · Poste de niveau 3, par an : 189,60 € × 274,5 ÷ 270,1 = 192,69 €",
        "2020 · Dématérialisation, frais d’installation, la première année : 198,01 € × 274,5 ÷ 270,1 = 201,24 €",
        "2020 · Dématérialisation, par utilisateur et par an : 93,18 € × 274,5 ÷ 270,1 = 94,70 €",
    ];
    let plain: Vec<String> = seen.iter().map(|line| line.replace('\u{a0}', " ")).collect();
    assert_eq!(plain, expected);
}

#[test]
fn each_year_is_rounded_before_the_next() {
    let mut grille = cdg82();
    let lines = grille.validate(an(2021), &syntec(&SYNTEC)).unwrap();
    // 128,46 × 274,7 ÷ 274,5 = 128,5535… → 128,55; in one go 126,40 × 274,7 ÷ 270,1 = 128,5527… would be the same,
    // but 93,18 → 94,70 → 94,77 (94,70 × 274,7 ÷ 274,5 = 94,769) against 94,767.
    let of = |rubrique| -> Vec<_> {
        lines.iter().filter(|l| l.cle == CleTarif::Rubrique(rubrique)).map(|l| (l.annee, l.montant())).collect()
    };
    assert_eq!(of(Rubrique::PosteN2), [(an(2020), euros("128.46")), (an(2021), euros("128.55"))]);
    assert_eq!(of(Rubrique::PosteN1), [(an(2021), euros("40.03"))], "40 × 274,7 ÷ 274,5 = 40,029");
    assert_eq!(lines.len(), 5 * 2 + 9 + 16, "five rows over two years, nine and the sixteen cells of the DPD over one");
    assert_eq!(grille.tarif(Rubrique::PosteN2, an(2020)).unwrap().montant, euros("128.46"));
    assert_eq!(grille.tarif(Rubrique::PosteN2, an(2019)).unwrap().montant, euros("126.40"), "the past stays");
    assert_eq!(grille.tarif(Rubrique::PosteN2, an(2022)).unwrap().annee, an(2021));
    assert_eq!(grille.validee(), Some(an(2021)));
}

#[test]
fn rounding_each_year_is_not_rounding_at_the_end() {
    // 40,00 × 100,1 ÷ 100 = 40,04; × 100,3 ÷ 100,1 = 40,119… → 40,12; × 100,5 ÷ 100,3 = 40,20. A case where it matters:
    // 0,03 × 1,5 = 0,045 → 0,05; × 1,5 = 0,075 → 0,08; in one go 0,03 × 2,25 = 0,0675 → 0,07.
    let text = "[centre]\nnom = \"X\"\nsigle = \"X\"\n[[journee]]\nannee = 2019\nmontant = \"0.03\"\n";
    let grille = import(text, "essai").unwrap();
    let values = syntec(&[("2018-11", "100"), ("2019-11", "150"), ("2020-11", "225")]);
    let lines = grille.preview(an(2021), &values).unwrap();
    assert_eq!(lines.iter().map(|l| l.montant().cents()).collect::<Vec<_>>(), [5, 8]);
}

#[test]
fn a_missing_index_names_its_month_and_changes_nothing() {
    let mut grille = cdg82();
    let refused = grille.validate(an(2021), &syntec(&SYNTEC[..2])).unwrap_err();
    assert_eq!(refused, Refus::IndiceManquant("2020-11".parse().unwrap()));
    assert_eq!(grille, cdg82());
}

#[test]
fn a_grid_without_clause_does_not_move_but_can_be_frozen() {
    let mut grille = cdg62();
    assert_eq!(grille.preview(an(2026), &syntec(&SYNTEC)), Err(Refus::GrilleSansRevision));
    assert_eq!(grille.validate(an(2026), &syntec(&[])), Ok(Vec::new()));
    assert_eq!(grille.complete(cdg62()), Ok(()));
    assert_eq!(grille.validee(), Some(an(2026)));
}

#[test]
fn a_revised_grid_is_written_with_its_indices_and_read_back() {
    let mut grille = cdg82();
    grille.validate(an(2021), &syntec(&SYNTEC)).unwrap();
    let text = export(&grille);
    assert!(text.contains("syntec = [\"274.50\", \"270.10\"]"), "{text}");
    let document = "Convention générale d’adhésion, version 2020";
    let read = import(&text, document).unwrap().with_validee(Some(an(2021)));
    assert_eq!(read, grille);
    let forged = import(&text.replace("\"128.46\"", "\"129.46\""), document).unwrap_err();
    assert!(forged.to_string().contains("128,46"), "{forged}");
}
