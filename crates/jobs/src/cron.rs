//! When a schedule runs: cron patterns on the clocks of metropolitan France.

use std::{cmp::Ordering, str::FromStr};

use croner::{
    errors::CronError as Error,
    time::{CivilDate, CivilDateTime, CivilTime, CronDateTime, Resolution, Weekday},
};
use kernel::Instant;
use time::{Date, Month, Time};

#[derive(Debug, thiserror::Error)]
#[error("the schedule {name} has a pattern that cannot be read, {pattern:?}: {why}")]
pub struct CronError {
    pub name: String,
    pub pattern: String,
    pub why: String,
}

/// A pattern of five fields: minute, hour, day of the month, month, day of the week (1 is Monday).
#[derive(Debug, Clone)]
pub(crate) struct Cron(croner::Cron);

impl Cron {
    pub(crate) fn parse(name: &str, pattern: &str) -> Result<Self, CronError> {
        croner::Cron::from_str(pattern).map(Self).map_err(|error| CronError {
            name: name.to_owned(),
            pattern: pattern.to_owned(),
            why: error.to_string(),
        })
    }

    /// The first run strictly after this instant; `None` for a date that never comes, as 30 February.
    pub(crate) fn next(&self, after: Instant) -> Option<Instant> {
        self.0.find_next_occurrence(&Paris(after), false).ok().map(|Paris(at)| at)
    }
}

/// An instant that croner reads on the clocks of metropolitan France.
#[derive(Debug, Clone)]
struct Paris(Instant);

impl CronDateTime for Paris {
    fn to_civil(&self) -> CivilDateTime {
        let p = self.0.to_paris();
        let date = CivilDate::from_parts_unchecked(p.year(), u32::from(u8::from(p.month())), u32::from(p.day()));
        let time = CivilTime::from_parts_unchecked(u32::from(p.hour()), u32::from(p.minute()), u32::from(p.second()));
        CivilDateTime::new(date, time)
    }

    fn civil_weekday(&self) -> Weekday {
        Weekday::from_days_from_sunday(u32::from(self.0.to_paris().weekday().number_days_from_sunday()))
    }

    fn resolve_civil(&self, civil: CivilDateTime) -> Result<Resolution<Self>, Error> {
        let first = Self(Instant::from_paris(date(civil)?, hour(civil)?));
        if first.to_civil() != civil {
            return Ok(Resolution::Gap);
        }
        let second = Self(first.0.plus_seconds(3_600));
        Ok(if second.to_civil() == civil { Resolution::Ambiguous(first, second) } else { Resolution::Single(first) })
    }

    fn checked_add_seconds(&self, seconds: i64) -> Option<Self> {
        Some(Self(self.0.plus_seconds(seconds)))
    }

    fn cmp_instant(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}

fn date(civil: CivilDateTime) -> Result<Date, Error> {
    let month = u8::try_from(civil.month()).ok().and_then(|m| Month::try_from(m).ok()).ok_or(Error::InvalidDate)?;
    let day = u8::try_from(civil.day()).map_err(|_| Error::InvalidDate)?;
    Date::from_calendar_date(civil.year(), month, day).map_err(|_| Error::InvalidDate)
}

fn hour(civil: CivilDateTime) -> Result<Time, Error> {
    let part = |n: u32| u8::try_from(n).map_err(|_| Error::InvalidTime);
    Time::from_hms(part(civil.hour())?, part(civil.minute())?, part(civil.second())?).map_err(|_| Error::InvalidTime)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(pattern: &str, after: &str) -> String {
        Cron::parse("essai", pattern).unwrap().next(after.parse().unwrap()).unwrap().date_heure()
    }

    #[test]
    fn runs_are_told_on_the_clocks_of_paris() {
        assert_eq!(next("0 7 * * 1-5", "2026-11-20T06:00:00Z"), "23/11/2026 à 07:00");
        assert_eq!(next("0 7 * * *", "2026-07-01T04:59:59.5Z"), "01/07/2026 à 07:00");
        assert_eq!(next("30 0 1 1 *", "2026-03-01T00:00:00Z"), "01/01/2027 à 00:30");
        assert_eq!(next("0 8 * * MON", "2026-11-23T07:00:00Z"), "30/11/2026 à 08:00");
    }

    #[test]
    fn an_hour_that_does_not_exist_still_runs_once_and_one_that_occurs_twice_too() {
        let daily = Cron::parse("essai", "30 2 * * *").unwrap();
        let mut at: Instant = "2026-03-28T12:00:00Z".parse().unwrap();
        let mut seen = Vec::new();
        for _ in 0..3 {
            at = daily.next(at).unwrap();
            seen.push(at.date_heure());
        }
        assert_eq!(seen, ["29/03/2026 à 03:00", "30/03/2026 à 02:30", "31/03/2026 à 02:30"]);
        let autumn = daily.next("2026-10-24T12:00:00Z".parse().unwrap()).unwrap();
        assert_eq!(autumn.date_heure(), "25/10/2026 à 02:30");
        assert_eq!(daily.next(autumn).unwrap().date_heure(), "26/10/2026 à 02:30");
    }

    #[test]
    fn a_pattern_that_cannot_be_read_is_refused() {
        assert!(Cron::parse("essai", "tous les jours").is_err());
        let never = Cron::parse("essai", "0 0 30 2 *").unwrap();
        assert_eq!(never.next("2026-01-01T00:00:00Z".parse().unwrap()), None);
    }
}
