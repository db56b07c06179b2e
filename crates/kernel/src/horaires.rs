//! `HorairesOuverture`: when a service answers, and what time that leaves.

use serde::{Deserialize, Serialize};
use time::{Date, Duration, Time, Weekday};

use crate::{Illisible, Instant, Zone, is_jour_ouvre};

/// A span of one day, on the clocks of France.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plage {
    pub de: Time,
    pub a: Time,
}

/// The opening hours of a week, closed on days off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HorairesOuverture {
    /// Monday first; the spans of each day in order, not overlapping.
    jours: [Vec<Plage>; 7],
}

impl HorairesOuverture {
    /// Spans must go forward and not overlap.
    pub fn new(jours: [Vec<Plage>; 7]) -> Result<Self, Illisible> {
        let ordered =
            |day: &Vec<Plage>| day.iter().all(|p| p.de < p.a) && day.windows(2).all(|pair| pair[0].a <= pair[1].de);
        if jours.iter().all(ordered) {
            Ok(Self { jours })
        } else {
            Err(Illisible::new("Les horaires d’un jour doivent se suivre sans se chevaucher."))
        }
    }

    /// The same spans from Monday to Friday, closed at the weekend.
    pub fn semaine(plages: &[Plage]) -> Result<Self, Illisible> {
        Self::new(std::array::from_fn(|day| if day < 5 { plages.to_vec() } else { Vec::new() }))
    }

    pub fn is_open(&self, at: Instant, zone: Zone) -> bool {
        let paris = at.to_paris();
        self.of_day(paris.date(), zone).iter().any(|p| p.de <= paris.time() && paris.time() < p.a)
    }

    /// The moment at which the service opens: now if it is open. None if it never opens within a year.
    pub fn next_opening(&self, at: Instant, zone: Zone) -> Option<Instant> {
        let today = at.to_paris().date();
        (0..366).find_map(|days| {
            let day = today + Duration::days(days);
            self.spans(day, zone).into_iter().find(|(_, end)| *end > at).map(|(start, _)| start.max(at))
        })
    }

    /// The moment when `seconds` of opening have run since `from`: a delay promised in opened hours.
    pub fn add_open_seconds(&self, from: Instant, seconds: i64, zone: Zone) -> Option<Instant> {
        let mut left = seconds;
        let first = from.to_paris().date();
        for days in 0..3_660 {
            for (start, end) in self.spans(first + Duration::days(days), zone) {
                let start = start.max(from);
                let span = end.seconds_since(start);
                if span <= 0 {
                    continue;
                }
                if left <= span {
                    return Some(start.plus_seconds(left));
                }
                left -= span;
            }
        }
        None
    }

    fn of_day(&self, day: Date, zone: Zone) -> &[Plage] {
        let weekday = usize::from(day.weekday().number_days_from_monday());
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        if weekend || is_jour_ouvre(day, zone) { &self.jours[weekday] } else { &[] }
    }

    fn spans(&self, day: Date, zone: Zone) -> Vec<(Instant, Instant)> {
        let at = |hour| Instant::from_paris(day, hour);
        self.of_day(day, zone).iter().map(|p| (at(p.de), at(p.a))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::{date, time};

    fn cdg82() -> HorairesOuverture {
        let morning = Plage { de: time!(8:30), a: time!(12:00) };
        let afternoon = Plage { de: time!(13:30), a: time!(17:00) };
        HorairesOuverture::semaine(&[morning, afternoon]).unwrap()
    }

    fn paris(day: Date, hour: Time) -> Instant {
        Instant::from_paris(day, hour)
    }

    #[test]
    fn closed_at_noon_at_night_and_on_days_off() {
        let open = |day, hour| cdg82().is_open(paris(day, hour), Zone::Metropole);
        assert!(open(date!(2026 - 11 - 23), time!(8:30)));
        assert!(!open(date!(2026 - 11 - 23), time!(12:00)));
        assert!(!open(date!(2026 - 11 - 22), time!(10:00)));
        assert!(!open(date!(2026 - 11 - 11), time!(10:00)));
    }

    #[test]
    fn friday_evening_opens_on_monday() {
        let next = cdg82().next_opening(paris(date!(2026 - 11 - 20), time!(18:00)), Zone::Metropole);
        assert_eq!(next, Some(paris(date!(2026 - 11 - 23), time!(8:30))));
    }

    #[test]
    fn four_opened_hours_jump_lunch_and_weekend() {
        let due = cdg82().add_open_seconds(paris(date!(2026 - 11 - 20), time!(15:00)), 4 * 3600, Zone::Metropole);
        assert_eq!(due, Some(paris(date!(2026 - 11 - 23), time!(10:30))));
    }

    #[test]
    fn overlapping_spans_are_refused() {
        let bad = [Plage { de: time!(8:00), a: time!(12:00) }, Plage { de: time!(11:00), a: time!(13:00) }];
        assert!(HorairesOuverture::semaine(&bad).is_err());
    }
}
