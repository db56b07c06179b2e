//! The invoice is what it says, and OASIS's own schema takes it.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::{path::PathBuf, process::Command};

use kernel::{Montant, Taux};
use time::macros::date;
use ubl::{Corrected, Invoice, InvoiceLine, Party, Tva, UblError};

fn party(name: &str) -> Party {
    Party {
        name: name.to_owned(),
        siret: "21620001400019".parse().unwrap(),
        street: "23, boulevard Vincent Auriol".to_owned(),
        postal_code: "82000".to_owned(),
        city: "Montauban".to_owned(),
    }
}

fn invoice() -> Invoice {
    let line = |name: &str, quantity, cents| InvoiceLine {
        name: name.to_owned(),
        description: Some("126,40 € × 2 <postes> & plus".to_owned()),
        quantity,
        unit_price: Montant::from_cents(cents),
    };
    Invoice {
        id: "2020-216200014-1".to_owned(),
        issue_date: date!(2020 - 03 - 01),
        due_date: Some(date!(2020 - 03 - 31)),
        note: Some("État annuel\u{7} 2020".to_owned()),
        buyer_reference: Some("INFO".to_owned()),
        order_reference: Some("E-42".to_owned()),
        supplier: party("CDG 82"),
        customer: party("Commune d’Albias"),
        tva: Tva::HorsChamp,
        corrects: None,
        lines: vec![line("Postes de niveau 2", 2, 12_846), line("RGPD", 1, 40_000)],
    }
}

#[test]
fn sums_are_told_once() {
    let xml = invoice().to_xml().unwrap();
    assert!(xml.contains("<cbc:PayableAmount currencyID=\"EUR\">656.92</cbc:PayableAmount>"));
    assert!(xml.contains("126,40 € × 2 &lt;postes&gt; &amp; plus"));
    assert!(!xml.contains('\u{7}'));
}

fn correction() -> Invoice {
    let before = Corrected { id: "2020-216200014-1".to_owned(), issue_date: Some(date!(2020 - 03 - 01)) };
    Invoice { id: "2020-216200014-2".to_owned(), corrects: Some(before), ..invoice() }
}

#[test]
fn a_correction_names_what_it_replaces() {
    assert!(invoice().to_xml().unwrap().contains("<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>"));
    let xml = correction().to_xml().unwrap();
    assert!(xml.contains("<cbc:InvoiceTypeCode>384</cbc:InvoiceTypeCode>"));
    let reference = xml.split("<cac:InvoiceDocumentReference>").nth(1).unwrap();
    assert!(reference.trim_start().starts_with("<cbc:ID>2020-216200014-1</cbc:ID>"), "{reference}");
}

#[test]
fn vat_is_computed_on_the_whole() {
    let invoice = Invoice { tva: Tva::Taux(Taux::from_dix_milliemes(2_000)), ..invoice() };
    assert_eq!(invoice.tax(), Montant::from_cents(13_138));
    assert!(
        invoice
            .to_xml()
            .unwrap()
            .contains("<cbc:TaxInclusiveAmount currencyID=\"EUR\">788.30</cbc:TaxInclusiveAmount>")
    );
}

#[test]
fn what_chorus_pro_would_refuse_is_refused() {
    let refused = |id: &str| Invoice { id: id.to_owned(), ..invoice() }.to_xml();
    assert!(matches!(refused("un numéro"), Err(UblError::Id(_))));
    assert!(matches!(refused(&"9".repeat(21)), Err(UblError::Id(_))));
    assert_eq!(Invoice { lines: vec![], ..invoice() }.to_xml(), Err(UblError::NoLine));
}

/// Where OASIS's schema may be: it is not redistributed with the project.
fn schema() -> Option<PathBuf> {
    let given = std::env::var_os("BEFFROI_SCHEMAS").map(PathBuf::from);
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    given.into_iter().chain([beside]).map(|dir| dir.join("ubl/maindoc/UBL-Invoice-2.1.xsd")).find(|path| path.exists())
}

#[test]
fn the_official_schema_accepts_it() {
    let Some(schema) = schema() else {
        println!("SKIPPED: no UBL-Invoice-2.1.xsd in BEFFROI_SCHEMAS/ubl/maindoc nor in ../shared/data");
        return;
    };
    let taxed = Invoice { tva: Tva::Taux(Taux::from_dix_milliemes(550)), ..invoice() };
    for one in [invoice(), taxed, correction()] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("facture.xml");
        std::fs::write(&file, one.to_xml().unwrap()).unwrap();
        let out =
            Command::new("xmllint").args(["--noout", "--nonet", "--schema"]).arg(&schema).arg(&file).output().unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    }
}
