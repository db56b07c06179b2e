//! What a file that is not a PDF seems to be, by its first bytes: the reader is told what was chosen by mistake.

/// First bytes, and what they announce.
const SIGNES: [(&[u8], &str); 16] = [
    (b"\xD0\xCF\x11\xE0", "un ancien document Word, Excel ou PowerPoint"),
    (b"{\\rtf", "un document RTF"),
    (b"\xFF\xD8\xFF", "une image JPEG"),
    (b"\x89PNG", "une image PNG"),
    (b"II*\0", "une image TIFF"),
    (b"MM\0*", "une image TIFF"),
    (b"GIF8", "une image GIF"),
    (b"BM", "une image BMP"),
    (b"\x1F\x8B", "une archive compressée"),
    (b"Rar!", "une archive RAR"),
    (b"7z\xBC\xAF", "une archive 7z"),
    (b"%!PS", "un fichier PostScript"),
    (b"0\x82", "un fichier signé (p7m) ou un certificat"),
    (b"0\x80", "un fichier signé (p7m) ou un certificat"),
    (b"-----BEGIN", "un certificat ou une signature"),
    (b"MZ", "un programme"),
];

pub(crate) fn guess(octets: &[u8]) -> Option<&'static str> {
    if octets.starts_with(b"PK\x03\x04") {
        return Some(container(octets));
    }
    if let Some((_, nom)) = SIGNES.iter().find(|(signe, _)| octets.starts_with(signe)) {
        return Some(nom);
    }
    let debut = String::from_utf8_lossy(&octets[..octets.len().min(1024)])
        .trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t'])
        .to_lowercase();
    if debut.starts_with("<!doctype html") || debut.starts_with("<html") {
        return Some("une page web");
    }
    if debut.starts_with('<') {
        return Some("un fichier XML");
    }
    None
}

/// A ZIP tells what it holds by the names of its first entries.
fn container(octets: &[u8]) -> &'static str {
    let debut = &octets[..octets.len().min(64 << 10)];
    let has = |nom: &str| memchr::memmem::find(debut, nom.as_bytes()).is_some();
    if has("word/") {
        "un document Word"
    } else if has("xl/") {
        "un classeur Excel"
    } else if has("ppt/") {
        "une présentation PowerPoint"
    } else if has("application/vnd.oasis.opendocument") {
        "un document LibreOffice"
    } else {
        "une archive ZIP"
    }
}
