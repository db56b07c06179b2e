//! Text as the files of spreadsheets can carry it.

use std::borrow::Cow;

/// The text without what XML 1.0 forbids (control characters, non-characters): a spreadsheet that holds one does not
/// open. Nothing else changes.
pub fn xml_text(texte: &str) -> Cow<'_, str> {
    let forbidden = |c: char| (c < ' ' && !matches!(c, '\t' | '\n')) || matches!(c, '\u{fffe}' | '\u{ffff}');
    if texte.contains(forbidden) {
        Cow::Owned(texte.replace("\r\n", "\n").replace(forbidden, ""))
    } else {
        Cow::Borrowed(texte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_xml_forbids_is_taken_away() {
        assert_eq!(xml_text("a\0b\u{1b}[31m\r\nc\td\u{ffff}"), "ab[31m\nc\td");
        assert!(matches!(xml_text("« L’été » = 1 < 2"), Cow::Borrowed(_)));
    }
}
