//! `DateType`: the dates of a description, as precise as they are known.

use time::{Date, Month, OffsetDateTime};

use crate::{
    SedaError,
    valeurs::{check_year, date, en_date, en_instant, instant},
};

/// A day, an instant, a year or a month of a year (`DateType`). Months and days without a year are not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateType {
    Date(Date),
    DateTime(OffsetDateTime),
    /// From 1 to 9999.
    Year(u16),
    YearMonth(u16, Month),
}

impl From<Date> for DateType {
    fn from(date: Date) -> Self {
        Self::Date(date)
    }
}

impl From<OffsetDateTime> for DateType {
    fn from(instant: OffsetDateTime) -> Self {
        Self::DateTime(instant)
    }
}

impl DateType {
    pub(crate) fn parse(texte: &str) -> Option<Self> {
        let digits = |part: &str, len: usize| part.len() == len && part.bytes().all(|b| b.is_ascii_digit());
        if digits(texte, 4) {
            return texte.parse().ok().map(Self::Year);
        }
        if let Some((year, month)) = texte.split_once('-').filter(|(year, month)| digits(year, 4) && digits(month, 2)) {
            let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
            return Some(Self::YearMonth(year.parse().ok()?, month));
        }
        date(texte).map(Self::Date).or_else(|| instant(texte).map(Self::DateTime))
    }

    pub(crate) fn told(self, champ: &str) -> Result<String, SedaError> {
        match self {
            Self::Date(date) => en_date(champ, date),
            Self::DateTime(instant) => en_instant(champ, instant),
            Self::Year(year) => check_year(champ, year.into()).map(|()| format!("{year:04}")),
            Self::YearMonth(year, month) => {
                check_year(champ, year.into()).map(|()| format!("{year:04}-{:02}", u8::from(month)))
            }
        }
    }
}
