//! `Dossier`: the name of a folder as IMAP writes it (modified UTF-7, RFC 3501 § 5.1.3), between quotes.

use std::fmt::{self, Write};

use base64::{
    Engine, alphabet,
    engine::{GeneralPurpose, general_purpose::NO_PAD},
};
use kernel::Illisible;

/// UTF-7 of IMAP: base64 whose last digit is a comma, without padding.
const UTF7: GeneralPurpose = GeneralPurpose::new(&alphabet::IMAP_MUTF7, NO_PAD);

/// Ready to stand in a command; shown, it is as the configuration wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dossier {
    nom: String,
    pub quoted: String,
}

impl Dossier {
    pub fn parse(nom: &str) -> Result<Self, Illisible> {
        if nom.is_empty() || nom.contains(['*', '%']) || nom.contains(char::is_control) {
            return Err(Illisible::new(format!("«\u{a0}{}\u{a0}» n’est pas un nom de dossier.", nom.escape_debug())));
        }
        let nom = if nom.eq_ignore_ascii_case("INBOX") { "INBOX" } else { nom };
        let quoted = format!("\"{}\"", encode(nom).replace('\\', "\\\\").replace('"', "\\\""));
        Ok(Self { nom: nom.to_owned(), quoted })
    }
}

impl fmt::Display for Dossier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.nom)
    }
}

fn encode(nom: &str) -> String {
    let mut out = String::new();
    let mut rest = nom;
    while let Some(first) = rest.chars().next() {
        let plain = first.is_ascii();
        let (run, next) = rest.split_at(rest.find(|c: char| c.is_ascii() != plain).unwrap_or(rest.len()));
        if plain {
            out.push_str(&run.replace('&', "&-"));
        } else {
            let utf16: Vec<u8> = run.encode_utf16().flat_map(u16::to_be_bytes).collect();
            let _ = write!(out, "&{}-", UTF7.encode(utf16));
        }
        rest = next;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_and_quotes_are_written_as_imap_wants_them() {
        for (nom, quoted) in [
            ("inbox", "\"INBOX\""),
            ("Traités", "\"Trait&AOk-s\""),
            ("R&D \"x\"", "\"R&-D \\\"x\\\"\""),
            ("台北", "\"&U,BTFw-\""),
        ] {
            assert_eq!(Dossier::parse(nom).unwrap().quoted, quoted);
        }
        for nom in ["", "a*", "a\r\nb"] {
            assert!(Dossier::parse(nom).is_err(), "{nom:?}");
        }
    }
}
