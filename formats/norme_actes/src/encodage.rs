//! ISO-8859-1: what ACTES is written in (both homologated products write it so), and the encodings that it is read in.

use std::borrow::Cow;

use kernel::windows_1252;

use crate::ActesError;

/// Characters that Latin-1 lacks, each with the plain text that says the same.
const TABLE: &str = include_str!("../data/translitteration.csv");
/// The eight signs by which Latin-9 differs from Latin-1.
const LATIN9: [(u8, char); 8] =
    [(0xa4, '€'), (0xa6, 'Š'), (0xa8, 'š'), (0xb4, 'Ž'), (0xb8, 'ž'), (0xbc, 'Œ'), (0xbd, 'œ'), (0xbe, 'Ÿ')];
/// Letters, in the order of `COMPOSES`, that take a combining accent: macOS gives file names and texts decomposed.
const BASES: &str = "aeiouycnAEIOUYCN";
const COMPOSES: [(char, &str); 6] = [
    ('\u{300}', "àèìòù···ÀÈÌÒÙ···"),
    ('\u{301}', "áéíóúý··ÁÉÍÓÚÝ··"),
    ('\u{302}', "âêîôû···ÂÊÎÔÛ···"),
    ('\u{303}', "ã··õ···ñÃ··Õ···Ñ"),
    ('\u{308}', "äëïöüÿ··ÄËÏÖÜ···"),
    ('\u{327}', "······ç·······Ç·"),
];

/// How a gzip begins.
pub(crate) const GZIP: [u8; 2] = [0x1f, 0x8b];

/// How the bytes of a file were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub enum Encodage {
    #[default]
    #[serde(rename = "UTF-8")]
    Utf8,
    #[serde(rename = "ISO-8859-1")]
    Latin1,
    #[serde(rename = "ISO-8859-15")]
    Latin9,
}

/// The text of an XML file, in the encoding that it declares: Latin-1, that is read as Windows-1252, or Latin-9. Whatever else
/// it declares, UTF-8, and Latin-1 when that fails.
///
/// # Errors
/// When the file is empty or in UTF-16.
pub fn decode(octets: &[u8]) -> Result<(Cow<'_, str>, Encodage), ActesError> {
    let octets = match octets {
        [] => return Err(ActesError::Vide),
        [0xef, 0xbb, 0xbf, rest @ ..] => return Ok(utf8_or_windows(rest)),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, b'<', ..] | [b'<', 0, ..] => return Err(ActesError::Utf16),
        _ => octets,
    };
    Ok(match declared(octets) {
        Some(Encodage::Latin1) => (windows_1252(octets), Encodage::Latin1),
        Some(Encodage::Latin9) => (latin_9(octets).into(), Encodage::Latin9),
        _ => utf8_or_windows(octets),
    })
}

/// Whether a tag comes first, after the mark of UTF-8 and blanks.
pub(crate) fn begins_as_xml(octets: &[u8]) -> bool {
    octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(octets).trim_ascii_start().starts_with(b"<")
}

fn utf8_or_windows(octets: &[u8]) -> (Cow<'_, str>, Encodage) {
    match std::str::from_utf8(octets) {
        Ok(texte) => (Cow::Borrowed(texte), Encodage::Utf8),
        Err(_) => (windows_1252(octets), Encodage::Latin1),
    }
}

/// Latin-9, with what Windows-1252 puts where both Latins have control characters, that nobody writes.
fn latin_9(octets: &[u8]) -> String {
    let sign_of = |octet: &u8| LATIN9.iter().find(|(known, _)| known == octet).map(|(_, sign)| *sign);
    windows_1252(octets).chars().zip(octets).map(|(read, octet)| sign_of(octet).unwrap_or(read)).collect()
}

/// The encoding that the declaration `<?xml … encoding="…"?>` names, when it is one of one byte a character.
fn declared(octets: &[u8]) -> Option<Encodage> {
    let end = octets.iter().take(200).position(|octet| *octet == b'>')?;
    let declaration = String::from_utf8_lossy(&octets[..end]).to_ascii_lowercase();
    let (_, after) = declaration.trim_start().strip_prefix("<?xml")?.split_once("encoding")?;
    let value = after.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    match value.split(quote).nth(1)?.trim() {
        "iso-8859-1" | "iso_8859-1" | "iso8859-1" | "latin1" | "latin-1" | "windows-1252" | "cp1252" => {
            Some(Encodage::Latin1)
        }
        "iso-8859-15" | "iso_8859-15" | "iso8859-15" | "latin9" | "latin-9" => Some(Encodage::Latin9),
        _ => None,
    }
}

/// The same text, in characters of ISO-8859-1 that XML takes: typographic signs become plain ones, accents are composed.
///
/// # Errors
/// The characters that nothing replaces, each once, in their order.
pub fn translitere(texte: &str) -> Result<Cow<'_, str>, Vec<char>> {
    if texte.chars().all(|c| fits(c) && c != '\r') {
        return Ok(Cow::Borrowed(texte));
    }
    let mut sortie = String::with_capacity(texte.len());
    let mut refuses = Vec::new();
    for c in texte.replace("\r\n", "\n").chars() {
        match c {
            '\r' => sortie.push('\n'),
            c if fits(c) => sortie.push(c),
            c => match plain(c, &mut sortie) {
                Some(plain) => sortie.push_str(plain),
                None if !refuses.contains(&c) => refuses.push(c),
                None => {}
            },
        }
    }
    if refuses.is_empty() { Ok(Cow::Owned(sortie)) } else { Err(refuses) }
}

/// A text already transliterated, one byte a character.
///
/// # Errors
/// When a character does not fit: `champ` is what the error names.
pub(crate) fn latin1(champ: &str, texte: &str) -> Result<Vec<u8>, ActesError> {
    let octet = |c: char| u8::try_from(u32::from(c)).map_err(|_| hors_latin1(champ, &[c]));
    texte.chars().map(octet).collect()
}

pub(crate) fn hors_latin1(champ: &str, caracteres: &[char]) -> ActesError {
    let told: Vec<String> = caracteres.iter().take(20).map(|c| told(*c)).collect();
    ActesError::HorsLatin1 { champ: champ.to_owned(), caracteres: told.join(", ") }
}

fn told(c: char) -> String {
    let code = u32::from(c);
    if c.is_control() || c.is_whitespace() {
        format!("U+{code:04X}")
    } else {
        format!("«\u{a0}{c}\u{a0}» (U+{code:04X})")
    }
}

/// What one byte carries and XML 1.0 takes; the control characters of Latin-1 (0x80–0x9F) say nothing to anybody.
fn fits(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{a0}'..='\u{ff}')
}

/// What says the same as `c`; an accent that stands alone joins the letter before it.
fn plain(c: char, before: &mut String) -> Option<&'static str> {
    if let Some((_, composes)) = COMPOSES.iter().find(|(accent, _)| *accent == c) {
        let place = BASES.chars().position(|base| before.ends_with(base))?;
        let compose = composes.chars().nth(place).filter(|letter| *letter != '·')?;
        before.pop();
        before.push(compose);
        return Some("");
    }
    match c {
        '\u{202f}' | '\u{2007}' => Some("\u{a0}"),
        '\u{2002}'..='\u{200a}' | '\u{3000}' => Some(" "),
        // Marks without width: nothing is lost with them.
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => Some(""),
        _ => TABLE.lines().filter_map(|line| line.split_once(';')).find(|(sign, _)| sign.starts_with(c)).map(|t| t.1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typography_becomes_plain_latin_1() {
        let told = translitere("L’été « d’une œuvre » – 5 € … “oui”\u{202f}: 3ᵉ").unwrap();
        assert_eq!(told, "L'été « d'une oeuvre » - 5 EUR ... \"oui\"\u{a0}: 3e");
        assert!(matches!(translitere("Délibération n°\u{a0}12").unwrap(), Cow::Borrowed(_)));
    }

    #[test]
    fn decomposed_accents_are_composed() {
        assert_eq!(
            translitere("de\u{301}libe\u{301}ration, C\u{327}a, nai\u{308}f").unwrap(),
            "délibération, Ça, naïf"
        );
    }

    #[test]
    fn what_does_not_fit_is_named_once() {
        assert_eq!(translitere("a中b中\u{7}c\u{85}Ж").unwrap_err(), ['中', '\u{7}', '\u{85}', 'Ж']);
        let error = hors_latin1("Objet", &['中', '\u{7}']);
        assert!(error.to_string().contains("«\u{a0}中\u{a0}» (U+4E2D), U+0007"), "{error}");
        assert!(translitere("\u{301}a").is_err(), "an accent on nothing");
    }

    #[test]
    fn the_declared_encoding_is_obeyed_and_its_absence_guessed() {
        let latin = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>\xe9\x92</a>";
        assert!(decode(latin).unwrap().0.ends_with("<a>é’</a>"));
        let nine = b"<?xml version='1.0' encoding = 'ISO-8859-15'?><a>\xe9\xbd\xa4</a>";
        let (texte, encodage) = decode(nine).unwrap();
        assert!(texte.ends_with("<a>éœ€</a>") && encodage == Encodage::Latin9, "{texte}");
        assert_eq!(decode(b"\xef\xbb\xbf<a>\xe9</a>").unwrap(), ("<a>é</a>".into(), Encodage::Latin1));
        assert_eq!(decode("<a>é</a>".as_bytes()).unwrap(), ("<a>é</a>".into(), Encodage::Utf8));
        assert_eq!(decode(b"<a>\xe9</a>").unwrap(), ("<a>é</a>".into(), Encodage::Latin1));
        assert_eq!(decode(b"\xef\xbb\xbf<a/>").unwrap().0, "<a/>");
        assert_eq!(decode(b"\xff\xfe<\0"), Err(ActesError::Utf16));
        assert_eq!(decode(b""), Err(ActesError::Vide));
    }
}
