//! `Instant`: a moment, in UTC, to the microsecond; and how France reads it.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use time::{
    Date, Duration, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset, format_description::well_known::Rfc3339,
    macros::time,
};

use crate::Illisible;

/// A moment in UTC, microseconds since 1970-01-01. Text: `2026-11-22T08:00:00.000000Z`, fixed width, so it sorts as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

impl Instant {
    pub const fn from_unix_micros(micros: i64) -> Self {
        Self(micros)
    }

    pub const fn unix_micros(self) -> i64 {
        self.0
    }

    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }

    /// Whole seconds from `earlier` to here, negative if `earlier` is later.
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).div_euclid(1_000_000)
    }

    /// The moment as the `time` crate tells it, in UTC. Outside the years −9999…9999, the nearest end.
    pub fn to_utc(self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000).unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }

    pub fn from_utc(moment: OffsetDateTime) -> Self {
        Self(i64::try_from(moment.unix_timestamp_nanos().div_euclid(1_000)).unwrap_or(i64::MAX))
    }

    /// The moment on the clocks of metropolitan France: UTC+1, UTC+2 in summer
    /// (directive 2000/84/CE: from the last Sunday of March to the last Sunday of October, at 01:00 UTC).
    pub fn to_paris(self) -> OffsetDateTime {
        let utc = self.to_utc();
        let summer = utc >= last_sunday(utc.year(), Month::March) && utc < last_sunday(utc.year(), Month::October);
        utc.to_offset(UtcOffset::from_hms(if summer { 2 } else { 1 }, 0, 0).unwrap_or(UtcOffset::UTC))
    }

    /// The moment at which the clocks of metropolitan France show this date and hour.
    /// In the hour that occurs twice in October, the first one.
    pub fn from_paris(date: Date, hour: Time) -> Self {
        let local = PrimitiveDateTime::new(date, hour).assume_utc();
        let summer = Self::from_utc(local - Duration::hours(2));
        if summer.to_paris().offset().whole_hours() == 2 { summer } else { Self::from_utc(local - Duration::hours(1)) }
    }

    /// `22/11/2026 à 09:00`, on the clocks of metropolitan France.
    pub fn date_heure(self) -> String {
        let p = self.to_paris();
        format!("{:02}/{:02}/{} à {:02}:{:02}", p.day(), u8::from(p.month()), p.year(), p.hour(), p.minute())
    }
}

fn last_sunday(year: i32, month: Month) -> OffsetDateTime {
    let last = Date::from_calendar_date(year, month, 31).unwrap_or(Date::MAX);
    let back = i64::from(last.weekday().number_days_from_sunday());
    PrimitiveDateTime::new(last - Duration::days(back), time!(1:00)).assume_utc()
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let t = self.to_utc();
        write!(
            f,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z",
            t.year(),
            u8::from(t.month()),
            t.day(),
            t.hour(),
            t.minute(),
            t.second(),
            t.microsecond()
        )
    }
}

impl FromStr for Instant {
    type Err = Illisible;
    fn from_str(s: &str) -> Result<Self, Illisible> {
        OffsetDateTime::parse(s, &Rfc3339)
            .map(Self::from_utc)
            .map_err(|_| Illisible::new("Cet instant ne se lit pas : il s’écrit comme 2026-11-22T08:00:00Z."))
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn text_is_of_fixed_width_and_survives() {
        let i = at("2026-03-01T00:00:00.5Z");
        assert_eq!(i.to_string(), "2026-03-01T00:00:00.500000Z");
        assert_eq!(at(&i.to_string()), i);
    }

    #[test]
    fn paris_changes_hour_on_the_last_sundays() {
        assert_eq!(at("2026-03-29T00:59:59Z").to_paris().hour(), 1);
        assert_eq!(at("2026-03-29T01:00:00Z").to_paris().hour(), 3);
        assert_eq!(at("2026-10-25T00:59:59Z").to_paris().hour(), 2);
        assert_eq!(at("2026-10-25T01:00:00Z").to_paris().hour(), 2);
        assert_eq!(at("2026-12-31T23:30:00Z").to_paris().date(), date!(2027 - 01 - 01));
    }

    #[test]
    fn paris_time_is_read_back() {
        assert_eq!(Instant::from_paris(date!(2026 - 07 - 14), time!(12:00)), at("2026-07-14T10:00:00Z"));
        assert_eq!(Instant::from_paris(date!(2026 - 12 - 25), time!(12:00)), at("2026-12-25T11:00:00Z"));
    }
}
