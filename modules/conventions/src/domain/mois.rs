//! `Mois`: a month of a year, by which an index is published.

use std::{fmt, str::FromStr};

use kernel::{Exercice, Illisible, date_longue};
use time::{Date, Month};

/// A month. `Display` is French (`novembre 2019`); [`Mois::iso`] is machine text (`2019-11`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mois {
    annee: Exercice,
    mois: u8,
}

impl Mois {
    pub fn new(annee: Exercice, mois: Month) -> Self {
        Self { annee, mois: mois.into() }
    }

    /// The month whose index revises the tariffs of the year after (CDG 82, art. 6.3).
    pub fn novembre(annee: Exercice) -> Self {
        Self::new(annee, Month::November)
    }

    pub const fn annee(self) -> Exercice {
        self.annee
    }

    pub fn iso(self) -> String {
        format!("{}-{:02}", self.annee, self.mois)
    }
}

impl fmt::Display for Mois {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = Month::try_from(self.mois).ok().and_then(|m| Date::from_calendar_date(self.annee.annee(), m, 2).ok());
        let text = day.map(date_longue).unwrap_or_default();
        f.write_str(text.trim_start_matches("2 "))
    }
}

impl FromStr for Mois {
    type Err = Illisible;
    fn from_str(s: &str) -> Result<Self, Illisible> {
        let wrong = || Illisible::new("Ce mois ne se lit pas\u{a0}: écrivez par exemple 2019-11.");
        let (annee, mois) = s.trim().split_once('-').ok_or_else(wrong)?;
        if mois.len() != 2 {
            return Err(wrong());
        }
        let mois = mois.parse::<u8>().ok().and_then(|m| Month::try_from(m).ok()).ok_or_else(wrong)?;
        Ok(Self::new(annee.parse()?, mois))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_read_and_said() {
        let mois: Mois = "2019-11".parse().unwrap();
        assert_eq!(mois.to_string(), "novembre 2019");
        assert_eq!(mois.iso(), "2019-11");
        assert_eq!("2022-02".parse::<Mois>().unwrap().to_string(), "février 2022");
    }

    #[test]
    fn what_is_not_a_month_is_refused() {
        for wrong in ["2019", "2019-13", "2019-1", "19-11", "novembre", "2019-11-05"] {
            assert!(wrong.parse::<Mois>().is_err(), "{wrong}");
        }
    }
}
