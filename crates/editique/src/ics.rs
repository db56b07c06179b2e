//! `ics`: deadlines for the calendar of whoever must keep them (RFC 5545).

use chrono::{DateTime, Duration, NaiveDate, Utc};
use icalendar::{Alarm, Calendar, Component, Event, EventLike, Property, Trigger};
use kernel::Instant;
use time::Date;

/// A whole day to remember.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evenement {
    /// Stable and unique in the world (`echeance-<id>@<domain>`): the calendar moves the event instead of adding another.
    pub uid: String,
    pub debut: Date,
    pub titre: String,
    pub description: String,
    /// The page of the house that tells more.
    pub url: Option<String>,
    /// How many days before, at midnight, the calendar reminds; none: it does not.
    pub rappel_jours: Option<u16>,
}

/// The calendar, under the name that applications show. `now` becomes the `DTSTAMP` of each event: no clock is read, the
/// same events give the same text.
pub fn ics(evenements: &[Evenement], nom: &str, now: Instant) -> String {
    let stamp = DateTime::from_timestamp_micros(now.unix_micros()).unwrap_or_default();
    let mut calendar = Calendar::empty();
    for (key, value) in [("VERSION", "2.0"), ("PRODID", "-//Beffroi//FR"), ("CALSCALE", "GREGORIAN")] {
        calendar.append_property((key, value));
    }
    calendar.append_property(("METHOD", "PUBLISH"));
    // On one line: the crate escapes the words of events, not the name of the calendar.
    calendar.name(&plain(nom).replace('\n', " "));
    calendar.extend(evenements.iter().map(|evenement| event(evenement, stamp)));
    calendar.to_string()
}

fn event(evenement: &Evenement, stamp: DateTime<Utc>) -> Event {
    let mut event = Event::new();
    // No DTEND: an all-day event without one lasts its day (RFC 5545, 3.6.1).
    event
        .uid(&plain(&evenement.uid))
        .timestamp(stamp)
        .starts(naive(evenement.debut))
        .summary(&plain(&evenement.titre))
        .description(&plain(&evenement.description))
        .append_property(Property::new("TRANSP", "TRANSPARENT"));
    if let Some(url) = &evenement.url {
        event.url(&plain(url).replace('\n', ""));
    }
    if let Some(days) = evenement.rappel_jours {
        let before = Trigger::before_start(Duration::days(days.into()));
        let mut alarm = Alarm::display(&plain(&evenement.titre), before);
        // Otherwise the crate would draw them from the clock and from chance.
        alarm.uid(&format!("rappel-{}", plain(&evenement.uid))).timestamp(stamp);
        event.alarm(alarm);
    }
    event
}

fn naive(date: Date) -> NaiveDate {
    NaiveDate::from_yo_opt(date.year(), date.ordinal().into()).unwrap_or_default()
}

/// Without control characters: none of them can open a line of its own.
fn plain(texte: &str) -> String {
    texte.replace("\r\n", "\n").chars().filter(|c| *c == '\n' || !c.is_control()).collect()
}
