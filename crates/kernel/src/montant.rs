//! `Montant`: money, in integer cents of euro.

use std::{
    fmt,
    iter::Sum,
    ops::{Add, AddAssign, Neg, Sub},
    str::FromStr,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{Illisible, Taux, texte::group_thousands};

/// An amount in cents of euro, signed. Never a float.
///
/// `Display` is French (`1 234,56 €`, narrow no-break space in the thousands, no-break space before the sign);
/// serde and [`Montant::decimal`] are machine text (`"1234.56"`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Montant(i64);

impl Montant {
    pub const ZERO: Self = Self(0);

    pub const fn from_cents(cents: i64) -> Self {
        Self(cents)
    }

    pub const fn from_euros(euros: i64) -> Self {
        Self(euros * 100)
    }

    pub const fn cents(self) -> i64 {
        self.0
    }

    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// `quantity` times the amount; saturates far beyond any budget.
    #[must_use]
    pub const fn times(self, quantity: i64) -> Self {
        Self(self.0.saturating_mul(quantity))
    }

    /// The amount × `numerator` ÷ `denominator`, rounded to the cent, half away from zero ("half up" for positive amounts).
    /// A zero denominator leaves the amount as it is.
    #[must_use]
    pub fn proportion(self, numerator: i64, denominator: i64) -> Self {
        if denominator == 0 {
            return self;
        }
        Self(div_half_up(i128::from(self.0) * i128::from(numerator), i128::from(denominator)))
    }

    /// The part of the amount that the rate takes, rounded to the cent, half up.
    #[must_use]
    pub fn part(self, taux: Taux) -> Self {
        self.proportion(taux.dix_milliemes(), 10_000)
    }

    /// Machine text: `-1234.56`.
    pub fn decimal(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let cents = self.0.unsigned_abs();
        format!("{sign}{}.{:02}", cents / 100, cents % 100)
    }

    /// French text without the sign of the euro: `1 234,56`.
    pub fn nombre(self) -> String {
        let sign = if self.0 < 0 { "−" } else { "" };
        let cents = self.0.unsigned_abs();
        format!("{sign}{},{:02}", group_thousands(cents / 100), cents % 100)
    }

    /// French text to the euro, for tiles and charts: `366 800 €`.
    pub fn arrondi(self) -> String {
        let euros = div_half_up(i128::from(self.0), 100);
        let sign = if euros < 0 { "−" } else { "" };
        format!("{sign}{}\u{a0}€", group_thousands(euros.unsigned_abs()))
    }
}

fn div_half_up(a: i128, b: i128) -> i64 {
    let (a, b) = if b < 0 { (-a, -b) } else { (a, b) };
    let rounded = if a >= 0 { (2 * a + b) / (2 * b) } else { -((-2 * a + b) / (2 * b)) };
    i64::try_from(rounded).unwrap_or(if rounded < 0 { i64::MIN } else { i64::MAX })
}

impl fmt::Display for Montant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\u{a0}€", self.nombre())
    }
}

impl FromStr for Montant {
    type Err = Illisible;

    /// Reads `198.01`, `1 234,5`, `250`, `−12,00 €`. At most two decimals.
    fn from_str(s: &str) -> Result<Self, Illisible> {
        let wrong = || Illisible::new("Ce montant ne se lit pas : écrivez par exemple 198,01.");
        let text: String = s.chars().filter(|c| !c.is_whitespace() && *c != '€').collect();
        let (negative, digits) = match text.strip_prefix(['-', '−']) {
            Some(rest) => (true, rest),
            None => (false, text.as_str()),
        };
        let (euros, cents) = digits.split_once([',', '.']).unwrap_or((digits, ""));
        let all_digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
        if euros.is_empty() || !all_digits(euros) || !all_digits(cents) {
            return Err(wrong());
        }
        if cents.len() > 2 {
            return Err(Illisible::new("Un montant a deux chiffres après la virgule au plus."));
        }
        let euros: i64 = euros.parse().map_err(|_| wrong())?;
        let cents: i64 = if cents.is_empty() { 0 } else { format!("{cents:0<2}").parse().map_err(|_| wrong())? };
        let value = euros.checked_mul(100).and_then(|e| e.checked_add(cents)).ok_or_else(wrong)?;
        Ok(Self(if negative { -value } else { value }))
    }
}

impl Add for Montant {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}
impl AddAssign for Montant {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}
impl Sub for Montant {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}
impl Neg for Montant {
    type Output = Self;
    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}
impl Sum for Montant {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Add::add)
    }
}
impl Serialize for Montant {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.decimal())
    }
}
impl<'de> Deserialize<'de> for Montant {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn m(text: &str) -> Montant {
        text.parse().unwrap()
    }

    #[test]
    fn reads_what_people_type() {
        assert_eq!(m("198.01").cents(), 19_801);
        assert_eq!(m("1 272,24 €").cents(), 127_224);
        assert_eq!(m("250").cents(), 25_000);
        assert_eq!(m("12,5").cents(), 1_250);
        assert_eq!(m("-0,05").cents(), -5);
        for wrong in ["", "12,345", "douze", "1,2,3", ",5", "99999999999999999999"] {
            assert!(wrong.parse::<Montant>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn writes_french() {
        assert_eq!(Montant::from_cents(123_456_789).to_string(), "1\u{202f}234\u{202f}567,89\u{a0}€");
        assert_eq!(Montant::from_cents(-5).to_string(), "−0,05\u{a0}€");
        assert_eq!(Montant::from_cents(36_679_950).arrondi(), "366\u{202f}800\u{a0}€");
    }

    #[test]
    fn proportion_rounds_half_up() {
        assert_eq!(Montant::from_cents(5).proportion(1, 2).cents(), 3);
        assert_eq!(Montant::from_cents(-5).proportion(1, 2).cents(), -3);
        assert_eq!(Montant::from_cents(5).proportion(1, 0).cents(), 5);
        assert_eq!(m("126.40").proportion(27_45, 27_01), m("128.46"));
    }

    proptest! {
        #[test]
        fn decimal_text_survives(cents in -1_000_000_000_000i64..1_000_000_000_000) {
            let montant = Montant::from_cents(cents);
            prop_assert_eq!(m(&montant.decimal()), montant);
            prop_assert_eq!(m(&montant.to_string()), montant);
        }
    }
}
