//! The invoice as XML, in the order of the schema.

use std::io;

use kernel::{Montant, Taux};
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesText, Event},
};

use crate::{Invoice, InvoiceLine, Party, Tva};

const NAMESPACES: [(&str, &str); 3] = [
    ("xmlns", "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"),
    ("xmlns:cac", "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"),
    ("xmlns:cbc", "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"),
];
/// ICD 0009: the SIRET.
const SIRET: (&str, &str) = ("schemeID", "0009");
const EUROS: (&str, &str) = ("currencyID", "EUR");

type Xml = Writer<Vec<u8>>;

pub(crate) fn write(invoice: &Invoice) -> io::Result<String> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element("Invoice").with_attributes(NAMESPACES).write_inner_content(|xml| {
        header(xml, invoice)?;
        party(xml, "cac:AccountingSupplierParty", &invoice.supplier)?;
        party(xml, "cac:AccountingCustomerParty", &invoice.customer)?;
        taxes(xml, invoice)?;
        totals(xml, invoice)?;
        invoice.lines.iter().enumerate().try_for_each(|(n, one)| line(xml, n + 1, one, invoice.tva))
    })?;
    String::from_utf8(xml.into_inner()).map_err(io::Error::other)
}

fn header(xml: &mut Xml, invoice: &Invoice) -> io::Result<()> {
    text(xml, "cbc:UBLVersionID", "2.1")?;
    text(xml, "cbc:ProfileID", "A1")?;
    text(xml, "cbc:ID", &invoice.id)?;
    text(xml, "cbc:IssueDate", &invoice.issue_date.to_string())?;
    if let Some(due) = invoice.due_date {
        text(xml, "cbc:DueDate", &due.to_string())?;
    }
    text(xml, "cbc:InvoiceTypeCode", if invoice.corrects.is_some() { "384" } else { "380" })?;
    if let Some(note) = &invoice.note {
        text(xml, "cbc:Note", note)?;
    }
    text(xml, "cbc:DocumentCurrencyCode", "EUR")?;
    if let Some(service) = &invoice.buyer_reference {
        text(xml, "cbc:BuyerReference", service)?;
    }
    if let Some(order) = &invoice.order_reference {
        within(xml, "cac:OrderReference", |xml| text(xml, "cbc:ID", order))?;
    }
    let Some(before) = &invoice.corrects else { return Ok(()) };
    within(xml, "cac:BillingReference", |xml| {
        within(xml, "cac:InvoiceDocumentReference", |xml| {
            text(xml, "cbc:ID", &before.id)?;
            before.issue_date.map_or(Ok(()), |le| text(xml, "cbc:IssueDate", &le.to_string()))
        })
    })
}

fn party(xml: &mut Xml, element: &str, party: &Party) -> io::Result<()> {
    within(xml, element, |xml| {
        within(xml, "cac:Party", |xml| {
            within(xml, "cac:PartyIdentification", |xml| with(xml, "cbc:ID", SIRET, party.siret.as_str()))?;
            within(xml, "cac:PartyName", |xml| text(xml, "cbc:Name", &party.name))?;
            within(xml, "cac:PostalAddress", |xml| {
                if !party.street.is_empty() {
                    text(xml, "cbc:StreetName", &party.street)?;
                }
                text(xml, "cbc:CityName", &party.city)?;
                text(xml, "cbc:PostalZone", &party.postal_code)?;
                within(xml, "cac:Country", |xml| text(xml, "cbc:IdentificationCode", "FR"))
            })?;
            within(xml, "cac:PartyLegalEntity", |xml| {
                text(xml, "cbc:RegistrationName", &party.name)?;
                with(xml, "cbc:CompanyID", SIRET, party.siret.as_str())
            })
        })
    })
}

fn taxes(xml: &mut Xml, invoice: &Invoice) -> io::Result<()> {
    within(xml, "cac:TaxTotal", |xml| {
        amount(xml, "cbc:TaxAmount", invoice.tax())?;
        within(xml, "cac:TaxSubtotal", |xml| {
            amount(xml, "cbc:TaxableAmount", invoice.total())?;
            amount(xml, "cbc:TaxAmount", invoice.tax())?;
            category(xml, "cac:TaxCategory", invoice.tva, true)
        })
    })
}

fn category(xml: &mut Xml, element: &str, tva: Tva, reason: bool) -> io::Result<()> {
    within(xml, element, |xml| {
        match tva {
            Tva::HorsChamp => {
                text(xml, "cbc:ID", "O")?;
                if reason {
                    text(xml, "cbc:TaxExemptionReason", "Hors du champ de la TVA (article 256 B du CGI)")?;
                }
            }
            Tva::Taux(taux) => {
                text(xml, "cbc:ID", "S")?;
                text(xml, "cbc:Percent", &percent(taux))?;
            }
        }
        within(xml, "cac:TaxScheme", |xml| text(xml, "cbc:ID", "VAT"))
    })
}

fn totals(xml: &mut Xml, invoice: &Invoice) -> io::Result<()> {
    let with_tax = invoice.total() + invoice.tax();
    within(xml, "cac:LegalMonetaryTotal", |xml| {
        amount(xml, "cbc:LineExtensionAmount", invoice.total())?;
        amount(xml, "cbc:TaxExclusiveAmount", invoice.total())?;
        amount(xml, "cbc:TaxInclusiveAmount", with_tax)?;
        amount(xml, "cbc:PayableAmount", with_tax)
    })
}

fn line(xml: &mut Xml, number: usize, line: &InvoiceLine, tva: Tva) -> io::Result<()> {
    within(xml, "cac:InvoiceLine", |xml| {
        text(xml, "cbc:ID", &number.to_string())?;
        // C62: one (UN/ECE Recommendation 20).
        with(xml, "cbc:InvoicedQuantity", ("unitCode", "C62"), &line.quantity.to_string())?;
        amount(xml, "cbc:LineExtensionAmount", line.amount())?;
        within(xml, "cac:Item", |xml| {
            if let Some(description) = &line.description {
                text(xml, "cbc:Description", description)?;
            }
            text(xml, "cbc:Name", &line.name)?;
            category(xml, "cac:ClassifiedTaxCategory", tva, false)
        })?;
        within(xml, "cac:Price", |xml| amount(xml, "cbc:PriceAmount", line.unit_price))
    })
}

fn percent(taux: Taux) -> String {
    format!("{}.{:02}", taux.dix_milliemes() / 100, taux.dix_milliemes() % 100)
}

fn text(xml: &mut Xml, element: &str, value: &str) -> io::Result<()> {
    xml.create_element(element).write_text_content(BytesText::new(&printable(value)))?;
    Ok(())
}

fn with(xml: &mut Xml, element: &str, attribute: (&str, &str), value: &str) -> io::Result<()> {
    xml.create_element(element).with_attribute(attribute).write_text_content(BytesText::new(&printable(value)))?;
    Ok(())
}

fn amount(xml: &mut Xml, element: &str, montant: Montant) -> io::Result<()> {
    with(xml, element, EUROS, &montant.decimal())
}

fn within(xml: &mut Xml, element: &str, inner: impl FnOnce(&mut Xml) -> io::Result<()>) -> io::Result<()> {
    xml.create_element(element).write_inner_content(inner)?;
    Ok(())
}

/// XML 1.0 has no place for control characters.
fn printable(value: &str) -> String {
    value.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}
