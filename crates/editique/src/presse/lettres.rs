//! `Lettres`: people's words, made printable: only letters that the fonts draw, French no-break spaces, no word so long
//! that it leaves the page.

use typst::text::{Coverage, Font};

/// Drawn in the place of a letter that no font has: something was there, and the eye sees it.
const MISSING: char = '□';
/// Where a long word may be cut.
const CUT: char = '\u{200b}';
/// Longer words are addresses or noise: they get places to be cut.
const LONG_WORD: usize = 24;
/// In such a word, the longest stretch without one.
const STRETCH: usize = 16;

/// The letters that every font of the house can draw.
pub(super) struct Lettres {
    coverages: Vec<Coverage>,
}

impl Lettres {
    pub(super) fn of(fonts: &[Font]) -> Self {
        Self { coverages: fonts.iter().map(|font| font.info().coverage.clone()).collect() }
    }

    /// A text for paper. Line feeds stay.
    pub(super) fn print(&self, texte: &str) -> String {
        with_cuts(&self.drawable(texte))
    }

    /// A text for one line: a header, the metadata of the file. Cut with an ellipsis after `max` characters.
    pub(super) fn line(&self, texte: &str, max: usize) -> String {
        let flat = self.drawable(texte).replace('\n', " ");
        if flat.chars().count() <= max {
            return flat;
        }
        let kept: String = flat.chars().take(max.saturating_sub(1)).collect();
        format!("{}…", kept.trim_end())
    }

    fn drawable(&self, texte: &str) -> String {
        let mut out = String::with_capacity(texte.len());
        let mut letters = texte.chars().filter(|c| !is_invisible(*c)).peekable();
        while let Some(c) = letters.next() {
            match c {
                '\n' | '\u{2028}' | '\u{2029}' => out.push('\n'),
                ' ' | '\t' => out.push(space_between(out.chars().next_back(), letters.peek().copied())),
                c if c.is_control() => {}
                c if self.draws(c) => out.push(c),
                c if c.is_whitespace() => out.push(' '),
                _ => out.push(MISSING),
            }
        }
        out
    }

    fn draws(&self, c: char) -> bool {
        self.coverages.iter().all(|coverage| coverage.contains(u32::from(c)))
    }
}

/// French never leaves `: ; ! ? » € %` at the start of a line, nor `«` at the end of one: a typed space there is kept
/// from breaking. Spaces are never added.
fn space_between(before: Option<char>, after: Option<char>) -> char {
    match (before, after) {
        (_, Some(';' | '!' | '?')) => '\u{202f}',
        (Some('«'), _) | (_, Some(':' | '»' | '€' | '%')) => '\u{a0}',
        _ => ' ',
    }
}

/// Marks of direction and other characters without a shape: they could only make the paper say something else than the
/// data.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}'
    )
}

fn with_cuts(texte: &str) -> String {
    if texte.split(char::is_whitespace).all(|word| word.chars().nth(LONG_WORD).is_none()) {
        return texte.to_owned();
    }
    texte.split_inclusive(char::is_whitespace).map(cut_word).collect()
}

fn cut_word(word: &str) -> String {
    if word.chars().nth(LONG_WORD).is_none() {
        return word.to_owned();
    }
    let mut out = String::with_capacity(word.len() * 2);
    let mut stretch = 0;
    for c in word.chars() {
        out.push(c);
        stretch += 1;
        if stretch == STRETCH || "@./-_?&=".contains(c) {
            out.push(CUT);
            stretch = 0;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use typst::foundations::Bytes;

    fn lettres() -> Lettres {
        let fonts: Vec<Font> = super::super::FONTS.iter().flat_map(|data| Font::iter(Bytes::new(*data))).collect();
        Lettres::of(&fonts)
    }

    #[test]
    fn names_of_many_alphabets_stay_as_they_are() {
        let lettres = lettres();
        for name in ["Cœur d’Hérault", "Nguyễn Thị Ánh", "Łukasz", "Παπαδόπουλος", "Ковальчук", "N° 12 — 5 m² ☐ ☑"]
        {
            assert_eq!(lettres.print(name), name);
        }
    }

    #[test]
    fn what_no_font_draws_shows_that_it_is_missing() {
        assert_eq!(lettres().print("Mairie 🏛 文\0"), "Mairie □ □");
    }

    #[test]
    fn direction_marks_cannot_turn_the_text_round() {
        assert_eq!(lettres().print("total \u{202e}00,01\u{202c} €"), "total 00,01\u{a0}€");
    }

    #[test]
    fn french_punctuation_holds_to_its_word() {
        assert_eq!(
            lettres().print("Objet : « état » ; 20 % ?"),
            "Objet\u{a0}: «\u{a0}état\u{a0}»\u{202f}; 20\u{a0}%\u{202f}?"
        );
        assert_eq!(lettres().print("https://cdg82.fr?a;b"), "https://cdg82.fr?a;b");
    }

    #[test]
    fn long_words_can_be_cut() {
        assert_eq!(
            lettres().print("mairie.montaigut-de-quercy@exemple.fr"),
            "mairie.\u{200b}montaigut-\u{200b}de-\u{200b}quercy@\u{200b}exemple.\u{200b}fr"
        );
        let noise = lettres().print(&"x".repeat(10_000));
        assert!(noise.split(CUT).all(|stretch| stretch.len() <= STRETCH));
        assert_eq!(lettres().print("anticonstitutionnel"), "anticonstitutionnel");
    }

    #[test]
    fn a_line_is_cut_with_an_ellipsis() {
        assert_eq!(lettres().line("un\ndeux trois", 7), "un deu…");
        assert_eq!(lettres().line("un\ndeux", 7), "un deux");
    }
}
