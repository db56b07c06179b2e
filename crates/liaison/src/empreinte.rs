//! `Empreinte`: the SHA-256 of a certificate, by which it is pinned.

use std::{fmt, str::FromStr};

use kernel::Illisible;
use serde::Deserialize;
use sha2::{Digest, Sha256};

/// The SHA-256 of the DER of a certificate. Text: 64 hexadecimal digits; read with or without the colons of
/// `openssl x509 -fingerprint -sha256`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Empreinte([u8; 32]);

impl Empreinte {
    pub fn of(der: &[u8]) -> Self {
        Self(Sha256::digest(der).into())
    }
}

impl FromStr for Empreinte {
    type Err = Illisible;

    fn from_str(text: &str) -> Result<Self, Illisible> {
        let digits: String = text.chars().filter(|c| !matches!(c, ':' | ' ')).collect();
        let mut bytes = [0; 32];
        hex::decode_to_slice(&digits, &mut bytes).map_err(|_| {
            Illisible::new(format!(
                "« {text} » n’est pas l’empreinte SHA-256 d’un certificat\u{a0}: écrivez ses 64 chiffres hexadécimaux."
            ))
        })?;
        Ok(Self(bytes))
    }
}

impl TryFrom<String> for Empreinte {
    type Error = Illisible;

    fn try_from(text: String) -> Result<Self, Illisible> {
        text.parse()
    }
}

impl fmt::Display for Empreinte {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Empreinte {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Empreinte({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empreinte_is_read_as_openssl_writes_it() {
        let plain = Empreinte::of(b"certificat");
        let text = plain.to_string().to_uppercase();
        let colons: Vec<&str> = (0..32).map(|i| &text[2 * i..2 * i + 2]).collect();
        assert_eq!(colons.join(":").parse(), Ok(plain));
        assert!("ab:cd".parse::<Empreinte>().unwrap_err().to_string().contains("64 chiffres"));
    }
}
