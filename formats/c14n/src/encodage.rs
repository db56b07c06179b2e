//! The encodings in which XML arrives: UTF-8, and those of one byte a character.

use encoding_rs::{ISO_8859_15, WINDOWS_1252};

use crate::error::{C14nError, Faute};

/// How the bytes of a file are read.
///
/// ISO-8859-1 is read to the letter (0x80 is U+0080), as every tool that signs does: read as Windows-1252, as browsers do, its
/// canonical form would be another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encodage {
    #[default]
    Utf8,
    Ascii,
    Latin1,
    Latin9,
    Windows1252,
}

impl Encodage {
    /// The one that an XML declaration names.
    ///
    /// # Errors
    /// [`C14nError::Encodage`] for any other.
    pub fn named(nom: &str) -> Result<Self, C14nError> {
        match nom.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Ok(Self::Utf8),
            "us-ascii" | "ascii" => Ok(Self::Ascii),
            "iso-8859-1" | "iso_8859-1" | "iso8859-1" | "latin1" | "latin-1" => Ok(Self::Latin1),
            "iso-8859-15" | "iso_8859-15" | "iso8859-15" | "latin9" | "latin-9" => Ok(Self::Latin9),
            "windows-1252" | "cp1252" => Ok(Self::Windows1252),
            _ => Err(C14nError::Encodage { nom: nom.chars().take(40).collect() }),
        }
    }

    /// What each byte from 0x80 means; nothing for UTF-8 and ASCII, and for the five bytes that Windows-1252 leaves undefined.
    pub(crate) fn table(self) -> [Option<char>; 128] {
        let mut table = [None; 128];
        for (octet, sign) in (0x80..=0xff_u8).zip(&mut table) {
            let read = match self {
                Self::Utf8 | Self::Ascii => return table,
                Self::Latin1 => Some(char::from(octet)),
                Self::Latin9 => decoded(ISO_8859_15, octet),
                Self::Windows1252 => decoded(WINDOWS_1252, octet).filter(|c| *c > '\u{9f}'),
            };
            *sign = read;
        }
        table
    }

    /// The bytes of a text in this encoding, a character that it lacks written as a reference, `&#8364;`. Only for contents and
    /// values of attributes, already escaped.
    pub fn encode(self, texte: &str) -> Vec<u8> {
        let table = self.table();
        let mut octets = Vec::with_capacity(texte.len());
        for c in texte.chars() {
            let place = table.iter().zip(0x80..=0xff_u8).find(|(known, _)| **known == Some(c));
            match place {
                _ if self == Self::Utf8 || c.is_ascii() => {
                    octets.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                }
                Some((_, octet)) => octets.push(octet),
                None => octets.extend_from_slice(format!("&#{};", u32::from(c)).as_bytes()),
            }
        }
        octets
    }
}

fn decoded(encoding: &'static encoding_rs::Encoding, octet: u8) -> Option<char> {
    encoding.decode_without_bom_handling(&[octet]).0.chars().next()
}

/// The same text in UTF-8, from an encoding of one byte a character.
pub(crate) fn transcode(octets: &[u8], table: &[Option<char>; 128], out: &mut Vec<u8>) -> Result<(), Faute> {
    for octet in octets {
        match octet.checked_sub(0x80) {
            None => out.push(*octet),
            Some(place) => {
                let sign = table[usize::from(place)].ok_or(Faute::Octet)?;
                out.extend_from_slice(sign.encode_utf8(&mut [0; 4]).as_bytes());
            }
        }
    }
    Ok(())
}
