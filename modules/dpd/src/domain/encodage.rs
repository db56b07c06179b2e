//! Text of a field in UTF-8, or else in Windows-1252, as the CNIL writes its file.

/// What Windows-1252 puts between 0x80 and 0x9F; the five holes are the control characters of ISO 8859-1.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The text, trimmed. An accent of Windows-1252 followed by what would make it a character of UTF-8 is no French word: each
/// field tells its encoding by itself, and the file is never read twice.
pub(super) fn text(octets: &[u8]) -> String {
    let octets = octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(octets);
    match std::str::from_utf8(octets) {
        Ok(text) => text.trim().to_owned(),
        Err(_) => octets.iter().map(|octet| windows(*octet)).collect::<String>().trim().to_owned(),
    }
}

fn windows(octet: u8) -> char {
    match octet {
        0x80..=0x9f => WINDOWS[usize::from(octet - 0x80)],
        _ => char::from(octet),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_encodings_give_the_same_words() {
        assert_eq!(text("L’Œuvre à Évry €".as_bytes()), "L’Œuvre à Évry €");
        assert_eq!(text(b"L\x92\x8cuvre \xe0 \xc9vry \x80"), "L’Œuvre à Évry €");
        assert_eq!(text(b"\xef\xbb\xbf SIREN "), "SIREN");
    }
}
