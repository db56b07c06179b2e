//! `Siren` and `Siret`: the numbers of the répertoire SIRENE, checked.

use std::str::FromStr;

use crate::{Illisible, as_text::as_text};

/// La Poste, whose establishments' SIRET only add up to a multiple of five (INSEE).
const LA_POSTE: &[u8] = b"356000000";

/// Nine digits with Luhn's key. The first digits tell nothing; those of public bodies begin with 1 or 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Siren([u8; 9]);

/// Fourteen digits: a SIREN, five digits of NIC, Luhn's key over the whole; La Poste excepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Siret([u8; 14]);

impl Siren {
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// `218 200 020`, as it is printed on letters.
    pub fn groupe(&self) -> String {
        let s = self.as_str();
        format!("{}\u{a0}{}\u{a0}{}", &s[..3], &s[3..6], &s[6..])
    }
}

impl Siret {
    /// The SIRET of the establishment that the répertoire numbered first: four digits of rank, then the key. It is that of
    /// the seat as long as the body never moved; only the répertoire tells for sure.
    pub fn of_first_establishment(siren: Siren) -> Self {
        let mut all = *b"00000000000010";
        all[..9].copy_from_slice(&siren.0);
        while !is_right(&all) {
            all[13] += 1;
        }
        Self(all)
    }

    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    pub fn siren(&self) -> Siren {
        let mut nine = [0; 9];
        nine.copy_from_slice(&self.0[..9]);
        Siren(nine)
    }
}

/// Luhn's sum: every second digit from the right doubled, digits added.
fn luhn(digits: &[u8]) -> u32 {
    let weigh = |(i, b): (usize, &u8)| {
        let d = u32::from(b - b'0');
        if i % 2 == 0 { d } else { d * 2 / 10 + d * 2 % 10 }
    };
    digits.iter().rev().enumerate().map(weigh).sum()
}

/// One last digit in ten has the right key.
fn is_right(all: &[u8; 14]) -> bool {
    let plain: u32 = all.iter().map(|b| u32::from(b - b'0')).sum();
    luhn(all).is_multiple_of(10) || (all.starts_with(LA_POSTE) && plain.is_multiple_of(5))
}

fn digits<const N: usize>(s: &str) -> Option<[u8; N]> {
    let kept: Vec<u8> =
        s.chars().filter(|c| !c.is_whitespace() && *c != '.').map(|c| u8::try_from(c).unwrap_or(0)).collect();
    kept.iter().all(u8::is_ascii_digit).then_some(())?;
    kept.try_into().ok()
}

impl FromStr for Siren {
    type Err = Illisible;
    fn from_str(s: &str) -> Result<Self, Illisible> {
        let nine =
            digits::<9>(s).ok_or_else(|| Illisible::new("Un SIREN a neuf chiffres, par exemple 218 201 218."))?;
        if !luhn(&nine).is_multiple_of(10) || nine == *b"000000000" {
            return Err(Illisible::new("Ce SIREN n’existe pas : un chiffre est sans doute faux."));
        }
        Ok(Self(nine))
    }
}

impl FromStr for Siret {
    type Err = Illisible;
    fn from_str(s: &str) -> Result<Self, Illisible> {
        let all = digits::<14>(s)
            .ok_or_else(|| Illisible::new("Un SIRET a quatorze chiffres : le SIREN, puis cinq chiffres."))?;
        if !is_right(&all) || all.starts_with(b"000000000") {
            return Err(Illisible::new("Ce SIRET n’existe pas : un chiffre est sans doute faux."));
        }
        Ok(Self(all))
    }
}

as_text!(Siren);
as_text!(Siret);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn luhn_decides() {
        assert!("216200014".parse::<Siren>().is_ok());
        assert!("216 200 014".parse::<Siren>().is_ok());
        for wrong in ["216200015", "21620001", "2162000140", "21620001A", "000000000", "٢١٦٢٠٠٠١٤"] {
            assert!(wrong.parse::<Siren>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn la_poste_is_excepted() {
        assert!("35600000000048".parse::<Siret>().is_ok());
        assert!("35600000049837".parse::<Siret>().is_ok(), "adds up to 45: a multiple of five");
        assert!("35600000049838".parse::<Siret>().is_err());
    }

    #[test]
    fn the_first_establishment_has_rank_one_and_its_key() {
        // Toulouse and Marseille never moved.
        for known in ["21310555400017", "21130055300016"] {
            let siret: Siret = known.parse().unwrap();
            assert_eq!(Siret::of_first_establishment(siret.siren()), siret);
        }
    }

    #[test]
    fn a_siret_holds_its_siren() {
        let siret: Siret = "21620001400019".parse().unwrap();
        assert_eq!(siret.siren().as_str(), "216200014");
        assert_eq!(siret.siren().groupe(), "216\u{a0}200\u{a0}014");
    }
}
