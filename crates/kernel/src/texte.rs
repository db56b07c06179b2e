//! French text: numbers, dates, and the folded form by which one searches.

use time::{Date, Month};

use crate::Illisible;

const MOIS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

/// `12 345`, with narrow no-break spaces.
pub fn nombre(n: i64) -> String {
    format!("{}{}", if n < 0 { "−" } else { "" }, group_thousands(n.unsigned_abs()))
}

pub(crate) fn group_thousands(n: impl std::fmt::Display) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() * 2);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(c);
    }
    out
}

/// `22/11/2026`.
pub fn date_courte(d: Date) -> String {
    format!("{:02}/{:02}/{}", d.day(), u8::from(d.month()), d.year())
}

/// `22 novembre 2026`, and `1er janvier 2027`.
pub fn date_longue(d: Date) -> String {
    let day = if d.day() == 1 { "1er".to_owned() } else { d.day().to_string() };
    format!("{day} {} {}", MOIS[usize::from(u8::from(d.month())) - 1], d.year())
}

/// Reads `22/11/2026` as typed and `2026-11-22` as browsers send it.
pub fn parse_date(s: &str) -> Result<Date, Illisible> {
    let wrong = || Illisible::new("Cette date ne se lit pas : écrivez par exemple 22/11/2026.");
    let s = s.trim();
    let parts: Vec<&str> = s.split(['/', '-']).collect();
    let [a, b, c] = parts[..] else { return Err(wrong()) };
    let (year, month, day) = if a.len() == 4 { (a, b, c) } else { (c, b, a) };
    let month = month.parse::<u8>().ok().and_then(|m| Month::try_from(m).ok()).ok_or_else(wrong)?;
    if year.len() != 4 {
        return Err(wrong());
    }
    let (year, day) = (year.parse().map_err(|_| wrong())?, day.parse().map_err(|_| wrong())?);
    Date::from_calendar_date(year, month, day)
        .map_err(|_| Illisible::new("Cette date n’existe pas dans le calendrier."))
}

/// Lower case, no accent, ligatures opened, everything but letters and digits made one space: the form in which the
/// house compares and searches words.
pub fn fold(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    let mut gap = false;
    for c in s.chars().flat_map(char::to_lowercase) {
        let plain = match c {
            'à' | 'â' | 'ä' | 'á' | 'ã' => "a",
            'é' | 'è' | 'ê' | 'ë' => "e",
            'î' | 'ï' | 'í' | 'ì' => "i",
            'ô' | 'ö' | 'ó' | 'ò' | 'õ' => "o",
            'ù' | 'û' | 'ü' | 'ú' => "u",
            'ÿ' | 'ý' => "y",
            'ç' => "c",
            'ñ' => "n",
            'œ' => "oe",
            'æ' => "ae",
            _ => "",
        };
        if plain.is_empty() && !c.is_alphanumeric() {
            // Combining marks (decomposed accents) vanish; the rest separates words.
            gap |= !('\u{300}'..='\u{36f}').contains(&c);
            continue;
        }
        if gap && !out.is_empty() {
            out.push(' ');
        }
        gap = false;
        if plain.is_empty() { out.push(c) } else { out.push_str(plain) }
    }
    out
}

/// The words of [`fold`], less those that stand inside another, the longest first: a part of a word is found here if, and
/// only if, it is found in the text, in half as many letters.
pub fn searchable(s: &str) -> String {
    let folded = fold(s);
    let mut words: Vec<&str> = folded.split(' ').collect();
    words.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
    let mut out = String::with_capacity(folded.len());
    for word in words {
        if !out.contains(word) {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(word);
        }
    }
    out
}

/// `1 adhérent`, `1 205 adhérents`: a count and its noun.
pub fn combien(count: impl Into<i64>, one: &str, many: &str) -> String {
    let count = count.into();
    format!("{}\u{a0}{}", nombre(count), if count < 2 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::date;

    #[test]
    fn words_are_found_whatever_their_accents() {
        assert_eq!(fold("L’Honor-de-Cos"), "l honor de cos");
        assert_eq!(fold("  Saint-Étienne-de-Tulmont "), "saint etienne de tulmont");
        assert_eq!(fold("Cœur"), "coeur");
        assert_eq!(fold("e\u{301}te\u{301}"), "ete");
    }

    #[test]
    fn a_count_agrees_with_its_noun() {
        assert_eq!(combien(0, "état", "états"), "0\u{a0}état");
        assert_eq!(combien(1, "état", "états"), "1\u{a0}état");
        assert_eq!(combien(1205, "état", "états"), "1\u{202f}205\u{a0}états");
    }

    #[test]
    fn a_word_is_searched_once() {
        assert_eq!(searchable("Registre des clés, clé et registres"), "registres cles des et");
        assert_eq!(searchable(" – "), "");
    }

    proptest! {
        #[test]
        fn what_the_words_find_is_what_the_text_finds(text in "[a-dÉé’ ]{0,40}", part in "[a-de]{1,3}") {
            prop_assert_eq!(searchable(&text).contains(&part), fold(&text).contains(&part));
        }
    }

    #[test]
    fn dates_read_and_write() {
        assert_eq!(date_longue(date!(2027 - 01 - 01)), "1er janvier 2027");
        assert_eq!(parse_date(" 22/11/2026 ").unwrap(), date!(2026 - 11 - 22));
        assert_eq!(parse_date("2026-11-22").unwrap(), date!(2026 - 11 - 22));
        assert!(parse_date("30/02/2026").unwrap_err().0.contains("calendrier"));
        for wrong in ["", "22/11/26", "hier", "22/13/2026", "1/2/3/4"] {
            assert!(parse_date(wrong).is_err(), "{wrong}");
        }
    }
}
