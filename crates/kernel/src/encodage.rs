//! The text of the files that French offices exchange.

use std::borrow::Cow;

/// Windows-1252, which is also how Latin-1 is read: they differ only where Latin-1 has control characters, that nobody writes.
pub fn windows_1252(octets: &[u8]) -> Cow<'_, str> {
    encoding_rs::WINDOWS_1252.decode_without_bom_handling(octets).0
}

/// UTF-8, with or without its mark; else Windows-1252. An accent of Windows-1252 followed by what would make it a character of
/// UTF-8 is no French word: the bytes tell which.
pub fn utf8_or_windows(octets: &[u8]) -> Cow<'_, str> {
    let octets = octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(octets);
    std::str::from_utf8(octets).map_or_else(|_| windows_1252(octets), Cow::Borrowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_encodings_give_the_same_words() {
        assert_eq!(utf8_or_windows("L’Œuvre à Évry €".as_bytes()), "L’Œuvre à Évry €");
        assert_eq!(utf8_or_windows(b"L\x92\x8cuvre \xe0 \xc9vry \x80"), "L’Œuvre à Évry €");
        assert_eq!(utf8_or_windows(b"\xef\xbb\xbfSIREN"), "SIREN");
        // The five holes of the table stay as they are.
        assert_eq!(windows_1252(b"\x81\x8d\x8f\x90\x9d"), "\u{81}\u{8d}\u{8f}\u{90}\u{9d}");
    }
}
