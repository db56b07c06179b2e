//! The Syntec index and the yearly revision it commands.

use std::{collections::BTreeMap, fmt};

use kernel::{Exercice, Indice, Montant};

use super::{Mois, Refus};

/// The values of the index that the centre has recorded, by month.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Syntec(BTreeMap<Mois, Indice>);

/// One step of a revision, from the tariff of a year to that of the next, with the two values of the index it used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calcul {
    /// The tariff of the year before.
    pub base: Montant,
    /// The index of the last November.
    pub apres: (Mois, Indice),
    /// The index of the November before.
    pub avant: (Mois, Indice),
}

impl Syntec {
    pub fn get(&self, mois: Mois) -> Option<Indice> {
        self.0.get(&mois).copied()
    }

    pub fn set(&mut self, mois: Mois, indice: Indice) {
        self.0.insert(mois, indice);
    }

    /// The recorded values, in the order of the months.
    pub fn iter(&self) -> impl Iterator<Item = (Mois, Indice)> {
        self.0.iter().map(|(mois, indice)| (*mois, *indice))
    }

    /// The tariff of `annee` from that of the year before: T(Y) = T(Y−1) × Syntec(Nov Y−1) ÷ Syntec(Nov Y−2)
    /// (CDG 82, art. 6.3).
    ///
    /// # Errors
    /// [`Refus::IndiceManquant`], with the month to record.
    pub fn revise(&self, base: Montant, annee: Exercice) -> Result<Calcul, Refus> {
        let value = |mois| self.get(mois).map(|i| (mois, i)).ok_or(Refus::IndiceManquant(mois));
        let avant = value(Mois::novembre(annee.previous().previous()))?;
        let apres = value(Mois::novembre(annee.previous()))?;
        Ok(Calcul { base, apres, avant })
    }
}

impl FromIterator<(Mois, Indice)> for Syntec {
    fn from_iter<I: IntoIterator<Item = (Mois, Indice)>>(iter: I) -> Self {
        Self(iter.into_iter().collect())
    }
}

impl Calcul {
    /// Rounded to the cent, half up, each year \[D\].
    pub fn resultat(&self) -> Montant {
        self.base.proportion(self.apres.1.centiemes(), self.avant.1.centiemes())
    }
}

impl fmt::Display for Calcul {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\u{a0}× {}\u{a0}÷ {} =\u{a0}{}", self.base, self.apres.1, self.avant.1, self.resultat())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn syntec(values: &[(&str, &str)]) -> Syntec {
        values.iter().map(|(m, i)| (m.parse().unwrap(), i.parse().unwrap())).collect()
    }

    fn an(annee: i32) -> Exercice {
        Exercice::new(annee).unwrap()
    }

    #[test]
    fn the_tariff_follows_the_two_novembers_before() {
        let syntec = syntec(&[("2018-11", "270.1"), ("2019-11", "274.5")]);
        let calcul = syntec.revise("126.40".parse().unwrap(), an(2020)).unwrap();
        assert_eq!(calcul.resultat(), "128.46".parse().unwrap(), "126,40 × 274,5 ÷ 270,1 = 128,459…");
        assert_eq!(calcul.to_string(), "126,40\u{a0}€\u{a0}× 274,5\u{a0}÷ 270,1 =\u{a0}128,46\u{a0}€");
    }

    #[test]
    fn a_missing_index_is_named() {
        let only_2019 = syntec(&[("2019-11", "274.5")]);
        let said = only_2019.revise(Montant::from_euros(40), an(2020)).unwrap_err();
        assert_eq!(said, Refus::IndiceManquant("2018-11".parse().unwrap()));
        assert!(said.to_string().contains("novembre 2018"), "{said}");
        let only_2018 = syntec(&[("2018-11", "270.1")]);
        assert_eq!(
            only_2018.revise(Montant::from_euros(40), an(2020)),
            Err(Refus::IndiceManquant("2019-11".parse().unwrap()))
        );
    }

    #[test]
    fn half_a_cent_goes_up() {
        let syntec = syntec(&[("2018-11", "100"), ("2019-11", "150")]);
        assert_eq!(syntec.revise(Montant::from_cents(3), an(2020)).unwrap().resultat(), Montant::from_cents(5));
        assert_eq!(syntec.revise(Montant::from_cents(1), an(2020)).unwrap().resultat(), Montant::from_cents(2));
    }

    proptest! {
        #[test]
        fn the_rounded_tariff_is_never_further_than_half_a_cent(
            cents in 0i64..10_000_000, avant in 10_000i64..60_000, apres in 10_000i64..60_000,
        ) {
            let at = |m: &str, v| (m.parse::<Mois>().unwrap(), Indice::from_centiemes(v).unwrap());
            let syntec = Syntec::from_iter([at("2018-11", avant), at("2019-11", apres)]);
            let found = syntec.revise(Montant::from_cents(cents), an(2020)).unwrap().resultat().cents();
            // 2 × |found × avant − cents × apres| ≤ avant, and a tie goes up.
            let gap = found * avant - cents * apres;
            prop_assert!(2 * gap <= avant && 2 * gap > -avant, "{found} for {cents} × {apres} ÷ {avant}");
        }
    }
}
