//! Letters of Helvetica: how they are written (`WinAnsiEncoding`) and how wide they are, in thousandths of the size of the type.

use crate::PdfError;

/// Widths from the space on, as Adobe's metrics of the standard font give them.
const LARGEURS: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
];
/// What Windows-1252 has between 0x80 and 0x9F and that French uses.
const SIGNES: [(char, u8); 9] = [
    ('€', 0x80),
    ('…', 0x85),
    ('‘', 0x91),
    ('’', 0x92),
    ('“', 0x93),
    ('”', 0x94),
    ('–', 0x96),
    ('—', 0x97),
    ('œ', 0x9c),
];
/// Bold letters are wider: never less than this.
const GRAS: f32 = 1.09;

/// The bytes of a text.
///
/// # Errors
/// The first letter that the font has not.
pub(crate) fn encode(texte: &str) -> Result<Vec<u8>, PdfError> {
    texte.chars().map(|c| octet(c).ok_or(PdfError::Lettre(c))).collect()
}

fn octet(c: char) -> Option<u8> {
    match u32::from(c) {
        code @ (0x20..=0x7e | 0xa0..=0xff) => u8::try_from(code).ok(),
        _ => SIGNES.iter().find(|(sign, _)| *sign == c).map(|(_, octet)| *octet),
    }
}

/// How wide a text is, in points, at this size of type.
pub(crate) fn largeur(octets: &[u8], corps: f32, gras: bool) -> f32 {
    let total: f32 = octets.iter().map(|octet| f32::from(large(*octet))).sum();
    total * corps / 1000.0 * if gras { GRAS } else { 1.0 }
}

fn large(octet: u8) -> u16 {
    match octet {
        0x20..=0x7e => LARGEURS[usize::from(octet - 0x20)],
        0xa0 => 278,
        0x85 | 0x97 | 0x9c => 1000,
        // Accented letters are as wide as their own, never more than a capital.
        0xc0..=0xdf => 722,
        _ => 556,
    }
}
