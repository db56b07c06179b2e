//! `Periode` and `Exercice`: spans of civil dates.

use std::fmt;

use serde::{Deserialize, Serialize};
use time::{Date, Month};

use crate::Illisible;

/// Two dates, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Periode {
    debut: Date,
    fin: Date,
}

impl Periode {
    pub fn new(debut: Date, fin: Date) -> Result<Self, Illisible> {
        if fin < debut { Err(Illisible::new("La fin vient avant le début.")) } else { Ok(Self { debut, fin }) }
    }

    /// From a first day, for a number of months: the last day is the eve of the day that begins the next span.
    pub fn of_mois(debut: Date, mois: u32) -> Self {
        let next = add_mois(debut, i32::try_from(mois.max(1)).unwrap_or(i32::MAX));
        Self { debut, fin: next.previous_day().unwrap_or(next) }
    }

    pub const fn debut(self) -> Date {
        self.debut
    }

    pub const fn fin(self) -> Date {
        self.fin
    }

    pub fn contains(self, day: Date) -> bool {
        self.debut <= day && day <= self.fin
    }

    pub fn overlaps(self, other: Self) -> bool {
        self.debut <= other.fin && other.debut <= self.fin
    }

    /// Number of days, both ends counted.
    pub fn days(self) -> i64 {
        (self.fin - self.debut).whole_days() + 1
    }
}

/// A budgetary year of the public sector: the civil year (CGCT L. 1612-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Exercice(i32);

impl Exercice {
    /// A year from 1900 to 2199, beyond which it is a typing error.
    pub fn new(annee: i32) -> Result<Self, Illisible> {
        if (1900..2200).contains(&annee) {
            Ok(Self(annee))
        } else {
            Err(Illisible::new("L’année s’écrit avec quatre chiffres, par exemple 2026."))
        }
    }

    pub const fn annee(self) -> i32 {
        self.0
    }

    pub fn of(day: Date) -> Self {
        Self(day.year())
    }

    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }

    #[must_use]
    pub const fn previous(self) -> Self {
        Self(self.0 - 1)
    }

    pub fn periode(self) -> Periode {
        let day = |month, day| Date::from_calendar_date(self.0, month, day).unwrap_or(Date::MIN);
        Periode { debut: day(Month::January, 1), fin: day(Month::December, 31) }
    }
}

impl fmt::Display for Exercice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for Exercice {
    type Err = Illisible;
    fn from_str(s: &str) -> Result<Self, Illisible> {
        Self::new(s.trim().parse().unwrap_or(0))
    }
}

/// The same day `mois` months later (or earlier, if negative); the last day of the month when it has no such day.
pub fn add_mois(day: Date, mois: i32) -> Date {
    let months = i64::from(day.year()) * 12 + i64::from(u8::from(day.month())) - 1 + i64::from(mois);
    let year = i32::try_from(months.div_euclid(12)).unwrap_or(day.year());
    let month =
        u8::try_from(months.rem_euclid(12) + 1).ok().and_then(|m| Month::try_from(m).ok()).unwrap_or(day.month());
    let last = month.length(year);
    Date::from_calendar_date(year, month, day.day().min(last)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn months_end_on_the_eve() {
        let three_years = Periode::of_mois(date!(2025 - 06 - 16), 36);
        assert_eq!(three_years.fin(), date!(2028 - 06 - 15));
        assert_eq!(Periode::of_mois(date!(2020 - 01 - 01), 12), Exercice::new(2020).unwrap().periode());
        assert_eq!(three_years.days(), 1_096);
    }

    #[test]
    fn a_month_without_the_day_gives_its_last() {
        assert_eq!(add_mois(date!(2026 - 01 - 31), 1), date!(2026 - 02 - 28));
        assert_eq!(add_mois(date!(2024 - 03 - 31), -1), date!(2024 - 02 - 29));
        assert_eq!(add_mois(date!(2026 - 11 - 30), 2), date!(2027 - 01 - 30));
    }

    #[test]
    fn a_year_of_two_digits_is_refused() {
        assert!("26".parse::<Exercice>().is_err());
        assert_eq!("2026".parse::<Exercice>().unwrap().next().annee(), 2027);
    }
}
