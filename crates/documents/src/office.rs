//! What a container really is: an office file, new (ZIP) or old (OLE), a signed container, or only an archive.

use std::io::{BufReader, Read, Seek, SeekFrom};

/// The end record is in the last 65 557 bytes (22, and a comment of 65 535 at most): APPNOTE 4.3.16.
const TAIL: u64 = 65_557;
const END: &[u8] = b"PK\x05\x06";
const END_SIZE: usize = 22;
const ENTRY: &[u8] = b"PK\x01\x02";
/// A directory larger than this is not that of an office file.
const MAX_DIRECTORY: u64 = 4_000_000;
/// What a first entry `mimetype` may declare.
const DECLARED: [&str; 5] = [
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.presentation",
    "application/vnd.etsi.asic-e+zip",
    "application/vnd.etsi.asic-s+zip",
];

/// The media type that the names of the entries tell; `None` for an ordinary archive.
pub(crate) fn media(archive: &mut (impl Read + Seek)) -> Option<&'static str> {
    if let Some(media) = declared(archive) {
        return Some(media);
    }
    let names = names(archive)?;
    let has = |start: &str| names.iter().any(|name| name.starts_with(start.as_bytes()));
    if !has("[Content_Types].xml") {
        return None;
    }
    let macros = names.iter().any(|name| name.ends_with(b"vbaProject.bin"));
    Some(match (has("word/"), has("xl/"), has("ppt/"), macros) {
        (true, _, _, false) => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        (true, _, _, true) => "application/vnd.ms-word.document.macroenabled.12",
        (_, true, _, false) => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        (_, true, _, true) => "application/vnd.ms-excel.sheet.macroenabled.12",
        (_, _, true, false) => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        (_, _, true, true) => "application/vnd.ms-powerpoint.presentation.macroenabled.12",
        _ => return None,
    })
}

/// The first bytes of the compound files of the office suites of before 2007 ([MS-CFB] 2.2).
pub(crate) const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// The media type that the directory of a compound file tells. Its entries have 128 bytes, aligned, their name first in UTF-16
/// ([MS-CFB] 2.6.1): one looks for the known names there, without following the chains of sectors.
pub(crate) fn old_media(file: &mut (impl Read + Seek)) -> Option<&'static str> {
    const NAMES: [(&str, &str); 5] = [
        ("WordDocument", "application/msword"),
        ("Workbook", "application/vnd.ms-excel"),
        ("Book", "application/vnd.ms-excel"),
        ("PowerPoint Document", "application/vnd.ms-powerpoint"),
        ("__properties_version1.0", "application/vnd.ms-outlook"),
    ];
    let names = NAMES.map(|(name, media)| {
        let end = [0, 0];
        (name.encode_utf16().flat_map(u16::to_le_bytes).chain(end).collect::<Vec<u8>>(), media)
    });
    file.seek(SeekFrom::Start(0)).ok()?;
    let mut file = BufReader::new(file);
    let mut entry = [0; 128];
    while file.read_exact(&mut entry).is_ok() {
        if let Some((_, media)) = names.iter().find(|(name, _)| entry.starts_with(name)) {
            return Some(media);
        }
    }
    None
}

/// Files of `OpenDocument` and `ASiC` say their type in a first entry, `mimetype`, stored uncompressed.
fn declared(archive: &mut (impl Read + Seek)) -> Option<&'static str> {
    let mut head = [0; 256];
    archive.seek(SeekFrom::Start(0)).ok()?;
    let mut read = 0;
    while let Ok(more @ 1..) = archive.read(&mut head[read..]) {
        read += more;
    }
    let (name_len, extra_len) = (usize::from(short(&head, 26)?), usize::from(short(&head, 28)?));
    let name = head.get(30..30 + name_len)?;
    let content = head.get(30 + name_len + extra_len..read)?;
    if name != b"mimetype" {
        return None;
    }
    DECLARED.into_iter().find(|media| {
        // What follows is the next entry, not the rest of a longer type (`…text-template`).
        content.strip_prefix(media.as_bytes()).is_some_and(|rest| rest.is_empty() || rest.starts_with(b"PK"))
    })
}

/// The names of the entries, as the central directory lists them.
fn names(archive: &mut (impl Read + Seek)) -> Option<Vec<Vec<u8>>> {
    let size = archive.seek(SeekFrom::End(0)).ok()?;
    archive.seek(SeekFrom::Start(size.saturating_sub(TAIL))).ok()?;
    let mut tail = Vec::new();
    archive.take(TAIL).read_to_end(&mut tail).ok()?;
    let end = tail.windows(END.len()).rposition(|bytes| bytes == END)?;
    let end = tail.get(end..end + END_SIZE)?;
    let (length, offset) = (u64::from(long(end, 12)?), u64::from(long(end, 16)?));
    if length > MAX_DIRECTORY {
        return None;
    }
    archive.seek(SeekFrom::Start(offset)).ok()?;
    let mut directory = Vec::new();
    archive.take(length).read_to_end(&mut directory).ok()?;
    let (mut names, mut at) = (Vec::new(), 0);
    while directory.get(at..at + ENTRY.len()) == Some(ENTRY) {
        let lens = [28, 30, 32].map(|field| short(&directory, at + field).map(usize::from));
        let [Some(name), Some(extra), Some(comment)] = lens else { return None };
        names.push(directory.get(at + 46..at + 46 + name)?.to_vec());
        at += 46 + name + extra + comment;
    }
    Some(names)
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2)?.try_into().ok().map(u16::from_le_bytes)
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use super::*;

    fn archive(entries: &[(&str, &str)]) -> Cursor<Vec<u8>> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        for (name, content) in entries {
            zip.start_file(*name, stored).unwrap();
            zip.write_all(content.as_bytes()).unwrap();
        }
        zip.finish().unwrap()
    }

    #[test]
    fn an_office_file_is_told_from_an_archive() {
        let types = ("[Content_Types].xml", "<Types/>");
        for (entries, expected) in [
            (
                vec![("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "")],
                Some("application/vnd.oasis.opendocument.text"),
            ),
            (
                vec![("mimetype", "application/vnd.etsi.asic-e+zip"), ("acte.pdf", "")],
                Some("application/vnd.etsi.asic-e+zip"),
            ),
            (vec![("mimetype", "application/vnd.oasis.opendocument.text-template"), ("content.xml", "")], None),
            (
                vec![types, ("word/document.xml", "")],
                Some("application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            ),
            (
                vec![("docProps/app.xml", ""), ("xl/workbook.xml", ""), types],
                Some("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            ),
            (
                vec![types, ("xl/workbook.xml", ""), ("xl/vbaProject.bin", "")],
                Some("application/vnd.ms-excel.sheet.macroenabled.12"),
            ),
            (
                vec![types, ("ppt/presentation.xml", "")],
                Some("application/vnd.openxmlformats-officedocument.presentationml.presentation"),
            ),
            (vec![("word/document.xml", "")], None),
            (vec![("photo.jpg", "")], None),
        ] {
            assert_eq!(media(&mut archive(&entries)), expected, "{entries:?}");
        }
    }

    #[test]
    fn a_broken_archive_is_only_an_archive() {
        let whole = archive(&[("[Content_Types].xml", "<Types/>"), ("word/document.xml", "x")]).into_inner();
        for cut in 0..whole.len() {
            assert_eq!(media(&mut Cursor::new(&whole[..cut])), None, "cut at {cut}");
        }
    }
}
