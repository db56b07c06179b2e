//! The encoding of a text file, found on its bytes, and the text.

use std::borrow::Cow;

use crate::{Encodage, TableurError};

/// The bytes on which an encoding without a mark is guessed.
const SAMPLE: usize = 4_096;

pub(crate) fn decode(octets: &[u8]) -> Result<(Cow<'_, str>, Encodage), TableurError> {
    if let Some(rest) = octets.strip_prefix(b"\xef\xbb\xbf") {
        return Ok((String::from_utf8_lossy(rest), Encodage::Utf8));
    }
    if let Some((rest, little)) = utf16(octets) {
        let unit = |pair: &[u8]| {
            let pair = [pair[0], pair[1]];
            if little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) }
        };
        let chars = char::decode_utf16(rest.chunks_exact(2).map(unit));
        let texte: String = chars.map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        return Ok((texte.into(), Encodage::Utf16));
    }
    if octets.contains(&0) {
        return Err(TableurError::PasUnClasseur { quoi: "un fichier binaire" });
    }
    Ok(match std::str::from_utf8(octets) {
        Ok(texte) => (texte.into(), Encodage::Utf8),
        Err(_) => (kernel::windows_1252(octets), Encodage::Windows1252),
    })
}

/// The bytes after the mark, and whether the low byte comes first. Without a mark, Latin letters leave every other byte null.
fn utf16(octets: &[u8]) -> Option<(&[u8], bool)> {
    if let Some(rest) = octets.strip_prefix(b"\xff\xfe") {
        return Some((rest, true));
    }
    if let Some(rest) = octets.strip_prefix(b"\xfe\xff") {
        return Some((rest, false));
    }
    let sample = &octets[..octets.len().min(SAMPLE)];
    let nulls = |parity: usize| sample.iter().skip(parity).step_by(2).filter(|octet| **octet == 0).count();
    let (even, odd, half) = (nulls(0), nulls(1), sample.len() / 2);
    match () {
        () if half < 2 => None,
        () if odd * 10 > half * 7 && even * 10 < half => Some((octets, true)),
        () if even * 10 > half * 7 && odd * 10 < half => Some((octets, false)),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encodings_of_french_files_are_found() {
        let texte = "Préfecture ; œuvre à 5 €\n";
        let le: Vec<u8> = texte.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = texte.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let windows = b"Pr\xe9fecture ; \x9cuvre \xe0 5 \x80\n".to_vec();
        let utf8 = texte.as_bytes().to_vec();
        for (octets, encodage) in [
            (utf8.clone(), Encodage::Utf8),
            ([b"\xef\xbb\xbf".to_vec(), utf8].concat(), Encodage::Utf8),
            ([b"\xff\xfe".to_vec(), le.clone()].concat(), Encodage::Utf16),
            (le, Encodage::Utf16),
            ([b"\xfe\xff".to_vec(), be.clone()].concat(), Encodage::Utf16),
            (be, Encodage::Utf16),
            (windows, Encodage::Windows1252),
        ] {
            assert_eq!(decode(&octets).unwrap(), (texte.into(), encodage));
        }
        assert!(decode(b"abc\0def").is_err());
    }
}
