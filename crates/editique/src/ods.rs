//! `ods`: a workbook for `LibreOffice` (`OpenDocument` 1.3, ISO/IEC 26300).

mod content;

use std::io;

use tableur::{
    odf,
    xml::{Xml, document},
};

use crate::{Classeur, EditiqueError};

const MIMETYPE: &str = "application/vnd.oasis.opendocument.spreadsheet";
const OFFICE: (&str, &str) = ("xmlns:office", "urn:oasis:names:tc:opendocument:xmlns:office:1.0");
const CONFIG: (&str, &str) = ("xmlns:config", "urn:oasis:names:tc:opendocument:xmlns:config:1.0");
/// The prefix of `ooo:view-settings`, which is a name and not a mere text.
const OOO: (&str, &str) = ("xmlns:ooo", "http://openoffice.org/2004/office");
const META: (&str, &str) = ("xmlns:meta", "urn:oasis:names:tc:opendocument:xmlns:meta:1.0");
const DC: (&str, &str) = ("xmlns:dc", "http://purl.org/dc/elements/1.1/");
const VERSION: (&str, &str) = ("office:version", "1.3");

/// The workbook: real numbers and dates, amounts in euros, header frozen and filtered, totals in bold, notes under them.
/// Texts stay texts: none is ever a formula. The same workbook gives the same bytes.
pub fn ods(classeur: &Classeur) -> Result<Vec<u8>, EditiqueError> {
    let sheets = classeur.sheets()?;
    let names: Vec<&str> = sheets.iter().map(|(name, _)| name.as_str()).collect();
    let files = [
        ("META-INF/manifest.xml", include_bytes!("ods/manifest.xml").to_vec()),
        ("styles.xml", include_bytes!("ods/styles.xml").to_vec()),
        ("meta.xml", meta(classeur)?),
        ("settings.xml", settings(&names)?),
        ("content.xml", content::content(&sheets)?),
    ];
    Ok(odf::archive(Some(MIMETYPE), &files)?)
}

fn meta(classeur: &Classeur) -> io::Result<Vec<u8>> {
    let day = format!("{}T00:00:00", classeur.date);
    document("office:document-meta", &[OFFICE, META, DC, VERSION], |xml| {
        xml.within("office:meta", &[], |xml| {
            xml.leaf("meta:generator", &[], "Beffroi")?;
            xml.leaf("dc:title", &[], &classeur.titre)?;
            xml.leaf("meta:initial-creator", &[], &classeur.auteur)?;
            xml.leaf("dc:creator", &[], &classeur.auteur)?;
            xml.leaf("meta:creation-date", &[], &day)?;
            xml.leaf("dc:date", &[], &day)?;
            xml.leaf("dc:language", &[], "fr-FR")
        })
    })
}

/// The first row of each sheet stays in sight.
fn settings(names: &[&str]) -> io::Result<Vec<u8>> {
    document("office:document-settings", &[OFFICE, CONFIG, OOO, VERSION], |xml| {
        xml.within("office:settings", &[], |xml| {
            xml.within("config:config-item-set", &[("config:name", "ooo:view-settings")], |xml| {
                xml.within("config:config-item-map-indexed", &[("config:name", "Views")], |xml| {
                    xml.within("config:config-item-map-entry", &[], |xml| {
                        xml.leaf(
                            "config:config-item",
                            &[("config:name", "ViewId"), ("config:type", "string")],
                            "view1",
                        )?;
                        xml.within("config:config-item-map-named", &[("config:name", "Tables")], |xml| {
                            names.iter().try_for_each(|name| freeze(xml, name))
                        })
                    })
                })
            })
        })
    })
}

fn freeze(xml: &mut Xml, sheet: &str) -> io::Result<()> {
    const FROZEN: [(&str, &str, &str); 4] = [
        ("VerticalSplitMode", "short", "2"),
        ("VerticalSplitPosition", "int", "1"),
        ("ActiveSplitRange", "short", "2"),
        ("PositionBottom", "int", "1"),
    ];
    xml.within("config:config-item-map-entry", &[("config:name", sheet)], |xml| {
        FROZEN.iter().try_for_each(|(name, kind, value)| {
            xml.leaf("config:config-item", &[("config:name", name), ("config:type", kind)], value)
        })
    })
}
