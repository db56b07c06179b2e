//! Budgets: recognised in gzip or not, identified, summed up by chapter.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use kernel::Montant;
use norme_actes::{ActesError, Budget, Chapitre, Encodage, Section, read_budget};
use time::macros::date;

use super::{fixture, official, schemas::refusal};

fn gzip(octets: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(octets).unwrap();
    gzip.finish().unwrap()
}

#[test]
fn a_budget_says_who_when_and_how_much() {
    let budget = read_budget(&fixture("budget.xml")).unwrap();
    assert_eq!(budget.decision(), Some("Budget primitif"));
    assert_eq!((budget.exercice.as_deref(), budget.date_decision), (Some("2026"), Some(date!(2026 - 04 - 01))));
    assert_eq!(budget.etablissement.as_deref(), Some("Budget principal d'Albias - été"));
    assert_eq!((budget.encodage, budget.compresse, budget.lignes), (Encodage::Latin1, false, 7), "a total is no line");
    assert_eq!(budget.previsions("D"), Montant::from_cents(14_600_000));
    assert_eq!(budget.previsions("R"), Montant::from_cents(14_550_025));
    let chapitre = budget.chapitres.iter().find(|chapitre| chapitre.code == "011").unwrap();
    assert_eq!((chapitre.lignes, chapitre.previsions), (2, Montant::from_euros(15_000)));
    let chapitre = budget.chapitres.iter().find(|chapitre| chapitre.code == "23").unwrap();
    assert_eq!((chapitre.sens.as_str(), chapitre.restes), ("D", Montant::from_cents(150_025)));
    let places: Vec<_> =
        budget.chapitres.iter().map(|c| (c.code.as_str(), c.section().libelle(), c.libelle().is_some())).collect();
    for expected in [("011", "Fonctionnement", true), ("23", "Investissement", true), ("73", "Fonctionnement", true)] {
        assert!(places.contains(&expected), "{expected:?}: {places:?}");
    }
    let unknown = |code: &str| Chapitre { code: code.into(), ..chapitre.clone() };
    assert_eq!(
        [unknown("6512").section(), unknown("106").section()],
        [Section::Fonctionnement, Section::Investissement]
    );
    let sceau = budget.scellement.unwrap();
    assert!(sceau.is_plausible() && sceau.date == "2026-04-02T10:15:00");
}

/// Our file is one that the official schema takes: the summary reads real names.
#[test]
fn the_budget_of_these_tests_is_valid() {
    let Some(schema) = official("pes/xsd-5.17/SchemaDocBudg/DocumentBudgetaire.xsd") else { return };
    assert_eq!(refusal(&schema, &fixture("budget.xml")), None);
}

#[test]
fn the_same_budget_is_read_in_gzip() {
    let octets = fixture("budget.xml");
    let inflated = read_budget(&gzip(&octets)).unwrap();
    assert!(inflated.compresse);
    assert_eq!(Budget { compresse: false, ..inflated }, read_budget(&octets).unwrap());
}

#[test]
fn a_budget_comes_out_of_its_gzip_to_the_byte() {
    let xml = fixture("budget.xml");
    assert_eq!(norme_actes::unzip_budget(&gzip(&xml)).unwrap(), xml);
    assert_eq!(norme_actes::unzip_budget(&xml).unwrap(), xml);
    let cut = gzip(&xml);
    assert!(norme_actes::unzip_budget(&cut[..cut.len() / 2]).is_err());
}

#[test]
fn a_budget_that_is_not_sealed_is_known() {
    let octets = fixture("budget.xml");
    let text: String = octets.iter().map(|octet| char::from(*octet)).collect();
    let (before, after) = text.split_once("<Scellement").unwrap();
    let unsealed = format!("{before}{}", after.split_once("/>").unwrap().1).replace("ISO-8859-1", "UTF-8");
    let budget = read_budget(unsealed.as_bytes()).unwrap();
    assert_eq!((budget.scellement, budget.encodage), (None, Encodage::Utf8));
    let broken = text.replace("0123456789abcdef0123456789abcdef\"", "zz\"").replace("ISO-8859-1", "UTF-8");
    assert!(!read_budget(broken.as_bytes()).unwrap().scellement.unwrap().is_plausible());
}

#[test]
fn what_is_no_budget_is_refused() {
    let ns = "http://www.minefi.gouv.fr/cp/demat/docbudgetaire";
    assert!(matches!(read_budget(b"<DocumentBudgetaire/>"), Err(ActesError::PasActes { .. })));
    let other = format!("<Autre xmlns=\"{ns}\"/>");
    assert!(matches!(read_budget(other.as_bytes()), Err(ActesError::PasActes { .. })));
    let cut = format!("<DocumentBudgetaire xmlns=\"{ns}\"><Budget>");
    assert!(matches!(read_budget(cut.as_bytes()), Err(ActesError::Budget { .. })));
    let entity = format!("<!DOCTYPE x [<!ENTITY a \"b\">]><DocumentBudgetaire xmlns=\"{ns}\">&a;</DocumentBudgetaire>");
    assert!(matches!(read_budget(entity.as_bytes()), Err(ActesError::Entites)));
    assert!(read_budget(&gzip(b"rien")).is_err() && read_budget(b"\x1f\x8b\x08").is_err());
}

/// `xs:decimal`: what the schema takes is summed, to the cent; what it refuses is counted and left out.
#[test]
fn amounts_are_decimals_of_the_schema() {
    let sum = |valeur: &str| {
        let ns = "http://www.minefi.gouv.fr/cp/demat/docbudgetaire";
        let octets = format!(
            "<DocumentBudgetaire xmlns=\"{ns}\"><Budget><LigneBudget><CodRD V=\"D\"/><MtPrev V=\"{valeur}\"/>\
             </LigneBudget></Budget></DocumentBudgetaire>"
        );
        let budget = read_budget(octets.as_bytes()).unwrap();
        (budget.montants_illisibles == 0).then(|| budget.previsions("D").cents())
    };
    for (valeur, cents) in [
        ("12500.50", 1_250_050),
        ("+12.5", 1_250),
        ("-12.50", -1_250),
        (" 7&#10;", 700),
        (".5", 50),
        ("5.", 500),
        ("0000012.3400000", 1_234),
        ("12.345", 1_235),
        ("-12.345", -1_235),
        ("-0", 0),
    ] {
        assert_eq!(sum(valeur), Some(cents), "{valeur}");
    }
    for wrong in ["", "1e3", "1 000", "12,50", "+-5", "−5", "5 €", ".", "+", "NaN", "0x10", &"9".repeat(19)] {
        assert_eq!(sum(wrong), None, "{wrong}");
    }
}

#[test]
fn hostile_sums_do_not_overflow() {
    let line = format!("<LigneBudget><CodRD V=\"D\"/><MtPrev V=\"{}\"/></LigneBudget>", "9".repeat(16));
    let octets = format!(
        "<b:DocumentBudgetaire xmlns:b=\"http://www.minefi.gouv.fr/cp/demat/docbudgetaire\"><Budget>{}</Budget></b:DocumentBudgetaire>",
        line.repeat(2_000)
    );
    let budget = read_budget(octets.as_bytes()).unwrap();
    assert_eq!(budget.previsions("D"), Montant::from_cents(i64::MAX));
}
