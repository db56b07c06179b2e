//! DOCX: the register to read and to print (ECMA-376): headings, a table of contents, tables with headers, in French.

mod parties;

use std::io;

use tableur::{
    Proprietes, TableurError, odf,
    xml::{Xml, document},
};

use crate::{Champ, Fiche, export::texte};

const W: (&str, &str) = ("xmlns:w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main");
/// The width of the text, in twentieths of a point: A4 less its margins.
const LARGEUR: usize = 9_638;

/// The register as a document: a title, a table of contents, then one heading a traitement with its tables.
pub fn docx(fiches: &[Fiche], proprietes: &Proprietes) -> Result<Vec<u8>, TableurError> {
    let files = [
        ("[Content_Types].xml", parties::content_types()?),
        ("_rels/.rels", parties::relations()?),
        ("docProps/core.xml", parties::core(proprietes)?),
        ("word/_rels/document.xml.rels", parties::document_relations()?),
        ("word/styles.xml", parties::styles()?),
        ("word/settings.xml", parties::settings()?),
        ("word/footer1.xml", parties::footer()?),
        ("word/document.xml", body(fiches, proprietes)?),
    ];
    Ok(odf::archive(None, &files)?)
}

fn body(fiches: &[Fiche], proprietes: &Proprietes) -> io::Result<Vec<u8>> {
    let relations = ("xmlns:r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships");
    document("w:document", &[W, relations], |xml| {
        xml.within("w:body", &[], |xml| {
            paragraph(xml, "Title", &proprietes.titre)?;
            paragraph(xml, "Subtitle", &format!("{} – {}", proprietes.auteur, kernel::date_longue(proprietes.date)))?;
            contents(xml, fiches)?;
            if fiches.is_empty() {
                paragraph(xml, "Normal", "Ce registre ne contient aucun traitement.")?;
            }
            (1_usize..).zip(fiches).try_for_each(|(rang, fiche)| traitement(xml, rang, fiche))?;
            section(xml)
        })
    })
}

/// A field that word processors refresh on opening; until then, the names of the traitements.
fn contents(xml: &mut Xml, fiches: &[Fiche]) -> io::Result<()> {
    paragraph(xml, "TOCHeading", "Table des matières")?;
    xml.within("w:p", &[], |xml| {
        field_char(xml, "begin")?;
        xml.within("w:r", &[], |xml| {
            xml.leaf("w:instrText", &[("xml:space", "preserve")], " TOC \\o \"1-1\" \\h \\z \\u ")
        })?;
        field_char(xml, "separate")
    })?;
    for (rang, fiche) in (1_usize..).zip(fiches) {
        paragraph(xml, "TOC1", &title(rang, fiche))?;
    }
    xml.within("w:p", &[], |xml| field_char(xml, "end"))
}

fn field_char(xml: &mut Xml, kind: &str) -> io::Result<()> {
    xml.within("w:r", &[], |xml| xml.empty("w:fldChar", &[("w:fldCharType", kind)]))
}

fn title(rang: usize, fiche: &Fiche) -> String {
    format!("{rang}. {}", if fiche.nom.is_empty() { "Traitement sans nom" } else { &fiche.nom })
}

fn traitement(xml: &mut Xml, rang: usize, fiche: &Fiche) -> io::Result<()> {
    paragraph(xml, "Heading1", &title(rang, fiche))?;
    let simples = |champ: &&Champ| !champ.is_liste() && **champ != Champ::Nom;
    let rows: Vec<Vec<String>> = Champ::ALL
        .iter()
        .filter(simples)
        .map(|champ| vec![champ.libelle().to_owned(), simple(*champ, fiche)])
        .filter(|row| !row[1].is_empty())
        .collect();
    if !rows.is_empty() {
        paragraph(xml, "Heading2", "Description")?;
        table(xml, &["Rubrique".to_owned(), "Contenu".to_owned()], &rows)?;
    }
    for champ in Champ::ALL.iter().filter(|champ| champ.is_liste()) {
        let articles = champ.articles(fiche);
        // A column that nobody fills is not printed.
        let filled: Vec<usize> =
            (0..champ.cles().len()).filter(|at| articles.iter().any(|parties| !parties[*at].1.is_empty())).collect();
        if filled.is_empty() {
            continue;
        }
        let header = |at: &usize| match champ.cles()[*at] {
            "" => "Intitulé".to_owned(),
            cle => capital(cle),
        };
        let headers: Vec<String> = filled.iter().map(header).collect();
        let rows: Vec<Vec<String>> =
            articles.iter().map(|parties| filled.iter().map(|at| parties[*at].1.clone()).collect()).collect();
        paragraph(xml, "Heading2", champ.libelle())?;
        table(xml, &headers, &rows)?;
    }
    Ok(())
}

/// Actors are told on one line a part.
fn simple(champ: Champ, fiche: &Fiche) -> String {
    if !champ.is_acteur() {
        return texte(champ, fiche);
    }
    let parts: Vec<String> =
        champ.articles(fiche).into_iter().flatten().map(|(_, texte)| texte).filter(|texte| !texte.is_empty()).collect();
    parts.join("\n")
}

fn capital(texte: &str) -> String {
    let mut chars = texte.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn paragraph(xml: &mut Xml, style: &str, texte: &str) -> io::Result<()> {
    xml.within("w:p", &[], |xml| {
        xml.within("w:pPr", &[], |xml| xml.empty("w:pStyle", &[("w:val", style)]))?;
        run(xml, texte)
    })
}

/// Line breaks are breaks.
fn run(xml: &mut Xml, texte: &str) -> io::Result<()> {
    xml.within("w:r", &[], |xml| {
        for (rang, line) in texte.split('\n').enumerate() {
            if rang > 0 {
                xml.empty("w:br", &[])?;
            }
            xml.leaf("w:t", &[("xml:space", "preserve")], line)?;
        }
        Ok(())
    })
}

/// Its header repeats on each page and is told as such to who listens; rows are not cut.
fn table(xml: &mut Xml, headers: &[String], rows: &[Vec<String>]) -> io::Result<()> {
    let width = (LARGEUR / headers.len().max(1)).to_string();
    xml.within("w:tbl", &[], |xml| {
        xml.within("w:tblPr", &[], |xml| {
            xml.empty("w:tblStyle", &[("w:val", "Registre")])?;
            xml.empty("w:tblW", &[("w:w", &LARGEUR.to_string()), ("w:type", "dxa")])?;
            xml.empty("w:tblLook", &[("w:val", "0020"), ("w:firstRow", "1"), ("w:noHBand", "1"), ("w:noVBand", "1")])
        })?;
        xml.within("w:tblGrid", &[], |xml| {
            headers.iter().try_for_each(|_| xml.empty("w:gridCol", &[("w:w", &width)]))
        })?;
        row(xml, headers, &width, true)?;
        rows.iter().try_for_each(|cells| row(xml, cells, &width, false))
    })?;
    // Two tables in a row would be one.
    paragraph(xml, "Normal", "")
}

fn row(xml: &mut Xml, cells: &[String], width: &str, header: bool) -> io::Result<()> {
    xml.within("w:tr", &[], |xml| {
        xml.within("w:trPr", &[], |xml| {
            xml.empty("w:cantSplit", &[])?;
            if header { xml.empty("w:tblHeader", &[]) } else { Ok(()) }
        })?;
        cells.iter().try_for_each(|texte| {
            xml.within("w:tc", &[], |xml| {
                xml.within("w:tcPr", &[], |xml| xml.empty("w:tcW", &[("w:w", width), ("w:type", "dxa")]))?;
                paragraph(xml, if header { "TableHeader" } else { "Normal" }, texte)
            })
        })
    })
}

fn section(xml: &mut Xml) -> io::Result<()> {
    xml.within("w:sectPr", &[], |xml| {
        xml.empty("w:footerReference", &[("w:type", "default"), ("r:id", "rId3")])?;
        xml.empty("w:pgSz", &[("w:w", "11906"), ("w:h", "16838")])?;
        xml.empty(
            "w:pgMar",
            &[
                ("w:top", "1134"),
                ("w:right", "1134"),
                ("w:bottom", "1134"),
                ("w:left", "1134"),
                ("w:header", "567"),
                ("w:footer", "567"),
                ("w:gutter", "0"),
            ],
        )
    })
}
