//! The gestures that every ODF file needs: its archive, its texts, its day.

use std::io::{self, Cursor, Write};

use zip::{CompressionMethod, DateTime, ZipWriter, result::ZipError, write::SimpleFileOptions};

use crate::xml::Xml;

/// An archive of files, deflated, always the same bytes for the same files. `mimetype` stands first and not compressed
/// (ODF 1.3, part 2, 3.3): so is the type known without opening it.
pub fn archive(mimetype: Option<&str>, files: &[(&str, Vec<u8>)]) -> Result<Vec<u8>, ZipError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let same_day = SimpleFileOptions::default().last_modified_time(DateTime::DEFAULT);
    if let Some(mimetype) = mimetype {
        zip.start_file("mimetype", same_day.compression_method(CompressionMethod::Stored))?;
        zip.write_all(mimetype.as_bytes())?;
    }
    for (name, bytes) in files {
        zip.start_file(*name, same_day.compression_method(CompressionMethod::Deflated))?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// One paragraph a line. Spaces that XML readers would drop, and tabulations, have their own elements.
pub fn paragraphs(xml: &mut Xml, texte: &str) -> io::Result<()> {
    texte.split('\n').try_for_each(|line| {
        xml.within("text:p", &[], |xml| {
            let mut plain = String::new();
            let (mut start, mut after_space) = (true, false);
            for c in line.chars() {
                let dropped = c == ' ' && (start || after_space);
                (start, after_space) = (false, c == ' ');
                if !dropped && c != '\t' {
                    plain.push(c);
                    continue;
                }
                xml.text(&std::mem::take(&mut plain))?;
                xml.empty(if c == '\t' { "text:tab" } else { "text:s" }, &[])?;
            }
            xml.text(&plain)
        })
    })
}
