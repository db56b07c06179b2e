//! `Taux` and `Indice`: a rate and a published index, exact.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::Illisible;

/// A rate in ten-thousandths: 20 % is 2 000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Taux(i64);

impl Taux {
    pub const fn from_dix_milliemes(value: i64) -> Self {
        Self(value)
    }

    pub const fn dix_milliemes(self) -> i64 {
        self.0
    }

    /// From `before` to `after`; none when there is nothing to compare with.
    pub fn evolution(before: i64, after: i64) -> Option<Self> {
        (before != 0).then(|| {
            let (gap, base) = (i128::from(after) - i128::from(before), i128::from(before).abs());
            let rounded = (gap.abs() * 20_000 + base) / (2 * base);
            Self(i64::try_from(rounded * gap.signum() * i128::from(before.signum())).unwrap_or(0))
        })
    }

    /// `+ 4,2 %`, with its sign, one decimal.
    pub fn signe(self) -> String {
        let tenths = (self.0.abs() + 5) / 10;
        let sign = if self.0 < 0 { "−" } else { "+" };
        format!("{sign}\u{a0}{},{}\u{a0}%", tenths / 10, tenths % 10)
    }
}

impl fmt::Display for Taux {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "−" } else { "" };
        let value = self.0.unsigned_abs();
        match (value / 100, value % 100) {
            (whole, 0) => write!(f, "{sign}{whole}\u{a0}%"),
            (whole, part) if part % 10 == 0 => write!(f, "{sign}{whole},{}\u{a0}%", part / 10),
            (whole, part) => write!(f, "{sign}{whole},{part:02}\u{a0}%"),
        }
    }
}

/// The value of a published index (Syntec…) in hundredths: 274,5 is 27 450. Always positive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Indice(i64);

impl Indice {
    /// None unless positive.
    pub const fn from_centiemes(value: i64) -> Option<Self> {
        if value > 0 { Some(Self(value)) } else { None }
    }

    pub const fn centiemes(self) -> i64 {
        self.0
    }

    /// Machine text: `274.50`.
    pub fn decimal(self) -> String {
        format!("{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

impl fmt::Display for Indice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 % 100 {
            part if part % 10 == 0 => write!(f, "{},{}", self.0 / 100, part / 10),
            part => write!(f, "{},{part:02}", self.0 / 100),
        }
    }
}

impl FromStr for Indice {
    type Err = Illisible;
    fn from_str(s: &str) -> Result<Self, Illisible> {
        s.parse::<crate::Montant>()
            .ok()
            .filter(|_| !s.contains('€'))
            .and_then(|m| Self::from_centiemes(m.cents()))
            .ok_or_else(|| Illisible::new("Cet indice ne se lit pas : écrivez par exemple 274,5."))
    }
}

impl Serialize for Indice {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.decimal())
    }
}

impl<'de> Deserialize<'de> for Indice {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_read_well() {
        assert_eq!(Taux::from_dix_milliemes(2_000).to_string(), "20\u{a0}%");
        assert_eq!(Taux::from_dix_milliemes(550).to_string(), "5,5\u{a0}%");
        assert_eq!(Taux::evolution(1_000, 1_042).unwrap().signe(), "+\u{a0}4,2\u{a0}%");
        assert_eq!(Taux::evolution(0, 10), None);
    }

    #[test]
    fn an_index_is_positive_with_two_decimals() {
        assert_eq!("274.5".parse::<Indice>().unwrap().to_string(), "274,5");
        assert_eq!("270,06".parse::<Indice>().unwrap().decimal(), "270.06");
        for wrong in ["0", "-3", "270.061", "abc", "12 €"] {
            assert!(wrong.parse::<Indice>().is_err(), "{wrong}");
        }
    }
}
