//! The legal calendar: jours fériés, jours ouvrés, jours francs.

use time::{Date, Duration, Month, Weekday};

/// Where the days off are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Zone {
    #[default]
    Metropole,
    /// Bas-Rhin, Haut-Rhin and Moselle: Good Friday and 26 December too (ordonnance du 16 août 1892).
    AlsaceMoselle,
}

/// A number of days counted without the first nor the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JoursFrancs(pub i64);

/// The days off of a year, in order, with their names (code du travail L. 3133-1 and, in Alsace-Moselle, L. 3134-13).
pub fn jours_feries(annee: i32, zone: Zone) -> Vec<(Date, &'static str)> {
    let day = |month, day| Date::from_calendar_date(annee, month, day).unwrap_or(Date::MIN);
    let paques = paques(annee);
    let after = |days| paques + Duration::days(days);
    let mut all = vec![
        (day(Month::January, 1), "Jour de l’An"),
        (after(1), "Lundi de Pâques"),
        (day(Month::May, 1), "Fête du Travail"),
        (day(Month::May, 8), "Victoire de 1945"),
        (after(39), "Ascension"),
        (after(50), "Lundi de Pentecôte"),
        (day(Month::July, 14), "Fête nationale"),
        (day(Month::August, 15), "Assomption"),
        (day(Month::November, 1), "Toussaint"),
        (day(Month::November, 11), "Armistice de 1918"),
        (day(Month::December, 25), "Noël"),
    ];
    if zone == Zone::AlsaceMoselle {
        all.extend([(after(-2), "Vendredi saint"), (day(Month::December, 26), "Saint-Étienne")]);
    }
    all.sort_unstable();
    all
}

/// Easter Sunday of the Gregorian calendar (Butcher's computation).
#[expect(clippy::many_single_char_names, reason = "the names of the published computation")]
fn paques(annee: i32) -> Date {
    let (a, b, c) = (annee % 19, annee / 100, annee % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (b - (b + 8) / 25 + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let l = (32 + 2 * e + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let days = h + l - 7 * m + 21;
    Date::from_calendar_date(annee, Month::March, 1).unwrap_or(Date::MIN) + Duration::days(i64::from(days))
}

/// Monday to Friday, days off excepted.
pub fn is_jour_ouvre(day: Date, zone: Zone) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
        && !jours_feries(day.year(), zone).iter().any(|(ferie, _)| *ferie == day)
}

/// The day itself if one works on it, else the first on which one does.
pub fn next_jour_ouvre(mut day: Date, zone: Zone) -> Date {
    while !is_jour_ouvre(day, zone) {
        day += Duration::DAY;
    }
    day
}

/// The days that stand whole between two dates: neither the day of the act nor the day of the term is counted.
pub fn jours_francs_between(from: Date, to: Date) -> JoursFrancs {
    JoursFrancs(((to - from).whole_days() - 1).max(0))
}

/// The first day on which `delai` days have run whole since `from`.
pub fn add_jours_francs(from: Date, delai: JoursFrancs) -> Date {
    from + Duration::days(delai.0 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn easter_is_known() {
        for easter in [
            date!(2020 - 04 - 12),
            date!(2024 - 03 - 31),
            date!(2025 - 04 - 20),
            date!(2026 - 04 - 05),
            date!(2038 - 04 - 25),
        ] {
            assert_eq!(paques(easter.year()), easter);
        }
    }

    #[test]
    fn eleven_days_off_and_thirteen_in_alsace_moselle() {
        let metropole = jours_feries(2026, Zone::Metropole);
        assert_eq!(metropole.len(), 11);
        assert!(metropole.contains(&(date!(2026 - 05 - 25), "Lundi de Pentecôte")));
        assert_eq!(jours_feries(2026, Zone::AlsaceMoselle).len(), 13);
        assert!(!is_jour_ouvre(date!(2026 - 04 - 03), Zone::AlsaceMoselle));
        assert!(is_jour_ouvre(date!(2026 - 04 - 03), Zone::Metropole));
    }

    #[test]
    fn a_long_weekend_is_jumped() {
        assert_eq!(next_jour_ouvre(date!(2026 - 05 - 23), Zone::Metropole), date!(2026 - 05 - 26));
    }

    #[test]
    fn jours_francs_count_neither_end() {
        let convoked = date!(2026 - 06 - 01);
        assert_eq!(jours_francs_between(convoked, date!(2026 - 06 - 05)), JoursFrancs(3));
        assert_eq!(add_jours_francs(convoked, JoursFrancs(3)), date!(2026 - 06 - 05));
        assert_eq!(jours_francs_between(convoked, convoked), JoursFrancs(0));
    }
}
