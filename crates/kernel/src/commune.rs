//! `CodeInsee` and `CodePostal`: where a commune is.

use std::str::FromStr;

use crate::{Illisible, as_text::as_text};

/// The INSEE code of a commune: five characters, département first (`82001`, `2A004`, `97105`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CodeInsee([u8; 5]);

/// A postal code: five digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CodePostal([u8; 5]);

impl CodeInsee {
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The département: two characters, three overseas (97x, 98x).
    pub fn departement(&self) -> &str {
        let s = self.as_str();
        if s.starts_with("97") || s.starts_with("98") { &s[..3] } else { &s[..2] }
    }
}

impl CodePostal {
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

fn five(s: &str) -> Option<[u8; 5]> {
    s.trim().to_ascii_uppercase().into_bytes().try_into().ok()
}

impl FromStr for CodeInsee {
    type Err = Illisible;
    fn from_str(s: &str) -> Result<Self, Illisible> {
        let wrong = || Illisible::new("Un code INSEE a cinq caractères, par exemple 82121 ou 2A004.");
        let code = five(s).ok_or_else(wrong)?;
        let corse = code[0] == b'2' && matches!(code[1], b'A' | b'B');
        let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
        if digits(&code) || (corse && digits(&code[2..])) { Ok(Self(code)) } else { Err(wrong()) }
    }
}

impl FromStr for CodePostal {
    type Err = Illisible;
    fn from_str(s: &str) -> Result<Self, Illisible> {
        five(s)
            .filter(|code| code.iter().all(u8::is_ascii_digit))
            .map(Self)
            .ok_or_else(|| Illisible::new("Un code postal a cinq chiffres, par exemple 82000."))
    }
}

as_text!(CodeInsee);
as_text!(CodePostal);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corsica_and_overseas_have_their_own_codes() {
        assert_eq!("2a004".parse::<CodeInsee>().unwrap().departement(), "2A");
        assert_eq!("97105".parse::<CodeInsee>().unwrap().departement(), "971");
        assert_eq!("82121".parse::<CodeInsee>().unwrap().departement(), "82");
        for wrong in ["8212", "2C004", "82I21", "821211"] {
            assert!(wrong.parse::<CodeInsee>().is_err(), "{wrong}");
        }
        assert!("82 00".parse::<CodePostal>().is_err());
    }
}
