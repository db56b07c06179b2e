//! The parts of a DOCX around its text: types, relations, properties, styles, footer.

use std::io;

use tableur::{
    Proprietes,
    xml::{Xml, document},
};

use super::W;

const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

pub(super) fn content_types() -> io::Result<Vec<u8>> {
    let main = format!("{WORD}.document.main+xml");
    let core = "application/vnd.openxmlformats-package.core-properties+xml".to_owned();
    let word = |part: &str| format!("{WORD}.{part}+xml");
    let parts = [
        ("/word/document.xml", main),
        ("/word/styles.xml", word("styles")),
        ("/word/settings.xml", word("settings")),
        ("/word/footer1.xml", word("footer")),
        ("/docProps/core.xml", core),
    ];
    document("Types", &[("xmlns", &format!("{PACKAGE}/content-types"))], |xml| {
        let rels = "application/vnd.openxmlformats-package.relationships+xml";
        xml.empty("Default", &[("Extension", "rels"), ("ContentType", rels)])?;
        xml.empty("Default", &[("Extension", "xml"), ("ContentType", "application/xml")])?;
        parts.iter().try_for_each(|(name, kind)| xml.empty("Override", &[("PartName", name), ("ContentType", kind)]))
    })
}

pub(super) fn relations() -> io::Result<Vec<u8>> {
    let core = format!("{PACKAGE}/relationships/metadata/core-properties");
    links(&[("rId1", &format!("{OFFICE}/officeDocument"), "word/document.xml"), ("rId2", &core, "docProps/core.xml")])
}

pub(super) fn document_relations() -> io::Result<Vec<u8>> {
    links(&[
        ("rId1", &format!("{OFFICE}/styles"), "styles.xml"),
        ("rId2", &format!("{OFFICE}/settings"), "settings.xml"),
        ("rId3", &format!("{OFFICE}/footer"), "footer1.xml"),
    ])
}

fn links(links: &[(&str, &str, &str)]) -> io::Result<Vec<u8>> {
    document("Relationships", &[("xmlns", &format!("{PACKAGE}/relationships"))], |xml| {
        links.iter().try_for_each(|(id, kind, target)| {
            xml.empty("Relationship", &[("Id", id), ("Type", kind), ("Target", target)])
        })
    })
}

pub(super) fn core(proprietes: &Proprietes) -> io::Result<Vec<u8>> {
    let spaces = [
        ("xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ("xmlns:dcterms", "http://purl.org/dc/terms/"),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    ];
    document("cp:coreProperties", &spaces, |xml| {
        xml.leaf("dc:title", &[], &proprietes.titre)?;
        xml.leaf("dc:creator", &[], &proprietes.auteur)?;
        xml.leaf("dc:language", &[], "fr-FR")?;
        let day = format!("{}T00:00:00Z", proprietes.date);
        xml.leaf("dcterms:created", &[("xsi:type", "dcterms:W3CDTF")], &day)
    })
}

/// The table of contents is refreshed on opening.
pub(super) fn settings() -> io::Result<Vec<u8>> {
    document("w:settings", &[W], |xml| {
        xml.empty("w:updateFields", &[("w:val", "true")])?;
        xml.empty("w:themeFontLang", &[("w:val", "fr-FR")])
    })
}

pub(super) fn footer() -> io::Result<Vec<u8>> {
    document("w:ftr", &[W], |xml| {
        xml.within("w:p", &[], |xml| {
            xml.within("w:pPr", &[], |xml| xml.empty("w:jc", &[("w:val", "right")]))?;
            xml.within("w:r", &[], |xml| xml.leaf("w:t", &[("xml:space", "preserve")], "Page "))?;
            xml.within("w:fldSimple", &[("w:instr", " PAGE ")], |xml| {
                xml.within("w:r", &[], |xml| xml.leaf("w:t", &[], "1"))
            })
        })
    })
}

/// Identifier, name, basis, size in half points, colour, level of heading.
type Style = (&'static str, &'static str, u8, &'static str, Option<u8>);
const STYLES: [Style; 7] = [
    ("Title", "Title", 44, "26343F", None),
    ("Subtitle", "Subtitle", 24, "4A5560", None),
    ("TOCHeading", "TOC Heading", 28, "26343F", None),
    ("TOC1", "toc 1", 22, "1F2933", None),
    ("Heading1", "heading 1", 32, "26343F", Some(0)),
    ("Heading2", "heading 2", 26, "26343F", Some(1)),
    ("TableHeader", "Table Header", 20, "26343F", None),
];

pub(super) fn styles() -> io::Result<Vec<u8>> {
    document("w:styles", &[W], |xml| {
        xml.within("w:docDefaults", &[], |xml| {
            xml.within("w:rPrDefault", &[], |xml| {
                xml.within("w:rPr", &[], |xml| {
                    let font = "Liberation Sans";
                    xml.empty("w:rFonts", &[("w:ascii", font), ("w:hAnsi", font), ("w:cs", font)])?;
                    xml.empty("w:sz", &[("w:val", "20")])?;
                    xml.empty("w:lang", &[("w:val", "fr-FR")])
                })
            })
        })?;
        let normal = [("w:type", "paragraph"), ("w:default", "1"), ("w:styleId", "Normal")];
        xml.within("w:style", &normal, |xml| xml.empty("w:name", &[("w:val", "Normal")]))?;
        STYLES.iter().try_for_each(|style| paragraph_style(xml, style))?;
        table_style(xml)
    })
}

fn paragraph_style(xml: &mut Xml, (id, name, size, colour, level): &Style) -> io::Result<()> {
    xml.within("w:style", &[("w:type", "paragraph"), ("w:styleId", id)], |xml| {
        xml.empty("w:name", &[("w:val", name)])?;
        xml.empty("w:basedOn", &[("w:val", "Normal")])?;
        xml.within("w:pPr", &[], |xml| {
            if level.is_some() {
                xml.empty("w:keepNext", &[])?;
            }
            if *level == Some(0) {
                xml.empty("w:pageBreakBefore", &[])?;
            }
            xml.empty("w:spacing", &[("w:before", "160"), ("w:after", "80")])?;
            level.map_or(Ok(()), |level| xml.empty("w:outlineLvl", &[("w:val", &level.to_string())]))
        })?;
        xml.within("w:rPr", &[], |xml| {
            if !id.starts_with("TOC1") && *id != "Subtitle" {
                xml.empty("w:b", &[])?;
            }
            xml.empty("w:color", &[("w:val", colour)])?;
            xml.empty("w:sz", &[("w:val", &size.to_string())])
        })
    })
}

fn table_style(xml: &mut Xml) -> io::Result<()> {
    xml.within("w:style", &[("w:type", "table"), ("w:styleId", "Registre")], |xml| {
        xml.empty("w:name", &[("w:val", "Registre")])?;
        xml.within("w:tblPr", &[], |xml| {
            xml.within("w:tblBorders", &[], |xml| {
                ["top", "left", "bottom", "right", "insideH", "insideV"].iter().try_for_each(|side| {
                    let line = [("w:val", "single"), ("w:sz", "4"), ("w:space", "0"), ("w:color", "B8B0A4")];
                    xml.empty(&format!("w:{side}"), &line)
                })
            })
        })?;
        xml.within("w:tblStylePr", &[("w:type", "firstRow")], |xml| {
            xml.within("w:tcPr", &[], |xml| {
                xml.empty("w:shd", &[("w:val", "clear"), ("w:color", "auto"), ("w:fill", "F6F1E9")])
            })
        })
    })
}
