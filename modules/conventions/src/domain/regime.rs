//! `Regime`: how long a convention lasts, how it goes on and how it ends, after the two source documents.

use kernel::{add_mois, nomenclature};
use time::Date;

nomenclature! {
    /// The two ways of life of a convention.
    pub enum Regime: "Le régime" {
        /// CDG 82, art. 6.4: one year, "renouvelée tous les ans par reconduction tacite, sauf dénonciation".
        UnAnTacite = "un_an_tacite", "un an, renouvelé tacitement";
        /// CDG 62, art. 2: three years, "renouvelée pour une durée de 3 ans par reconduction expresse".
        TroisAnsExpres = "trois_ans_expres", "trois ans, renouvelables expressément";
    }
}

impl Regime {
    /// The length of a period, in months.
    pub const fn duree_mois(self) -> i32 {
        match self {
            Self::UnAnTacite => 12,
            Self::TroisAnsExpres => 36,
        }
    }

    /// The first day of the period that follows `periodes` of them: counted from the date of effect, so that the
    /// 29 February comes back every four years.
    pub fn echeance(self, date_effet: Date, periodes: u32) -> Date {
        let mois = i32::try_from(periodes).unwrap_or(i32::MAX).saturating_mul(self.duree_mois());
        add_mois(date_effet, mois)
    }

    /// The first échéance that `wanted` accepts, within five centuries.
    pub fn first_echeance(self, date_effet: Date, wanted: impl Fn(Date) -> bool) -> Option<Date> {
        (1..=500).map(|n| self.echeance(date_effet, n)).find(|echeance| wanted(*echeance))
    }

    /// The last day to act before an échéance: to denounce, "au moins trois mois avant la date d'échéance" (CDG 82,
    /// art. 6.4), or to sign the renewal, "2 mois avant la fin" (CDG 62, art. 2). That day is still in time \[D\].
    pub fn dernier_jour(self, echeance: Date) -> Date {
        match self {
            Self::UnAnTacite => add_mois(echeance, -3),
            Self::TroisAnsExpres => add_mois(echeance, -2),
        }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn the_anniversary_of_a_29_february_comes_back() {
        let effet = date!(2024 - 02 - 29);
        assert_eq!(Regime::UnAnTacite.echeance(effet, 1), date!(2025 - 02 - 28));
        assert_eq!(Regime::UnAnTacite.echeance(effet, 4), date!(2028 - 02 - 29));
    }

    #[test]
    fn three_months_before_the_first_of_january_is_the_first_of_october() {
        assert_eq!(Regime::UnAnTacite.dernier_jour(date!(2021 - 01 - 01)), date!(2020 - 10 - 01));
    }

    #[test]
    fn two_months_before_three_years() {
        let fin = Regime::TroisAnsExpres.echeance(date!(2025 - 11 - 17), 1);
        assert_eq!(fin, date!(2028 - 11 - 17));
        assert_eq!(Regime::TroisAnsExpres.dernier_jour(fin), date!(2028 - 09 - 17));
    }
}
