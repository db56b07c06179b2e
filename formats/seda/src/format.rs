//! `Flair`: what a file is, by its bytes as they pass, and by its name where bytes tell nothing.

use memchr::memmem;

use crate::FormatIdentification;

/// The registry of formats of the National Archives of the United Kingdom (PRONOM), for what a collectivité hands over.
const FORMATS: &str = include_str!("../data/formats.csv");
/// What is kept of the beginning.
const TETE: usize = 8 << 10;
/// What is kept of the bytes that passed: a mark, and its value, may be cut between two pieces.
const QUEUE: usize = 128;

/// Reads a file as it passes; holds its first bytes, its last ones, and what it saw between.
#[derive(Default)]
pub(crate) struct Flair {
    tete: Vec<u8>,
    queue: Vec<u8>,
    part: Option<u8>,
    conformance: Option<u8>,
    /// The chunks of PNG that came with its versions 1.1 and 1.2.
    png: (bool, bool),
}

impl Flair {
    pub(crate) fn update(&mut self, octets: &[u8]) {
        let room = TETE.saturating_sub(self.tete.len()).min(octets.len());
        self.tete.extend_from_slice(octets.get(..room).unwrap_or_default());
        if !(self.is_pdf() || self.is_png()) {
            return;
        }
        let mut window = std::mem::take(&mut self.queue);
        window.extend_from_slice(octets);
        if self.is_pdf() {
            // A later revision of the file has the last word.
            self.part = last_value(&window, b"pdfaid:part").or(self.part);
            self.conformance = last_value(&window, b"pdfaid:conformance").or(self.conformance);
        } else {
            let has = |marks: &[&[u8]]| marks.iter().any(|mark| memmem::find(&window, mark).is_some());
            self.png.0 |= has(&[b"iCCP", b"sPLT", b"sRGB"]);
            self.png.1 |= has(&[b"iTXt"]);
        }
        let start = window.len().saturating_sub(QUEUE);
        window.drain(..start);
        self.queue = window;
    }

    /// What it is; nothing when neither its bytes nor its name tell.
    pub(crate) fn finish(self, filename: &str) -> Option<FormatIdentification> {
        let extension = filename.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
        let extension = extension.unwrap_or_default();
        self.keys(&extension).iter().find_map(|cle| of_table(cle))
    }

    /// The lines of the table to look for, the most precise first.
    fn keys(&self, extension: &str) -> Vec<String> {
        let tete = self.tete.as_slice();
        if let Some(version) = self.pdf_version() {
            let version = String::from_utf8_lossy(version).into_owned();
            let archive = self.part.zip(self.conformance).filter(|_| version != "2.0");
            let archive = archive.map(|(part, level)| format!("pdfa-{}{}", char::from(part), char::from(level)));
            return archive.into_iter().chain([format!("pdf-{version}"), "pdf".to_owned()]).collect();
        }
        if self.is_png() {
            let version = if self.png.1 {
                "1.2"
            } else if self.png.0 {
                "1.1"
            } else {
                "1.0"
            };
            return vec![format!("png-{version}")];
        }
        if tete.starts_with(b"\xff\xd8\xff") {
            return jpeg_version(tete).into_iter().chain(["jpeg".to_owned()]).collect();
        }
        if tete.starts_with(b"II*\0") || tete.starts_with(b"MM\0*") {
            return vec!["tiff".to_owned()];
        }
        if let Some(version) = xml_version(tete) {
            return vec![format!("xml-{version}")];
        }
        if tete.starts_with(b"\x1f\x8b\x08") {
            return vec!["gzip".to_owned()];
        }
        if tete.starts_with(b"0") && memmem::find(tete.get(..18).unwrap_or(tete), PKCS7).is_some() {
            return vec!["pkcs7".to_owned()];
        }
        let family = match tete {
            [b'P', b'K', 3, 4, ..] => "zip",
            [0xd0, 0xcf, 0x11, 0xe0, ..] => "ole",
            _ if tete.contains(&0) => return Vec::new(),
            _ => "texte",
        };
        vec![format!("{family}.{extension}")]
    }

    fn is_pdf(&self) -> bool {
        self.pdf_version().is_some()
    }

    fn is_png(&self) -> bool {
        self.tete.starts_with(b"\x89PNG\r\n\x1a\n")
    }

    /// Readers take a header that is not the very first bytes.
    fn pdf_version(&self) -> Option<&[u8]> {
        let start = self.tete.get(..1024).unwrap_or(&self.tete);
        let at = memmem::find(start, b"%PDF-")?;
        self.tete.get(at + 5..at + 8)
    }
}

/// `1.2.840.113549` in DER: what is of the RSA company, PKCS #7 first.
const PKCS7: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7";

/// The value after the last of these marks, as an attribute of XML or as an element.
fn last_value(window: &[u8], mark: &[u8]) -> Option<u8> {
    let values = memmem::find_iter(window, mark).filter_map(|at| {
        let rest = window.get(at + mark.len()..)?;
        match rest {
            // What closes the element has another sign there.
            [b'=', b'"' | b'\'', value, ..] | [b'>', value, ..] if value.is_ascii_alphanumeric() => {
                Some(value.to_ascii_uppercase())
            }
            _ => None,
        }
    });
    values.last()
}

fn jpeg_version(tete: &[u8]) -> Option<String> {
    if tete.get(3) == Some(&0xe0) && tete.get(6..11) == Some(b"JFIF\0") {
        return tete.get(11..13).filter(|version| version[0] == 1).map(|version| format!("jfif-{}", version[1]));
    }
    // The tag of the version of Exif, in both orders of bytes.
    let marks: [&[u8]; 2] = [b"\x90\x00\x00\x07\x00\x00\x00\x04", b"\x00\x90\x07\x00\x04\x00\x00\x00"];
    let at = marks.iter().find_map(|mark| memmem::find(tete, mark))?;
    let version = tete.get(at + 8..at + 12)?;
    Some(format!("exif-{}", String::from_utf8_lossy(version)))
}

fn xml_version(tete: &[u8]) -> Option<&'static str> {
    let start = tete.strip_prefix(b"\xef\xbb\xbf").unwrap_or(tete).strip_prefix(b"<?xml version=")?;
    match start {
        [b'"' | b'\'', b'1', b'.', b'0', b'"' | b'\'', ..] => Some("1.0"),
        [b'"' | b'\'', b'1', b'.', b'1', b'"' | b'\'', ..] => Some("1.1"),
        _ => None,
    }
}

fn of_table(cle: &str) -> Option<FormatIdentification> {
    let mut lines = FORMATS.lines().map(|line| line.splitn(4, ','));
    let mut line = lines.find_map(|mut line| (line.next() == Some(cle)).then_some(line))?;
    let mut cell = || line.next().filter(|cell| !cell.is_empty()).map(str::to_owned);
    let (format_id, mime_type, format_litteral) = (cell(), cell(), cell());
    Some(FormatIdentification { format_litteral, mime_type, format_id, encoding: None })
}
