//! Days: the serial numbers of workbooks, the formats that show them, and the texts that people type.

use kernel::fold;
use time::{Date, Duration, Month, macros::date};

const MOIS: [(&str, &str); 12] = [
    ("janvier", "janv"),
    ("fevrier", "fevr"),
    ("mars", "mars"),
    ("avril", "avr"),
    ("mai", "mai"),
    ("juin", "juin"),
    ("juillet", "juil"),
    ("aout", "aout"),
    ("septembre", "sept"),
    ("octobre", "oct"),
    ("novembre", "nov"),
    ("decembre", "dec"),
];

/// Reads `26/05/2018`, `26.05.2018`, `2018-05-26`, `2018-05-26T10:00:00`, `26 mai 2018`, `1er janv. 2020`.
/// A year of two digits is not certain: it stays a text.
pub fn parse(texte: &str) -> Option<Date> {
    let texte = texte.trim();
    let day = texte.split(['T', ' ']).next().filter(|day| day.len() >= 8).unwrap_or(texte);
    if let Ok(date) = kernel::parse_date(&day.replace('.', "/")) {
        return Some(date);
    }
    let folded = fold(texte);
    let [jour, mois, annee] = folded.split(' ').collect::<Vec<_>>()[..] else { return None };
    let month = MOIS.iter().position(|(long, short)| *long == mois || *short == mois)?;
    let month = Month::try_from(u8::try_from(month + 1).ok()?).ok()?;
    let jour = jour.strip_suffix("er").unwrap_or(jour).parse().ok()?;
    (annee.len() == 4).then(|| Date::from_calendar_date(annee.parse().ok()?, month, jour).ok())?
}

/// The day of a serial number, and the text that shows it, with the hour when there is one.
/// Excel believes that 1900 is a leap year: serial 60 does not exist.
pub(crate) fn from_serial(serial: f64, since_1904: bool) -> Option<(Date, String)> {
    if !(0.0..3_000_000.0).contains(&serial) {
        return None;
    }
    let days: i64 = format!("{:.0}", serial.floor()).parse().ok()?;
    let epoch = match (since_1904, days) {
        (true, _) => date!(1904 - 01 - 01),
        (false, 60..) => date!(1899 - 12 - 30),
        (false, _) => date!(1899 - 12 - 31),
    };
    let day = epoch.checked_add(Duration::days(days))?;
    let minutes: i64 = format!("{:.0}", (serial - serial.floor()) * 1_440.0).parse().ok()?;
    let minutes = minutes.min(1_439);
    let shown = kernel::date_courte(day);
    Some((day, if minutes == 0 { shown } else { format!("{shown} {:02}:{:02}", minutes / 60, minutes % 60) }))
}

/// Whether a number format shows a day: it has a year or a day, outside of quotes, brackets and escapes.
pub(crate) fn shows_a_day(format: &str) -> bool {
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => drop(chars.by_ref().find(|c| *c == '"')),
            '[' => drop(chars.by_ref().find(|c| *c == ']')),
            '\\' | '_' | '*' => drop(chars.next()),
            'y' | 'Y' | 'd' | 'D' => return true,
            // A second section, or `General`.
            ';' | 'G' | 'g' => return false,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_typed_by_people_are_read() {
        for text in [
            "26/05/2018",
            " 26.05.2018 ",
            "2018-05-26",
            "26-05-2018",
            "26 mai 2018",
            "2018-05-26T10:00:00",
            "26/05/2018 14:30",
        ] {
            assert_eq!(parse(text), Some(date!(2018 - 05 - 26)), "{text}");
        }
        assert_eq!(parse("1er janv. 2020"), Some(date!(2020 - 01 - 01)));
        for text in ["", "5 ans", "26/05/18", "31/02/2018", "mai 2018", "12", "2018", "1 2 3 4"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn serial_numbers_are_the_days_that_excel_shows() {
        let shown = |serial, since_1904| from_serial(serial, since_1904).map(|(_, shown)| shown);
        assert_eq!(shown(43_246.0, false).as_deref(), Some("26/05/2018"));
        assert_eq!(shown(43_246.604_166_7, false).as_deref(), Some("26/05/2018 14:30"));
        assert_eq!(shown(1.0, false).as_deref(), Some("01/01/1900"));
        assert_eq!(shown(41_784.0, true).as_deref(), Some("26/05/2018"));
        assert_eq!(shown(f64::NAN, false), None);
        assert_eq!(shown(1e300, false), None);
        assert_eq!(shown(-3.0, false), None);
    }

    #[test]
    fn formats_that_show_a_day_are_known() {
        for day in ["dd/mm/yyyy", "[$-40C]d mmmm yyyy;@", "yyyy\\-mm\\-dd", "m/d/yy h:mm"] {
            assert!(shows_a_day(day), "{day}");
        }
        for other in ["General", "0.00", "#,##0 \"jours\"", "[Red]0", "@", "h:mm", "0.00\\d"] {
            assert!(!shows_a_day(other), "{other}");
        }
    }
}
