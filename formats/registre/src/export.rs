//! What leaves: the flat table, and what spreadsheets could run.

mod plat;

pub(crate) use self::plat::texte;
pub use self::plat::{csv, plat_page};

/// Whether a spreadsheet could run this text: it is written after an apostrophe in a CSV. So is a text that begins with one.
pub(crate) fn runs(texte: &str) -> bool {
    let first = texte.trim_start_matches([' ', '\u{a0}', '\u{202f}']).chars().next();
    first.is_some_and(|c| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '\t' | '\r' | '\n' | '\''))
}
