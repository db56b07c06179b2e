//! `Digest`: the fingerprint of a file, and how it is taken as the bytes pass.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha256, Sha384, Sha512};

/// A fingerprint of the SHA-2 family; SHA-512 is what the archives of the State ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Digest {
    Sha256([u8; 32]),
    Sha384([u8; 48]),
    Sha512([u8; 64]),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Algorithme {
    Sha256,
    Sha384,
    Sha512,
}

impl Digest {
    pub(crate) fn algorithme(&self) -> Algorithme {
        match self {
            Self::Sha256(_) => Algorithme::Sha256,
            Self::Sha384(_) => Algorithme::Sha384,
            Self::Sha512(_) => Algorithme::Sha512,
        }
    }

    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Sha256(octets) => octets,
            Self::Sha384(octets) => octets,
            Self::Sha512(octets) => octets,
        }
    }
}

/// Hexadecimal, in small letters.
impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.as_bytes()))
    }
}

impl Algorithme {
    pub(crate) fn nom(self) -> &'static str {
        match self {
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        }
    }

    /// The name that is usual now, and the address that XML signatures gave it (`http://www.w3.org/2001/04/xmlenc#sha512`).
    pub(crate) fn parse(nom: &str) -> Option<Self> {
        let plain: String = nom.rsplit('#').next()?.chars().filter(char::is_ascii_alphanumeric).collect();
        [Self::Sha256, Self::Sha384, Self::Sha512]
            .into_iter()
            .find(|algorithme| algorithme.nom().replace('-', "").eq_ignore_ascii_case(&plain))
    }

    /// Hexadecimal or base64 (`BinaryType`): the length tells which.
    pub(crate) fn read(self, texte: &str) -> Option<Digest> {
        let octets = match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        };
        let read = if texte.len() == octets * 2 { hex::decode(texte).ok()? } else { STANDARD.decode(texte).ok()? };
        Some(match self {
            Self::Sha256 => Digest::Sha256(read.try_into().ok()?),
            Self::Sha384 => Digest::Sha384(read.try_into().ok()?),
            Self::Sha512 => Digest::Sha512(read.try_into().ok()?),
        })
    }
}

/// Takes the fingerprint and the number of the bytes that pass.
pub(crate) struct Compteur {
    hacheur: Hacheur,
    octets: u64,
}

enum Hacheur {
    Sha256(Sha256),
    Sha384(Sha384),
    Sha512(Sha512),
}

impl Compteur {
    pub(crate) fn new(algorithme: Algorithme) -> Self {
        let hacheur = match algorithme {
            Algorithme::Sha256 => Hacheur::Sha256(Sha256::new()),
            Algorithme::Sha384 => Hacheur::Sha384(Sha384::new()),
            Algorithme::Sha512 => Hacheur::Sha512(Sha512::new()),
        };
        Self { hacheur, octets: 0 }
    }

    pub(crate) fn update(&mut self, octets: &[u8]) {
        self.octets += octets.len() as u64;
        match &mut self.hacheur {
            Hacheur::Sha256(hacheur) => hacheur.update(octets),
            Hacheur::Sha384(hacheur) => hacheur.update(octets),
            Hacheur::Sha512(hacheur) => hacheur.update(octets),
        }
    }

    pub(crate) fn octets(&self) -> u64 {
        self.octets
    }

    pub(crate) fn finish(self) -> (Digest, u64) {
        let digest = match self.hacheur {
            Hacheur::Sha256(hacheur) => Digest::Sha256(hacheur.finalize().into()),
            Hacheur::Sha384(hacheur) => Digest::Sha384(hacheur.finalize().into()),
            Hacheur::Sha512(hacheur) => Digest::Sha512(hacheur.finalize().into()),
        };
        (digest, self.octets)
    }
}
