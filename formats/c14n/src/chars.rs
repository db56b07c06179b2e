//! Which characters XML 1.0 takes, and where (its productions 2, 4 and 4a).

use crate::error::Faute;

/// A byte that a text holds as it is, whatever comes before it: no markup, no reference, no end of line to normalise, nothing
/// that could be forbidden. `>` is not one: it could end `]]>`.
pub(crate) const PLAIN_TEXT: [bool; 256] = table(b"<&>");
/// The same for the value of an attribute, blanks other than spaces being normalised, and quotes its possible end.
pub(crate) const PLAIN_VALUE: [bool; 256] = table(b"<&\"'\t\n");
/// The bytes of a name, those of other alphabets being verified apart.
pub(crate) const NAME: [bool; 256] = name();

const fn table(special: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut octet = 0x20;
    while octet < 0x80 {
        table[octet] = true;
        octet += 1;
    }
    table[b'\t' as usize] = true;
    table[b'\n' as usize] = true;
    let mut rank = 0;
    while rank < special.len() {
        table[special[rank] as usize] = false;
        rank += 1;
    }
    table
}

const fn name() -> [bool; 256] {
    let mut table = [false; 256];
    let mut octet = 0;
    while octet < 256 {
        #[expect(clippy::cast_possible_truncation, reason = "below 256")]
        let sign = octet as u8;
        table[octet] = sign.is_ascii_alphanumeric() || matches!(sign, b'_' | b':' | b'-' | b'.' | 0x80..);
        octet += 1;
    }
    table
}

pub(crate) const fn is_blank(octet: u8) -> bool {
    matches!(octet, b' ' | b'\t' | b'\n' | b'\r')
}

/// A character that a document may hold.
pub(crate) const fn is_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// Verifies that bytes are UTF-8 and only hold characters that XML takes.
pub(crate) fn verify(octets: &[u8]) -> Result<&str, Faute> {
    let texte = std::str::from_utf8(octets).map_err(|_| Faute::Octet)?;
    let forbidden = octets.iter().any(|octet| matches!(octet, 0..=8 | 0xb | 0xc | 0xe..=0x1f | 0xef));
    if forbidden && !texte.chars().all(is_char) {
        return Err(Faute::Caractere);
    }
    Ok(texte)
}

/// Whether these bytes are a name without colon.
pub(crate) fn is_ncname(octets: &[u8]) -> bool {
    let Some(first) = octets.first() else { return false };
    if octets.is_ascii() {
        let starts = first.is_ascii_alphabetic() || *first == b'_';
        return starts && octets.iter().all(|octet| NAME[usize::from(*octet)] && *octet != b':');
    }
    let Ok(name) = std::str::from_utf8(octets) else { return false };
    let mut signs = name.chars();
    signs.next().is_some_and(starts_name) && signs.all(|c| starts_name(c) || continues_name(c))
}

const fn starts_name(c: char) -> bool {
    matches!(c,
        'A'..='Z' | '_' | 'a'..='z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}'
        | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}' | '\u{200c}' | '\u{200d}' | '\u{2070}'..='\u{218f}'
        | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
        | '\u{10000}'..='\u{effff}')
}

const fn continues_name(c: char) -> bool {
    matches!(c, '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}' | '\u{2040}')
}
