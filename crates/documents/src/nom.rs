//! The name of a deposit, cleaned: one can write it on any disk and in any header.

use crate::Genre;

const MAX: usize = 120;
const RESERVED: [&str; 6] = ["con", "prn", "aux", "nul", "com1", "lpt1"];

/// The name without its path, its control and direction characters, nor what Windows refuses; 120 characters at most;
/// with the extension of its type.
pub fn clean_name(given: &str, genre: Genre) -> String {
    let base = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = base.chars().filter(|c| !is_invisible(*c)).map(plain).collect();
    let (stem, extension) = split(kept.trim_matches(|c: char| c == '.' || c.is_whitespace()));
    let lower = extension.to_lowercase();
    let (stem, extension) = if genre.extensions.contains(&lower.as_str()) {
        (stem.to_owned(), lower)
    } else {
        let usual = genre.extensions.first().copied().unwrap_or("bin").to_owned();
        let misleading = extension.is_empty() || (Genre::of_extension(&lower).is_some() && lower != usual);
        // The extension of another type goes away; what only looks like one (« v1.2 ») stays in the name.
        (if misleading { stem.to_owned() } else { format!("{stem}.{extension}") }, usual)
    };
    let stem = stem.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let stem: String = stem.chars().take(MAX - extension.len() - 1).collect();
    let stem = stem.trim_end();
    let stem = match stem {
        "" => "document".to_owned(),
        reserved if RESERVED.contains(&reserved.to_lowercase().as_str()) => format!("_{reserved}"),
        ordinary => ordinary.to_owned(),
    };
    format!("{stem}.{extension}")
}

/// The last extension of the name as given, in lower case.
pub(crate) fn extension(given: &str) -> String {
    split(given.trim()).1.to_lowercase()
}

/// The stem and the extension: what follows the last dot, when it is short and plain.
fn split(name: &str) -> (&str, &str) {
    match name.rsplit_once('.') {
        Some((stem, end))
            if !stem.is_empty() && (1..=5).contains(&end.len()) && end.bytes().all(|b| b.is_ascii_alphanumeric()) =>
        {
            (stem, end)
        }
        _ => (name, ""),
    }
}

/// Control characters, and those that turn the direction of writing round (`exe.fdp` shown as `pdf.exe`) or have no width.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn plain(c: char) -> char {
    if "<>:\"|?*".contains(c) { '_' } else { c }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_loses_its_path_and_takes_the_extension_of_its_content() {
        let pdf = Genre::from_media("application/pdf").unwrap();
        for (given, expected) in [
            ("Délibération n° 12.pdf", "Délibération n° 12.pdf"),
            ("../../etc/passwd", "passwd.pdf"),
            ("C:\\Users\\anne\\Mes documents\\état.PDF", "état.pdf"),
            ("rapport.doc", "rapport.pdf"),
            ("rapport v1.2", "rapport v1.2.pdf"),
            ("photo.jpeg.exe", "photo.jpeg.exe.pdf"),
            ("facture\u{202e}fdp.exe", "facturefdp.exe.pdf"),
            ("a\r\nContent-Type: x.pdf", "aContent-Type_ x.pdf"),
            ("", "document.pdf"),
            ("....", "document.pdf"),
            (".pdf", "pdf.pdf"),
            ("nul.pdf", "_nul.pdf"),
            ("a<b>\"c\"?.pdf", "a_b__c__.pdf"),
        ] {
            assert_eq!(clean_name(given, pdf), expected, "{given:?}");
        }
    }

    #[test]
    fn a_name_is_bounded_and_keeps_its_extension() {
        let long = clean_name(&format!("{}.pdf", "é".repeat(500)), Genre::from_media("application/pdf").unwrap());
        assert_eq!((long.chars().count(), long.ends_with("é.pdf")), (MAX, true));
    }
}
