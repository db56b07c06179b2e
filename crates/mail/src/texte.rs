//! The plain text of a mail, wrapped at 72 characters.

use crate::corps::{Bloc, Corps};

const WIDTH: usize = 72;

impl Corps {
    /// The mail as plain text, lines ended by `\n`.
    pub(crate) fn to_text(&self) -> String {
        let blocs = self.blocs.iter().map(bloc).filter(|text| !text.is_empty());
        let mut text = blocs.collect::<Vec<_>>().join("\n\n");
        // The usual mark of a signature (RFC 3676 § 4.3): mail readers set it apart.
        text.push_str("\n\n-- \n");
        text.push_str(&wrapped(&self.signature, "", ""));
        text.push('\n');
        text
    }
}

fn bloc(bloc: &Bloc) -> String {
    match bloc {
        Bloc::Paragraphe(text) | Bloc::Petit(text) => {
            text.lines().map(|line| wrapped(line, "", "")).collect::<Vec<_>>().join("\n")
        }
        Bloc::Liste(items) => items.iter().map(|item| wrapped(item, "- ", "  ")).collect::<Vec<_>>().join("\n"),
        Bloc::Bouton { libelle, adresse } => format!("{}\n{adresse}", wrapped(&format!("{libelle}\u{a0}:"), "", "")),
        Bloc::Tableau(rows) => {
            let row = |(name, value): &(String, String)| wrapped(&format!("{name}\u{a0}: {value}"), "", "  ");
            rows.iter().map(row).collect::<Vec<_>>().join("\n")
        }
    }
}

/// Cut at ordinary spaces only: a no-break space and an address stay whole, even too long.
fn wrapped(text: &str, first: &str, next: &str) -> String {
    let mut lines = vec![first.to_owned()];
    let mut fresh = true;
    for word in text.split([' ', '\t', '\n', '\r']).filter(|word| !word.is_empty()) {
        let Some(line) = lines.last_mut() else { break };
        if fresh {
            line.push_str(word);
        } else if line.chars().count() + 1 + word.chars().count() <= WIDTH {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(format!("{next}{word}"));
        }
        fresh = false;
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_says_all_that_the_blocks_say() {
        let corps = Corps::new("Centre de gestion de Tarn-et-Garonne")
            .paragraph("Bonjour Madame Martin,")
            .list(["le registre", "la convention"])
            .table([("Collectivité", "Albias"), ("Total", "1 234,00 €")])
            .button("Voir l’état", "https://beffroi.example/c/218200011/etat")
            .small("Ne répondez pas.");
        let expected = "Bonjour Madame Martin,\n\n- le registre\n- la convention\n\nCollectivité\u{a0}: Albias\nTotal\u{a0}: 1 234,00 €\n\n\
            Voir l’état\u{a0}:\nhttps://beffroi.example/c/218200011/etat\n\nNe répondez pas.\n\n-- \nCentre de gestion de Tarn-et-Garonne\n";
        assert_eq!(corps.to_text(), expected);
    }

    #[test]
    fn lines_are_cut_at_72_characters_and_never_at_a_no_break_space() {
        let text = wrapped(&"élection ".repeat(40), "", "");
        assert!(text.lines().all(|line| line.chars().count() <= 72), "{text}");
        assert_eq!(text.split_whitespace().count(), 40);
        let price = wrapped(&format!("{} 1\u{202f}234,00\u{a0}€", "a".repeat(66)), "", "");
        assert_eq!(price.lines().nth(1), Some("1\u{202f}234,00\u{a0}€"));
        let url = format!("https://beffroi.example/{}", "x".repeat(100));
        assert_eq!(wrapped(&url, "", ""), url);
        assert_eq!(wrapped(&"mot ".repeat(20), "- ", "  ").lines().nth(1).map(|l| &l[..5]), Some("  mot"));
    }
}
