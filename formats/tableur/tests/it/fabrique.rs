//! Small workbooks made by hand, part by part.

use std::io::{Cursor, Write};

use flate2::{Compress, Compression, FlushCompress, Status};
use zip::{ZipWriter, write::SimpleFileOptions};

pub const ODS: &str = "application/vnd.oasis.opendocument.spreadsheet";
const LIENS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

pub fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// An ODS of this body of `office:spreadsheet`.
pub fn ods(body: &str) -> Vec<u8> {
    ods_of(format!("<?xml version=\"1.0\"?>{}", ods_content(body)).as_bytes())
}

pub fn ods_of(content: &[u8]) -> Vec<u8> {
    zip(&[("mimetype", ODS.as_bytes()), ("content.xml", content)])
}

pub fn ods_content(body: &str) -> String {
    format!(
        "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" xmlns:calcext=\"urn:x\"><office:body>\
         <office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )
}

/// An XLSX of one sheet `Feuil1`: its `sheetData` and what follows, its shared strings, its number formats by rank of style.
pub fn xlsx(data: &str, textes: &[&str], formats: &[&str]) -> Vec<u8> {
    let sheet = format!("<worksheet xmlns=\"urn:main\"><sheetData>{data}</worksheet>");
    let textes: String = textes.iter().fold(String::new(), |all, texte| all + "<si>" + texte + "</si>");
    let textes = format!("<sst>{textes}</sst>");
    xlsx_of(sheet.as_bytes(), textes.as_bytes(), formats)
}

pub fn xlsx_of(sheet: &[u8], textes: &[u8], formats: &[&str]) -> Vec<u8> {
    let [workbook, rels, styles] = xlsx_parts(formats);
    zip(&[
        (workbook.0, workbook.1.as_bytes()),
        (rels.0, rels.1.as_bytes()),
        (styles.0, styles.1.as_bytes()),
        ("xl/sharedStrings.xml", textes),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}

/// The parts of an XLSX that hold no cell.
pub fn xlsx_parts(formats: &[&str]) -> [(&'static str, String); 3] {
    let (mut fmts, mut xfs) = (String::new(), String::new());
    for (code, id) in formats.iter().zip(164..) {
        let id = id.to_string();
        fmts.extend(["<numFmt numFmtId=\"", &id, "\" formatCode=\"", code, "\"/>"]);
        xfs.extend(["<xf numFmtId=\"", &id, "\"/>"]);
    }
    let styles = format!(
        "<styleSheet><numFmts>{fmts}</numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>\
         <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/>{xfs}</cellXfs></styleSheet>"
    );
    let workbook = format!(
        "<workbook xmlns:r=\"{LIENS}\"><workbookPr/><sheets><sheet name=\"Feuil1\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let rels = format!(
        "<Relationships><Relationship Id=\"rId1\" Type=\"{LIENS}/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
         <Relationship Id=\"rId2\" Type=\"{LIENS}/styles\" Target=\"styles.xml\"/>\
         <Relationship Id=\"rId3\" Type=\"{LIENS}/sharedStrings\" Target=\"/xl/sharedStrings.xml\"/></Relationships>"
    );
    [("xl/workbook.xml", workbook), ("xl/_rels/workbook.xml.rels", rels), ("xl/styles.xml", styles)]
}

/// A part of an archive that inflates to `times` × `filler` between two texts: the block is deflated once and repeated.
pub struct Bombe<'a> {
    pub nom: &'a str,
    pub before: &'a str,
    pub filler: &'a str,
    pub times: usize,
    pub after: &'a str,
}

fn deflated(texte: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(texte.len() + 1_024);
    let mut deflate = Compress::new(Compression::best(), false);
    let status = deflate.compress_vec(texte.as_bytes(), &mut out, FlushCompress::Full).unwrap();
    assert!(status == Status::Ok && deflate.total_in() == texte.len() as u64);
    out
}

/// The archive, written by hand: parts as they are, then the bomb. Sums of control are false: nobody reads that far.
pub fn bombe(parts: &[(&str, &str)], bombe: &Bombe) -> Vec<u8> {
    let block = deflated(bombe.filler);
    let mut stream = deflated(bombe.before);
    (0..bombe.times).for_each(|_| stream.extend_from_slice(&block));
    stream.extend(deflated(bombe.after));
    // The last block, empty: final, fixed codes.
    stream.extend([3, 0]);
    let mut out = Vec::new();
    let mut directory = Vec::new();
    let whole = bombe.before.len() + bombe.times * bombe.filler.len() + bombe.after.len();
    let plain =
        parts.iter().map(|(nom, texte)| (*nom, texte.as_bytes().to_vec(), 0_u16, crc(texte.as_bytes()), texte.len()));
    let entries: Vec<_> = plain.chain([(bombe.nom, stream, 8, 0, whole)]).collect();
    for (nom, bytes, method, crc, inflated) in &entries {
        let len = u32::try_from(bytes.len()).unwrap().to_le_bytes();
        let inflated = u32::try_from(*inflated).unwrap().to_le_bytes();
        let head: Vec<u8> = [
            &20_u16.to_le_bytes()[..],
            &[0; 2],
            &method.to_le_bytes(),
            &[0, 0, 0x21, 0],
            &crc.to_le_bytes(),
            &len,
            &inflated,
            &u16::try_from(nom.len()).unwrap().to_le_bytes(),
            &[0; 2],
        ]
        .concat();
        let offset = u32::try_from(out.len()).unwrap().to_le_bytes();
        out.extend([b"PK\x03\x04", &head[..], nom.as_bytes(), bytes].concat());
        directory.extend([b"PK\x01\x02\x14\0", &head[..], &[0; 10], &offset, nom.as_bytes()].concat());
    }
    let (at, len) = (u32::try_from(out.len()).unwrap(), u32::try_from(directory.len()).unwrap());
    let count = u16::try_from(entries.len()).unwrap().to_le_bytes();
    out.extend(directory);
    out.extend([b"PK\x05\x06\0\0\0\0", &count[..], &count, &len.to_le_bytes(), &at.to_le_bytes(), &[0; 2]].concat());
    out
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}
