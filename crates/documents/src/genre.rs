//! `Genre`: the type of a content, told by the content itself.

use std::io::{Read, Seek};

use crate::office;

/// How much of a content is enough to tell its type, archives of office files apart.
pub(crate) const HEAD: usize = 8_192;

/// A type of content, by its media type (`application/pdf`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Genre {
    media: &'static str,
    /// The first one is the usual one.
    pub(crate) extensions: &'static [&'static str],
    libelle: &'static str,
    inline: bool,
}

const fn genre(media: &'static str, extensions: &'static [&'static str], libelle: &'static str) -> Genre {
    Genre { media, extensions, libelle, inline: false }
}

const fn shown(media: &'static str, extensions: &'static [&'static str], libelle: &'static str) -> Genre {
    Genre { media, extensions, libelle, inline: true }
}

const UNKNOWN: Genre = genre("application/octet-stream", &["bin"], "Fichier");
const TEXT: Genre = shown("text/plain", &["txt", "log", "md"], "Texte");
const ZIP: &str = "application/zip";

/// Only what cannot carry a script is shown in the browser.
const KNOWN: &[Genre] = &[
    shown("application/pdf", &["pdf"], "PDF"),
    shown("image/png", &["png"], "Image PNG"),
    shown("image/jpeg", &["jpg", "jpeg"], "Photo JPEG"),
    shown("image/gif", &["gif"], "Image GIF"),
    shown("image/webp", &["webp"], "Image WebP"),
    genre("image/tiff", &["tif", "tiff"], "Image TIFF"),
    genre("image/heif", &["heic", "heif"], "Photo HEIC"),
    genre("image/bmp", &["bmp"], "Image BMP"),
    genre("image/svg+xml", &["svg"], "Dessin SVG"),
    genre("application/vnd.oasis.opendocument.text", &["odt"], "Texte OpenDocument"),
    genre("application/vnd.oasis.opendocument.spreadsheet", &["ods"], "Tableur OpenDocument"),
    genre("application/vnd.oasis.opendocument.presentation", &["odp"], "Présentation OpenDocument"),
    genre("application/vnd.openxmlformats-officedocument.wordprocessingml.document", &["docx"], "Document Word"),
    genre("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &["xlsx"], "Classeur Excel"),
    genre(
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        &["pptx"],
        "Présentation PowerPoint",
    ),
    genre("application/vnd.ms-word.document.macroenabled.12", &["docm"], "Document Word avec macros"),
    genre("application/vnd.ms-excel.sheet.macroenabled.12", &["xlsm"], "Classeur Excel avec macros"),
    genre(
        "application/vnd.ms-powerpoint.presentation.macroenabled.12",
        &["pptm"],
        "Présentation PowerPoint avec macros",
    ),
    genre("application/msword", &["doc"], "Document Word 97-2003"),
    genre("application/vnd.ms-excel", &["xls"], "Classeur Excel 97-2003"),
    genre("application/vnd.ms-powerpoint", &["ppt"], "Présentation PowerPoint 97-2003"),
    genre("application/vnd.ms-outlook", &["msg"], "Message Outlook"),
    genre("application/vnd.etsi.asic-e+zip", &["asice"], "Conteneur signé ASiC-E"),
    genre("application/vnd.etsi.asic-s+zip", &["asics"], "Conteneur signé ASiC-S"),
    genre("application/rtf", &["rtf"], "Texte RTF"),
    genre(ZIP, &["zip"], "Archive ZIP"),
    genre("application/x-7z-compressed", &["7z"], "Archive 7-Zip"),
    genre("application/vnd.rar", &["rar"], "Archive RAR"),
    genre("application/x-tar", &["tar"], "Archive TAR"),
    genre("application/gzip", &["gz", "tgz"], "Archive GZIP"),
    genre("application/pkcs7-mime", &["p7m", "p7s", "p7c"], "Signature PKCS#7"),
    genre("application/x-x509-ca-cert", &["cer", "crt", "der", "pem"], "Certificat"),
    genre("application/xml", &["xml", "xsd"], "XML"),
    genre("text/html", &["html", "htm"], "Page HTML"),
    genre("text/csv", &["csv"], "Tableau CSV"),
    genre("text/calendar", &["ics"], "Calendrier"),
    genre("application/json", &["json"], "JSON"),
    genre("image/vnd.dwg", &["dwg"], "Plan DWG"),
    genre("application/epub+zip", &["epub"], "Livre EPUB"),
    genre("audio/mpeg", &["mp3"], "Son MP3"),
    genre("audio/m4a", &["m4a"], "Son M4A"),
    genre("audio/ogg", &["ogg"], "Son OGG"),
    genre("video/webm", &["webm"], "Vidéo WebM"),
    genre("video/quicktime", &["mov"], "Vidéo QuickTime"),
    genre("audio/x-wav", &["wav"], "Son WAV"),
    genre("video/mp4", &["mp4"], "Vidéo MP4"),
    TEXT,
    UNKNOWN,
];

/// A program is not a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Programme;

impl Genre {
    pub const fn media(&self) -> &'static str {
        self.media
    }

    pub const fn libelle(&self) -> &'static str {
        self.libelle
    }

    /// Whether a browser may show it without risk.
    pub const fn inline(&self) -> bool {
        self.inline
    }

    pub fn from_media(media: &str) -> Option<Self> {
        KNOWN.iter().copied().find(|genre| genre.media == media)
    }

    /// The type whose files bear this extension (lower case, without dot).
    pub(crate) fn of_extension(extension: &str) -> Option<Self> {
        KNOWN.iter().copied().find(|genre| genre.extensions.contains(&extension))
    }

    /// Tells the type of a content by its first bytes; `whole` is read for what only the end of the file tells;
    /// the extension only chooses between texts that look alike.
    pub(crate) fn sniff(head: &[u8], whole: &mut (impl Read + Seek), extension: &str) -> Result<Self, Programme> {
        let known = |media: &str| Self::from_media(media).unwrap_or(UNKNOWN);
        if head.starts_with(b"PK\x03\x04") {
            return Ok(known(office::media(whole).unwrap_or(ZIP)));
        }
        if head.starts_with(office::OLE) {
            return Ok(office::old_media(whole).map_or(UNKNOWN, known));
        }
        if is_pkcs7(head) {
            return Ok(known("application/pkcs7-mime"));
        }
        if let Some(found) = infer::get(head) {
            match found.mime_type() {
                "text/html" | "text/xml" => {}
                media if is_programme(media) => return Err(Programme),
                media => return Ok(known(media)),
            }
        }
        Ok(text(head, extension).map_or(UNKNOWN, known))
    }
}

db::text_column!(Genre, media, from_media);

fn is_programme(media: &str) -> bool {
    const PROGRAMMES: [&str; 9] = [
        "application/x-executable",
        "application/vnd.microsoft.portable-executable",
        "application/x-mach-binary",
        "application/java",
        "application/wasm",
        "application/vnd.android.dex",
        "application/vnd.android.dey",
        "application/x-llvm",
        "text/x-shellscript",
    ];
    PROGRAMMES.contains(&media)
}

/// `ContentInfo` of signed data (RFC 5652): the identifier 1.2.840.113549.1.7.2 right after the header of the sequence.
fn is_pkcs7(head: &[u8]) -> bool {
    const SIGNED_DATA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
    head.first() == Some(&0x30) && (2..=6).any(|at| head.get(at..).is_some_and(|rest| rest.starts_with(SIGNED_DATA)))
        || head.starts_with(b"-----BEGIN PKCS7-----")
}

/// The media type of a text, in UTF-8 or in an ancient encoding of Western Europe; `None` when it is not text.
fn text(head: &[u8], extension: &str) -> Option<&'static str> {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    if head.iter().any(|byte| matches!(byte, 0..=8 | 0x0b | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f)) {
        return None;
    }
    let text = String::from_utf8_lossy(head);
    let start = text.trim_start().to_lowercase();
    let opens = |mark: &str| start.starts_with(mark);
    if opens("<!doctype html") || opens("<html") {
        return Some("text/html");
    }
    if opens("<?xml") || opens("<!--") || opens("<svg") {
        return Some(if start.contains("<svg") { "image/svg+xml" } else { "application/xml" });
    }
    if opens("begin:vcalendar") {
        return Some("text/calendar");
    }
    if (opens("{") || opens("[")) && extension == "json" {
        return Some("application/json");
    }
    Some(if is_delimited(&text, extension) { "text/csv" } else { TEXT.media })
}

/// Columns: the same number of separators on the first lines; a lone column passes for CSV only when it is named so.
fn is_delimited(text: &str, extension: &str) -> bool {
    let mut lines: Vec<&str> = text.lines().take(20).collect();
    // The last line may be cut by the end of the head.
    if text.len() >= HEAD - 4 {
        lines.pop();
    }
    let lines: Vec<&str> = lines.into_iter().filter(|line| !line.trim().is_empty()).collect();
    let regular = |separator: char| {
        let counts: Vec<usize> = lines.iter().map(|line| line.matches(separator).count()).collect();
        counts.first().is_some_and(|first| *first > 0 && counts.iter().all(|count| count == first))
    };
    extension == "csv" || (lines.len() > 1 && ([';', '\t'].into_iter().any(regular)))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn media(bytes: &[u8], extension: &str) -> &'static str {
        Genre::sniff(bytes, &mut Cursor::new(bytes), extension).map_or("programme", |genre| genre.media)
    }

    #[test]
    fn the_content_tells_its_type_whatever_its_name() {
        let old = |entry: &str| {
            let name: Vec<u8> = entry.encode_utf16().flat_map(u16::to_le_bytes).collect();
            [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &[0; 100 * 128 - 8], &name, &[0; 128]].concat()
        };
        let (old_word, old_unknown) = (old("WordDocument"), old("Contents"));
        for (bytes, extension, expected) in [
            (b"%PDF-1.7\n".as_slice(), "txt", "application/pdf"),
            (b"\x89PNG\r\n\x1a\n", "pdf", "image/png"),
            (b"\xff\xd8\xff\xe0..", "", "image/jpeg"),
            (b"<?xml version=\"1.0\"?><acte/>", "pdf", "application/xml"),
            (b"\xef\xbb\xbf<?xml version=\"1.0\"?><acte/>", "xml", "application/xml"),
            (b"<?xml version=\"1.0\"?>\n<svg xmlns=\"\"/>", "png", "image/svg+xml"),
            (b"  <!DOCTYPE html><p>", "txt", "text/html"),
            ("siren;nom\n218200011;Albias\n".as_bytes(), "txt", "text/csv"),
            ("siren;nom\n218200011;Montaigu-de-Quercy\n".as_bytes(), "pdf", "text/csv"),
            (b"218200011\n218200029\n", "csv", "text/csv"),
            ("Bonjour à tous.\nMerci ; au revoir.\n".as_bytes(), "csv2", "text/plain"),
            (b"Ann\xe9e;Co\xfbt\n2020;12\n", "", "text/csv"),
            (b"{\"a\": 1}", "json", "application/json"),
            (b"BEGIN:VCALENDAR\r\n", "txt", "text/calendar"),
            (b"\x30\x82\x01\x02\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0", "p7s", "application/pkcs7-mime"),
            (b"\x01\x02\x03\x00\x05", "pdf", "application/octet-stream"),
            (&old_word, "txt", "application/msword"),
            (&old_unknown, "doc", "application/octet-stream"),
            (b"MZ\x90\x00", "pdf", "programme"),
            (b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "pdf", "programme"),
            (b"#!/bin/sh\nrm -rf /\n", "txt", "programme"),
        ] {
            assert_eq!(media(bytes, extension), expected, "{bytes:?} .{extension}");
        }
    }

    #[test]
    fn nothing_that_carries_a_script_is_shown_in_the_browser() {
        for media in ["text/html", "image/svg+xml", "application/xml", "application/octet-stream"] {
            assert!(!Genre::from_media(media).unwrap().inline(), "{media}");
        }
    }

    #[test]
    fn every_type_has_its_own_media_type_and_extensions() {
        let mut seen: Vec<&str> =
            KNOWN.iter().flat_map(|genre| genre.extensions.iter().copied().chain([genre.media])).collect();
        let count = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), count);
    }
}
