//! The sheets of an ODS workbook: `content.xml`.

use std::{collections::BTreeSet, io};

use tableur::{
    lettres,
    odf::paragraphs,
    xml::{Xml, document},
};

use super::{OFFICE, VERSION};
use crate::{Cellule, Tableau, classeur};

const STYLE: (&str, &str) = ("xmlns:style", "urn:oasis:names:tc:opendocument:xmlns:style:1.0");
const TABLE: (&str, &str) = ("xmlns:table", "urn:oasis:names:tc:opendocument:xmlns:table:1.0");
const TEXT: (&str, &str) = ("xmlns:text", "urn:oasis:names:tc:opendocument:xmlns:text:1.0");
/// The width of a character, in tenths of a millimetre.
const CHARACTER: usize = 21;

pub(super) fn content(sheets: &[(String, &Tableau)]) -> io::Result<Vec<u8>> {
    document("office:document-content", &[OFFICE, STYLE, TABLE, TEXT, VERSION], |xml| {
        xml.within("office:automatic-styles", &[], |xml| column_styles(xml, sheets))?;
        xml.within("office:body", &[], |xml| {
            xml.within("office:spreadsheet", &[], |xml| {
                sheets.iter().try_for_each(|(name, tableau)| sheet(xml, name, tableau))?;
                xml.within("table:database-ranges", &[], |xml| {
                    sheets.iter().enumerate().try_for_each(|(rank, (name, tableau))| filter(xml, rank, name, tableau))
                })
            })
        })
    })
}

fn column_styles(xml: &mut Xml, sheets: &[(String, &Tableau)]) -> io::Result<()> {
    let widths: BTreeSet<usize> = sheets
        .iter()
        .flat_map(|(_, tableau)| (0..tableau.colonnes.len()).map(|column| classeur::width(tableau, column)))
        .collect();
    widths.into_iter().try_for_each(|width| {
        let tenths = width * CHARACTER;
        let length = format!("{}.{}mm", tenths / 10, tenths % 10);
        let style = [("style:name", &*column_style(width)), ("style:family", "table-column")];
        xml.within("style:style", &style, |xml| {
            xml.empty("style:table-column-properties", &[("style:column-width", &length)])
        })
    })
}

fn column_style(width: usize) -> String {
    format!("co{width}")
}

fn sheet(xml: &mut Xml, name: &str, tableau: &Tableau) -> io::Result<()> {
    xml.within("table:table", &[("table:name", name)], |xml| {
        for column in 0..tableau.colonnes.len() {
            let style = column_style(classeur::width(tableau, column));
            xml.empty("table:table-column", &[("table:style-name", &style)])?;
        }
        xml.within("table:table-header-rows", &[], |xml| header(xml, tableau))?;
        for ligne in &tableau.lignes {
            row(xml, ligne, "")?;
        }
        if let Some(totaux) = &tableau.totaux {
            row(xml, totaux, "Total")?;
        }
        if !tableau.notes.is_empty() {
            row(xml, &[Cellule::Vide], "")?;
        }
        tableau.notes.iter().try_for_each(|note| xml.within("table:table-row", &[], |xml| text_cell(xml, "Note", note)))
    })
}

fn header(xml: &mut Xml, tableau: &Tableau) -> io::Result<()> {
    xml.within("table:table-row", &[], |xml| {
        tableau.colonnes.iter().try_for_each(|colonne| {
            let style = if colonne.genre.is_number() { "EnteteNombre" } else { "Entete" };
            text_cell(xml, style, &colonne.libelle)
        })
    })
}

fn row(xml: &mut Xml, cells: &[Cellule], prefix: &str) -> io::Result<()> {
    xml.within("table:table-row", &[], |xml| cells.iter().try_for_each(|cellule| cell(xml, cellule, prefix)))
}

/// `prefix` is `Total` on the last row: each style has its bold twin.
fn cell(xml: &mut Xml, cellule: &Cellule, prefix: &str) -> io::Result<()> {
    let shown = cellule.to_string();
    let mut value = |style: &str, kind: &str, attribute: &str, raw: &str| {
        let style = format!("{prefix}{style}");
        let currency = ("office:currency", "EUR");
        let mut attributes = vec![("table:style-name", &*style), ("office:value-type", kind), (attribute, raw)];
        attributes.extend((kind == "currency").then_some(currency));
        xml.within("table:table-cell", &attributes, |xml| paragraphs(xml, &shown))
    };
    match cellule {
        Cellule::Entier(n) => value("Entier", "float", "office:value", &n.to_string()),
        Cellule::Montant(montant) => value("Montant", "currency", "office:value", &montant.decimal()),
        Cellule::Taux(taux) => value("Taux", "percentage", "office:value", &format!("{}e-4", taux.dix_milliemes())),
        Cellule::Indice(indice) => value("Indice", "float", "office:value", &indice.decimal()),
        Cellule::Date(date) => value("Date", "date", "office:date-value", &date.to_string()),
        Cellule::Texte(texte) => text_cell(xml, &format!("{prefix}Texte"), texte),
        Cellule::Case(true) => text_cell(xml, &format!("{prefix}Texte"), "x"),
        Cellule::Vide | Cellule::Case(false) => {
            xml.empty("table:table-cell", &[("table:style-name", &format!("{prefix}Texte"))])
        }
    }
}

fn text_cell(xml: &mut Xml, style: &str, texte: &str) -> io::Result<()> {
    let attributes = [("table:style-name", style), ("office:value-type", "string")];
    xml.within("table:table-cell", &attributes, |xml| paragraphs(xml, texte))
}

/// The buttons of the filter, on the header and its rows.
fn filter(xml: &mut Xml, rank: usize, sheet: &str, tableau: &Tableau) -> io::Result<()> {
    let last = lettres(u32::try_from(tableau.colonnes.len() - 1).unwrap_or(u32::MAX));
    let quoted = sheet.replace('\'', "''");
    let range = format!("'{quoted}'.A1:'{quoted}'.{last}{}", tableau.lignes.len() + 1);
    let name = format!("filtre_{}", rank + 1);
    xml.empty(
        "table:database-range",
        &[("table:name", &name), ("table:target-range-address", &range), ("table:display-filter-buttons", "true")],
    )
}
