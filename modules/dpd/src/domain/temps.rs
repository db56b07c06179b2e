//! Time spent: how it is written, and its totals by member, by author, by month.

use std::collections::BTreeMap;

use kernel::{CollectiviteId, nombre};
use time::Date;

use super::Echange;

/// `1 h 30`, `45 min`, `0 min`.
pub fn duree(minutes: u64) -> String {
    let (hours, rest) = (i64::try_from(minutes / 60).unwrap_or(i64::MAX), minutes % 60);
    match (hours, rest) {
        (0, rest) => format!("{rest}\u{a0}min"),
        (hours, 0) => format!("{}\u{a0}h", nombre(hours)),
        (hours, rest) => format!("{}\u{a0}h\u{a0}{rest:02}", nombre(hours)),
    }
}

/// The totals of some exchanges, in minutes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Temps {
    pub total: u64,
    pub echanges: u32,
    pub par_membre: BTreeMap<CollectiviteId, u64>,
    /// By the name of who noted it.
    pub par_auteur: BTreeMap<String, u64>,
    /// By the first day of the month; months without any between two others are there, with nothing.
    pub par_mois: BTreeMap<Date, u64>,
}

/// Adds up.
pub fn temps<'a>(echanges: impl IntoIterator<Item = &'a Echange>) -> Temps {
    let mut all = Temps::default();
    for echange in echanges {
        let minutes = u64::from(echange.fiche.minutes);
        all.total += minutes;
        all.echanges += 1;
        *all.par_membre.entry(echange.collectivite_id).or_default() += minutes;
        *all.par_auteur.entry(echange.auteur_nom.clone()).or_default() += minutes;
        *all.par_mois.entry(first_of(echange.fiche.le)).or_default() += minutes;
    }
    let ends = all.par_mois.keys().next().copied().zip(all.par_mois.keys().next_back().copied());
    if let Some((first, last)) = ends {
        let months = std::iter::successors(Some(first), |month| Some(kernel::add_mois(*month, 1)));
        for month in months.take_while(|month| *month < last) {
            all.par_mois.entry(month).or_default();
        }
    }
    all
}

fn first_of(day: Date) -> Date {
    Date::from_calendar_date(day.year(), day.month(), 1).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{FicheEchange, GenreEchange};
    use kernel::{Clock, Id};
    use proptest::prelude::*;

    fn echange(clock: &Clock, whose: CollectiviteId, le: Date, minutes: u32, who: &str) -> Echange {
        Echange {
            collectivite_id: whose,
            id: Id::new(clock),
            fiche: FicheEchange {
                le,
                genre: GenreEchange::Visite,
                minutes,
                avec: String::new(),
                objet: "Visite".into(),
                notes: String::new(),
            },
            auteur: None,
            auteur_nom: who.to_owned(),
            revision: 1,
            modifie_le: clock.now(),
        }
    }

    #[test]
    fn minutes_are_read_as_hours() {
        let read = [0, 45, 60, 90, 6_005].map(duree);
        assert_eq!(read, ["0\u{a0}min", "45\u{a0}min", "1\u{a0}h", "1\u{a0}h\u{a0}30", "100\u{a0}h\u{a0}05"]);
    }

    proptest! {
        #[test]
        fn every_total_is_the_same_sum_and_no_month_is_missing(days in proptest::collection::vec((0_i64..900, 0_u32..1_440, 0_usize..3), 0..40)) {
            let clock = Clock::fixed("2026-11-25T08:00:00Z".parse().unwrap());
            let members = [Id::new(&clock), Id::new(&clock), Id::new(&clock)];
            let all: Vec<Echange> = days.iter().map(|(back, minutes, at)| {
                echange(&clock, members[*at], clock.today() - time::Duration::days(*back), *minutes, ["Hugo", "Inès", "Paul"][*at])
            }).collect();
            let sums = temps(&all);
            prop_assert_eq!(sums.par_membre.values().sum::<u64>(), sums.total);
            prop_assert_eq!(sums.par_auteur.values().sum::<u64>(), sums.total);
            prop_assert_eq!(sums.par_mois.values().sum::<u64>(), sums.total);
            let months: Vec<Date> = sums.par_mois.keys().copied().collect();
            prop_assert!(months.windows(2).all(|two| kernel::add_mois(two[0], 1) == two[1]));
        }
    }
}
