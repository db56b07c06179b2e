//! `CodesMatieres`: where an acte stands in the classification, from one to five levels.

use std::{fmt, str::FromStr};

use crate::ActesError;

/// `CodeMatiere1` to `CodeMatiere5`. Levels are numbers of one digit or more: `7.10` exists.
/// The préfecture itself sends back holes (a level 5 without a level 4): they are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct CodesMatieres(pub [Option<u32>; 5]);

impl CodesMatieres {
    /// A code of level 1 and 2, the least that one may send.
    pub const fn new(premier: u32, second: u32) -> Self {
        Self([Some(premier), Some(second), None, None, None])
    }

    /// The levels in their order, up to the last that is given; `None` in a hole.
    pub fn niveaux(&self) -> &[Option<u32>] {
        let len = self.0.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
        &self.0[..len]
    }

    pub fn has_hole(&self) -> bool {
        self.niveaux().contains(&None)
    }
}

/// `7.10`, `1.1.1`; a hole is a zero, as both products tell it.
impl fmt::Display for CodesMatieres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (rang, niveau) in self.niveaux().iter().enumerate() {
            write!(f, "{}{}", if rang == 0 { "" } else { "." }, niveau.unwrap_or(0))?;
        }
        Ok(())
    }
}

/// Reads `7.10`, `1-1-1-0-0`: a zero is a level that is not given.
impl FromStr for CodesMatieres {
    type Err = ActesError;
    fn from_str(valeur: &str) -> Result<Self, ActesError> {
        let wrong = || ActesError::illisible("CodeMatiere", valeur, "un code matière s’écrit 7.10 ou 1.1.1");
        let mut codes = Self::default();
        for (rang, niveau) in valeur.split(['.', '-']).enumerate() {
            let place = codes.0.get_mut(rang).ok_or_else(wrong)?;
            let niveau: u32 =
                if niveau.len() <= 4 { niveau.parse().map_err(|_| wrong())? } else { return Err(wrong()) };
            *place = (niveau > 0).then_some(niveau);
        }
        Ok(codes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_and_told() {
        for code in ["7.10", "1.1.1", "1.1.1.0.1", "9"] {
            assert_eq!(code.parse::<CodesMatieres>().unwrap().to_string(), code);
        }
        assert_eq!("7-1-0-0-0".parse::<CodesMatieres>().unwrap(), CodesMatieres::new(7, 1));
        assert!("1.1.1.0.1".parse::<CodesMatieres>().unwrap().has_hole());
        for wrong in ["", "1..2", "1.1.1.1.1.1", "a", "1.-1", "99999"] {
            assert!(wrong.parse::<CodesMatieres>().is_err(), "{wrong}");
        }
    }
}
