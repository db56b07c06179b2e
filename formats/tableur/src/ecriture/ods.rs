//! Pages written as ODS (`OpenDocument` 1.3).

use std::{collections::BTreeSet, io};

use super::{Case, Page, Proprietes, Style, Valeur, checked};
use crate::{
    TableurError, lettres,
    odf::{archive, paragraphs},
    xml::{Xml, document},
};

const MIMETYPE: &str = "application/vnd.oasis.opendocument.spreadsheet";
const OFFICE: (&str, &str) = ("xmlns:office", "urn:oasis:names:tc:opendocument:xmlns:office:1.0");
const STYLE: (&str, &str) = ("xmlns:style", "urn:oasis:names:tc:opendocument:xmlns:style:1.0");
const TABLE: (&str, &str) = ("xmlns:table", "urn:oasis:names:tc:opendocument:xmlns:table:1.0");
const TEXT: (&str, &str) = ("xmlns:text", "urn:oasis:names:tc:opendocument:xmlns:text:1.0");
const NUMBER: (&str, &str) = ("xmlns:number", "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0");
const FO: (&str, &str) = ("xmlns:fo", "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0");
const META: (&str, &str) = ("xmlns:meta", "urn:oasis:names:tc:opendocument:xmlns:meta:1.0");
const DC: (&str, &str) = ("xmlns:dc", "http://purl.org/dc/elements/1.1/");
const MANIFEST: (&str, &str) = ("xmlns:manifest", "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0");
const VERSION: (&str, &str) = ("office:version", "1.3");
/// The width of a character, in tenths of a millimetre.
const CARACTERE: u32 = 21;

/// An ODS workbook.
pub fn write_ods(pages: &[Page], proprietes: &Proprietes) -> Result<Vec<u8>, TableurError> {
    let names = checked(pages)?;
    let files = [
        ("META-INF/manifest.xml", manifest()?),
        ("meta.xml", meta(proprietes)?),
        ("content.xml", content(pages, &names)?),
    ];
    Ok(archive(Some(MIMETYPE), &files)?)
}

fn manifest() -> io::Result<Vec<u8>> {
    document("manifest:manifest", &[MANIFEST, ("manifest:version", "1.3")], |xml| {
        [("/", MIMETYPE), ("content.xml", "text/xml"), ("meta.xml", "text/xml")].iter().try_for_each(|(path, kind)| {
            xml.empty("manifest:file-entry", &[("manifest:full-path", path), ("manifest:media-type", kind)])
        })
    })
}

fn meta(proprietes: &Proprietes) -> io::Result<Vec<u8>> {
    let day = format!("{}T00:00:00", proprietes.date);
    document("office:document-meta", &[OFFICE, META, DC, VERSION], |xml| {
        xml.within("office:meta", &[], |xml| {
            xml.leaf("meta:generator", &[], "Beffroi")?;
            xml.leaf("dc:title", &[], &proprietes.titre)?;
            xml.leaf("meta:initial-creator", &[], &proprietes.auteur)?;
            xml.leaf("meta:creation-date", &[], &day)?;
            xml.leaf("dc:language", &[], "fr-FR")
        })
    })
}

fn content(pages: &[Page], names: &[String]) -> io::Result<Vec<u8>> {
    let roots = [OFFICE, STYLE, TABLE, TEXT, NUMBER, FO, DC, VERSION];
    document("office:document-content", &roots, |xml| {
        xml.within("office:automatic-styles", &[], |xml| {
            date_style(xml)?;
            let widths: BTreeSet<u16> = pages.iter().flat_map(|page| page.largeurs.iter().copied()).collect();
            widths.into_iter().try_for_each(|width| column_style(xml, width))?;
            Style::ALL.into_iter().try_for_each(|style| {
                cell_style(xml, style, "")?;
                cell_style(xml, style, "Date")
            })
        })?;
        xml.within("office:body", &[], |xml| {
            xml.within("office:spreadsheet", &[], |xml| {
                pages.iter().zip(names).try_for_each(|(page, nom)| sheet(xml, page, nom))?;
                let mut filtered = (1_u32..).zip(pages.iter().zip(names)).filter(|(_, (page, _))| page.entete);
                xml.within("table:database-ranges", &[], |xml| {
                    filtered.try_for_each(|(rang, (page, nom))| filter(xml, rang, page, nom))
                })
            })
        })
    })
}

fn date_style(xml: &mut Xml) -> io::Result<()> {
    xml.within("number:date-style", &[("style:name", "jour")], |xml| {
        xml.empty("number:day", &[("number:style", "long")])?;
        xml.leaf("number:text", &[], "/")?;
        xml.empty("number:month", &[("number:style", "long")])?;
        xml.leaf("number:text", &[], "/")?;
        xml.empty("number:year", &[("number:style", "long")])
    })
}

fn column_style(xml: &mut Xml, width: u16) -> io::Result<()> {
    let tenths = u32::from(width) * CARACTERE;
    let length = format!("{}.{}mm", tenths / 10, tenths % 10);
    xml.within("style:style", &[("style:name", &format!("co{width}")), ("style:family", "table-column")], |xml| {
        xml.empty("style:table-column-properties", &[("style:column-width", &length)])
    })
}

fn cell_style(xml: &mut Xml, style: Style, kind: &str) -> io::Result<()> {
    let teinte = style.teinte();
    let name = format!("{}{kind}", style.nom());
    let mut attributes = vec![("style:name", &*name), ("style:family", "table-cell")];
    attributes.extend((kind == "Date").then_some(("style:data-style-name", "jour")));
    let (fond, encre) = (teinte.fond.map(colour), colour(teinte.encre));
    xml.within("style:style", &attributes, |xml| {
        let mut cell = vec![("fo:wrap-option", "wrap"), ("style:vertical-align", "top")];
        cell.extend(fond.as_deref().map(|fond| ("fo:background-color", fond)));
        cell.extend(teinte.bord.then_some(("fo:border", "0.5pt solid #b8b0a4")));
        xml.empty("style:table-cell-properties", &cell)?;
        let mut text = vec![("fo:color", &*encre), ("fo:language", "fr"), ("fo:country", "FR")];
        text.extend(teinte.gras.then_some(("fo:font-weight", "bold")));
        text.extend((style == Style::Titre).then_some(("fo:font-size", "16pt")));
        text.extend((style == Style::Aide).then_some(("fo:font-style", "italic")));
        xml.empty("style:text-properties", &text)
    })
}

fn colour(rgb: u32) -> String {
    format!("#{rgb:06x}")
}

fn sheet(xml: &mut Xml, page: &Page, nom: &str) -> io::Result<()> {
    xml.within("table:table", &[("table:name", nom)], |xml| {
        for width in &page.largeurs {
            xml.empty("table:table-column", &[("table:style-name", &format!("co{width}"))])?;
        }
        let (head, body) = page.rangees.split_at(usize::from(page.entete).min(page.rangees.len()));
        if !head.is_empty() {
            xml.within("table:table-header-rows", &[], |xml| head.iter().try_for_each(|rangee| row(xml, rangee)))?;
        }
        // A table without a row is not one.
        if page.rangees.is_empty() {
            row(xml, &[])?;
        }
        body.iter().try_for_each(|rangee| row(xml, rangee))
    })
}

fn row(xml: &mut Xml, cases: &[Case]) -> io::Result<()> {
    xml.within("table:table-row", &[], |xml| {
        if cases.is_empty() {
            return xml.empty("table:table-cell", &[]);
        }
        cases.iter().try_for_each(|case| cell(xml, case))
    })
}

fn cell(xml: &mut Xml, case: &Case) -> io::Result<()> {
    let span = case.span().to_string();
    let (kind, raw, shown) = match &case.valeur {
        Valeur::Vide => (None, None, None),
        Valeur::Texte(texte) => (Some("string"), None, Some(texte.clone())),
        Valeur::Entier(nombre) => (Some("float"), Some(("office:value", nombre.to_string())), Some(nombre.to_string())),
        Valeur::Date(date) => {
            (Some("date"), Some(("office:date-value", date.to_string())), Some(kernel::date_courte(*date)))
        }
    };
    let style = format!("{}{}", case.style.nom(), if kind == Some("date") { "Date" } else { "" });
    let mut attributes = vec![("table:style-name", style.as_str())];
    attributes.extend(kind.map(|kind| ("office:value-type", kind)));
    attributes.extend(raw.as_ref().map(|(name, value)| (*name, value.as_str())));
    if case.span() > 1 {
        attributes.extend([("table:number-columns-spanned", span.as_str()), ("table:number-rows-spanned", "1")]);
    }
    xml.within("table:table-cell", &attributes, |xml| {
        if !case.note.is_empty() {
            xml.within("office:annotation", &[], |xml| paragraphs(xml, &case.note))?;
        }
        shown.iter().try_for_each(|texte| paragraphs(xml, texte))
    })?;
    if case.span() > 1 {
        let covered = (case.span() - 1).to_string();
        xml.empty("table:covered-table-cell", &[("table:number-columns-repeated", &covered)])?;
    }
    Ok(())
}

/// The buttons of the filter, on the header and its rows.
fn filter(xml: &mut Xml, rang: u32, page: &Page, nom: &str) -> io::Result<()> {
    let quoted = nom.replace('\'', "''");
    let width = page.rangees.iter().map(Vec::len).max().unwrap_or(1).max(1) - 1;
    let last = lettres(u32::try_from(width).unwrap_or(u32::MAX));
    let range = format!("'{quoted}'.A1:'{quoted}'.{last}{}", page.rangees.len().max(1));
    xml.empty(
        "table:database-range",
        &[
            ("table:name", &*format!("filtre_{rang}")),
            ("table:target-range-address", &range),
            ("table:display-filter-buttons", "true"),
        ],
    )
}
