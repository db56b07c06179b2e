//! How the items of a list stand in one cell: one a line, `tête | clé : valeur | clé : valeur`.

use crate::champ::Parties;

/// Stands for a head that says nothing, so that the line keeps its place.
const RIEN: &str = "–";

/// A line: the head, and the parts that say something, without those of `skipped`.
pub(crate) fn write(tete: &str, parties: &Parties, skipped: &[&str]) -> String {
    let mut out = match tete {
        "" => RIEN.to_owned(),
        RIEN => format!("\\{RIEN}"),
        tete => escape(tete),
    };
    let told = |(cle, texte): &&(&str, String)| !cle.is_empty() && !texte.is_empty() && !skipped.contains(cle);
    for (cle, texte) in parties.iter().filter(told) {
        out.push_str(&format_part(cle, texte));
    }
    out
}

fn format_part(cle: &str, texte: &str) -> String {
    format!(" | {cle} : {}", escape(texte))
}

/// The head under the key `""`, then the other parts.
pub(crate) fn read(ligne: &str) -> Vec<(String, String)> {
    let mut pieces = split(ligne).into_iter();
    let tete = pieces.next().unwrap_or_default();
    let tete = if tete.trim() == RIEN { String::new() } else { unescape(tete.trim()) };
    let mut out = vec![(String::new(), tete)];
    for part in pieces {
        let (cle, dit) = part.split_once(':').unwrap_or((&part, ""));
        out.push((cle.trim().to_owned(), unescape(dit.trim())));
    }
    out
}

fn escape(texte: &str) -> String {
    texte.replace('\\', "\\\\").replace('|', "\\|").replace('\n', "\\n")
}

fn unescape(texte: &str) -> String {
    let mut out = String::with_capacity(texte.len());
    let mut chars = texte.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n') => out.push('\n'),
                Some(c) => out.push(c),
                None => out.push('\\'),
            },
            c => out.push(c),
        }
    }
    out
}

/// On the bars that are not escaped.
fn split(ligne: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut escaped = false;
    for c in ligne.chars() {
        if c == '|' && !escaped {
            parts.push(String::new());
        } else if let Some(last) = parts.last_mut() {
            last.push(c);
        }
        escaped = c == '\\' && !escaped;
    }
    parts
}

/// The items that people put in one cell: by lines, else by `;` or bullets. Bullets and numbers are taken away.
pub(crate) fn items(texte: &str) -> Vec<String> {
    let lines: Vec<&str> = texte.split('\n').filter(|line| !line.trim().is_empty()).collect();
    let parts: Vec<&str> = match lines[..] {
        [line] => line.split([';', '•']).collect(),
        _ => lines,
    };
    parts.into_iter().map(bare).filter(|part| !part.is_empty()).collect()
}

fn bare(part: &str) -> String {
    let part = part.trim().trim_end_matches(';').trim_start_matches(['•', '-', '–', '*', '·', '▪', '◦', '➢', '►', '✓']);
    let digits = part.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = digits.len() < part.len() && (digits.starts_with(") ") || digits.starts_with(". "));
    if numbered { digits[2..].trim().to_owned() } else { part.trim().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_as_it_was_written() {
        let parties: Parties =
            vec![("", "x".to_owned()), ("détail", "a | b\\n\nc : d".to_owned()), ("durée", String::new())];
        for tete in ["", "–", "Paie | primes", "\\", "a\nb"] {
            let line = write(tete, &parties, &[]);
            assert!(!line.contains('\n'));
            assert_eq!(
                read(&line),
                [(String::new(), tete.to_owned()), ("détail".to_owned(), parties[1].1.clone())],
                "{line}"
            );
        }
    }

    #[test]
    fn lists_of_people_are_cut_into_items() {
        for texte in ["a\nb", "- a\n- b\n", "a ; b", "• a • b", "1) a\n2) b", "1. a\n2. b", "* a;\n* b;"] {
            assert_eq!(items(texte), ["a", "b"], "{texte}");
        }
        assert_eq!(items("Nom, prénom - 2 rue"), ["Nom, prénom - 2 rue"]);
        assert_eq!(items("État civil ; RIB\nNIR"), ["État civil ; RIB", "NIR"]);
    }
}
