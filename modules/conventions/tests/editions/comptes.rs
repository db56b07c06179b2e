//! What leaves for the accounts: the CSV, the invoice, the year's workbook.

use std::{collections::BTreeMap, path::PathBuf, process::Command};

use conventions::{
    domain::Service,
    editions::{COLONNES, EtatEdite, Imputations, ReferencesChorus, RefusEdition, bilan, facture, titres_csv},
};
use editique::Cellule;
use kernel::{Montant, Taux};
use ubl::Tva;

use crate::monde::{self, JOUR, an};

fn imputations() -> Imputations {
    Imputations { defaut: "70688".into(), par_service: BTreeMap::from([(Service::Certificat, "7088".into())]) }
}

#[test]
fn the_csv_has_one_line_for_each_line_of_each_validated_etat() {
    let membre = monde::albias();
    let (first, second) = monde::etat82_corrected();
    let draft = monde::etat(&membre, &monde::convention82(), &monde::abonnements(), &monde::grille82(), 2020);
    let edite = |etat, rectifie| EtatEdite { membre: &membre, etat, rectifie, convention: None };
    let etats = [edite(&first, None), edite(&second, Some(&first)), edite(&draft, None)];
    let bytes = titres_csv(&etats, &imputations()).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let lines: Vec<&str> = text.strip_prefix('\u{feff}').unwrap().lines().collect();
    assert_eq!(lines[0], COLONNES.map(|(nom, _)| nom).join(";"));
    assert_eq!(lines.len(), 1 + second.lignes().len(), "neither the draft nor what was corrected");
    assert_eq!(
        lines[2],
        "2020;EA-2020-218200020-2;EA-2020-218200020-1;218200020;21820002000012;Commune d’Albias;N2;\
         Assistance systèmes, réseaux et bureautique (niveau 2);4;128,46;513,84;ttc;70688;02/03/2020"
    );
    assert!(lines.last().unwrap().contains(";CERT;") && lines.last().unwrap().contains(";7088;"), "{text}");
}

#[test]
fn the_workbook_of_the_year_adds_up_by_budget_article() {
    let membre = monde::albias();
    let (first, second) = monde::etat82_corrected();
    let edite = |etat, rectifie| EtatEdite { membre: &membre, etat, rectifie, convention: None };
    let etats = [edite(&first, None), edite(&second, Some(&first))];
    let classeur = bilan(&monde::cdg82(), an(2020), &etats, &imputations(), JOUR);
    let titres = &classeur.feuilles[0].tableau;
    let totaux = titres.totaux.as_ref().unwrap();
    assert_eq!((&totaux[6], &totaux[7]), (&Cellule::Montant(second.total()), &Cellule::Montant(first.total())));
    let articles = &classeur.feuilles[1].tableau;
    let certificate = monde::euros("216.00");
    assert_eq!(articles.lignes[0], [Cellule::from("70688"), (second.total() - certificate).into()]);
    assert_eq!(articles.lignes[1], [Cellule::from("7088"), certificate.into()]);
    assert!(editique::ods(&classeur).is_ok());
}

#[test]
fn the_invoice_sums_to_the_etat_and_passes_the_official_schema() {
    let (membre, annuel) = (monde::albias(), monde::etat82());
    let edite = EtatEdite { membre: &membre, etat: &annuel, rectifie: None, convention: None };
    let references = ReferencesChorus { code_service: Some("FINANCES".into()), engagement: Some("2020-17".into()) };
    let invoice = facture(&monde::cdg82(), &edite, &references).unwrap();
    assert_eq!((invoice.total(), invoice.tax()), (annuel.total(), Montant::ZERO));
    let xml = invoice.to_xml().unwrap();
    for value in ["EA-2020-218200020-1", "2020-01-20", "2020-02-19", "21820002000012", "28820000900018", "FINANCES"] {
        assert!(xml.contains(value), "{value} in {xml}");
    }
    check_schema(&xml);
}

#[test]
fn the_invoice_of_a_correction_names_the_one_it_replaces() {
    let membre = monde::albias();
    let (first, second) = monde::etat82_corrected();
    let edite = EtatEdite { membre: &membre, etat: &second, rectifie: Some(&first), convention: None };
    let invoice = facture(&monde::cdg82(), &edite, &ReferencesChorus::default()).unwrap();
    assert!(invoice.note.unwrap().contains("Annule et remplace la facture n° EA-2020-218200020-1."));
    let replaced = EtatEdite { etat: &first, rectifie: None, ..edite };
    let refus = facture(&monde::cdg82(), &replaced, &ReferencesChorus::default());
    assert_eq!(refus, Err(RefusEdition::EtatNonFacturable(an(2020))));
}

#[test]
fn without_siret_nobody_is_invoiced_and_the_refusal_names_who() {
    let (mut membre, annuel) = (monde::albias(), monde::etat82());
    membre.siret = None;
    let edite = EtatEdite { membre: &membre, etat: &annuel, rectifie: None, convention: None };
    let refus = facture(&monde::cdg82(), &edite, &ReferencesChorus::default()).unwrap_err();
    assert_eq!(refus, RefusEdition::SiretManquant("Commune d’Albias".into()));
    assert!(refus.to_string().starts_with("Commune d’Albias n’a pas de numéro SIRET"), "{refus}");
}

#[test]
fn vat_is_added_to_prices_without_taxes_and_never_taken_out_of_the_others() {
    let (membre, annuel) = (monde::departement(), monde::etat62());
    let edite = EtatEdite { membre: &membre, etat: &annuel, rectifie: None, convention: None };
    let tva = Tva::Taux(Taux::from_dix_milliemes(2_000));
    let invoice =
        facture(&conventions::editions::FicheCentre { tva, ..monde::cdg62() }, &edite, &ReferencesChorus::default());
    assert_eq!(invoice.unwrap().tax(), Montant::from_euros(1_400));
    let (membre, annuel) = (monde::albias(), monde::etat82());
    let edite = EtatEdite { membre: &membre, etat: &annuel, rectifie: None, convention: None };
    let refus =
        facture(&conventions::editions::FicheCentre { tva, ..monde::cdg82() }, &edite, &ReferencesChorus::default());
    assert_eq!(refus, Err(RefusEdition::TvaSurTtc));
}

/// Against OASIS's XSD, where it is installed.
#[expect(clippy::print_stdout, reason = "a test that skips says so")]
fn check_schema(xml: &str) {
    let given = std::env::var_os("BEFFROI_SCHEMAS").map(PathBuf::from);
    let schema = given.map(|folder| folder.join("ubl/maindoc/UBL-Invoice-2.1.xsd")).filter(|path| path.exists());
    let Some(schema) = schema else {
        println!("SKIPPED: no ubl/maindoc/UBL-Invoice-2.1.xsd in BEFFROI_SCHEMAS");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("facture.xml");
    std::fs::write(&path, xml).unwrap();
    let output = Command::new("xmllint").args(["--noout", "--nonet", "--schema"]).arg(schema).arg(&path).output();
    let output = output.unwrap_or_else(|error| panic!("xmllint ({error}): apt-get install libxml2-utils"));
    assert!(output.status.success(), "{}\n{xml}", String::from_utf8_lossy(&output.stderr));
}
