//! `Echeance`: what falls due in the life of a convention, and when to remind of it.

use time::Date;

use kernel::nomenclature;

use super::{Convention, EtatConvention, Regime};

/// Days before an échéance on which a reminder leaves \[D\].
pub const RAPPELS_JOURS: [i64; 3] = [60, 30, 7];

/// A date to come of a convention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Echeance {
    pub le: Date,
    pub nature: NatureEcheance,
}

nomenclature! {
    /// What happens that day, or must have happened by then.
    pub enum NatureEcheance: "La nature d’échéance" {
        /// CDG 82, art. 6.4.
        DernierJourDenonciation = "dernier_jour_denonciation", "Dernier jour pour dénoncer, par lettre recommandée";
        /// CDG 82, art. 6.4.
        ReconductionTacite = "reconduction_tacite", "Reconduction tacite";
        /// CDG 62, art. 2.
        RenouvellementExpres = "renouvellement_expres", "Dernier jour pour signer le renouvellement";
        /// CDG 62, art. 2.
        Terme = "terme", "Terme de la convention";
        /// CDG 82, art. 6.4; CDG 62, art. 7.
        EffetDenonciation = "effet_denonciation", "Effet de la dénonciation";
    }
}

impl Convention {
    /// What falls due from `today` on (included), in order: the next date of each nature.
    pub fn echeances(&self, today: Date) -> Vec<Echeance> {
        let Some(effet) = self.date_effet() else { return Vec::new() };
        let due = |le: Date, nature| Echeance { le, nature };
        let mut list = match (self.etat(), self.regime) {
            (EtatConvention::EnVigueur | EtatConvention::Renouvelee, Regime::UnAnTacite) => {
                let denonciation = self.regime.first_echeance(effet, |d| self.regime.dernier_jour(d) >= today);
                let denonciation = denonciation.map(|d| self.regime.dernier_jour(d));
                let reconduction = self.regime.first_echeance(effet, |d| d >= today);
                let natures = [NatureEcheance::DernierJourDenonciation, NatureEcheance::ReconductionTacite];
                [denonciation, reconduction].into_iter().zip(natures).filter_map(|(le, n)| Some(due(le?, n))).collect()
            }
            (EtatConvention::EnVigueur | EtatConvention::Renouvelee, Regime::TroisAnsExpres) => {
                let limite =
                    self.echeance().map(|e| due(self.regime.dernier_jour(e), NatureEcheance::RenouvellementExpres));
                let terme = self.terme().map(|le| due(le, NatureEcheance::Terme));
                limite.into_iter().chain(terme).collect()
            }
            (EtatConvention::Denoncee, _) => {
                self.fin().map(|le| due(le, NatureEcheance::EffetDenonciation)).into_iter().collect()
            }
            _ => Vec::new(),
        };
        list.retain(|echeance: &Echeance| echeance.le >= today);
        list.sort_unstable();
        list
    }
}

impl Echeance {
    pub fn days_left(&self, today: Date) -> i64 {
        (self.le - today).whole_days()
    }

    /// The reminder that is due today: the closest of [`RAPPELS_JOURS`] already reached, so that a day without the job
    /// loses none. The caller keeps which ones it has sent.
    pub fn rappel(&self, today: Date) -> Option<i64> {
        let left = self.days_left(today);
        RAPPELS_JOURS.into_iter().filter(|days| (0..=*days).contains(&left)).min()
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn a_reminder_is_the_closest_one_reached() {
        let echeance = Echeance { le: date!(2020 - 10 - 01), nature: NatureEcheance::DernierJourDenonciation };
        assert_eq!(echeance.rappel(date!(2020 - 08 - 01)), None, "61 days before");
        assert_eq!(echeance.rappel(date!(2020 - 08 - 02)), Some(60));
        assert_eq!(echeance.rappel(date!(2020 - 09 - 10)), Some(30), "21 days before, the job having slept");
        assert_eq!(echeance.rappel(date!(2020 - 10 - 01)), Some(7), "the day itself");
        assert_eq!(echeance.rappel(date!(2020 - 10 - 02)), None, "gone by");
    }
}
