//! `Lettres`: what the codes of a font stand for, and how wide they are (ISO 32000-1, 9.6 to 9.10).

use std::collections::HashMap;

use crate::{
    contenu::Operations,
    document::Document,
    error::PdfError,
    object::{Dict, Object},
};

/// Bytes of one table of characters, characters told by one font (twice: what they are and how wide), letters of one character.
const TABLE: u64 = 4 << 20;
const CARACTERES: usize = 1 << 17;
const LIGATURE: usize = 8;
/// Names of the letters of ASCII that are not themselves their name, from space to tilde.
const NOMS: [(&str, char); 42] = [
    ("space", ' '),
    ("exclam", '!'),
    ("quotedbl", '"'),
    ("numbersign", '#'),
    ("dollar", '$'),
    ("percent", '%'),
    ("ampersand", '&'),
    ("quotesingle", '\''),
    ("parenleft", '('),
    ("parenright", ')'),
    ("asterisk", '*'),
    ("plus", '+'),
    ("comma", ','),
    ("hyphen", '-'),
    ("period", '.'),
    ("slash", '/'),
    ("zero", '0'),
    ("one", '1'),
    ("two", '2'),
    ("three", '3'),
    ("four", '4'),
    ("five", '5'),
    ("six", '6'),
    ("seven", '7'),
    ("eight", '8'),
    ("nine", '9'),
    ("colon", ':'),
    ("semicolon", ';'),
    ("less", '<'),
    ("equal", '='),
    ("greater", '>'),
    ("question", '?'),
    ("at", '@'),
    ("bracketleft", '['),
    ("backslash", '\\'),
    ("bracketright", ']'),
    ("asciicircum", '^'),
    ("underscore", '_'),
    ("grave", '`'),
    ("braceleft", '{'),
    ("bar", '|'),
    ("braceright", '}'),
];

/// The letters of one font, as far as ASCII and its own table tell.
#[derive(Debug, Default)]
pub(crate) struct Lettres {
    /// Codes of two bytes.
    deux_octets: bool,
    textes: HashMap<u32, String>,
    /// Thousandths of the size of the letters.
    largeurs: HashMap<u32, f64>,
    largeur: f64,
    /// What may still be told.
    reste: usize,
}

impl Lettres {
    pub(crate) fn read(document: &Document<'_>, font: &Dict) -> Result<Self, PdfError> {
        let mut lettres = Self { largeur: 500.0, reste: CARACTERES, ..Self::default() };
        if font.is("Subtype", "Type0") {
            lettres.deux_octets = true;
            lettres.read_composite(document, font)?;
        } else {
            lettres.read_simple(document, font)?;
        }
        if let Object::Stream(table) = document.find(font, "ToUnicode")?.as_ref()
            && let Some(text) = document.text(table, TABLE)?
        {
            lettres.read_table(&text);
        }
        Ok(lettres)
    }

    /// Each code of a string with what it stands for and its width, in thousandths.
    pub(crate) fn decode<'t>(&'t self, octets: &'t [u8]) -> impl Iterator<Item = (u32, &'t str, f64)> {
        octets.chunks(if self.deux_octets { 2 } else { 1 }).map(|code| {
            let code = code.iter().fold(0, |code, byte| code << 8 | u32::from(*byte));
            let texte = self.textes.get(&code).map_or("\u{FFFD}", String::as_str);
            (code, texte, self.largeurs.get(&code).copied().unwrap_or(self.largeur))
        })
    }

    /// A blank between words is the code 32 of simple fonts alone (9.3.3).
    pub(crate) fn is_blank(&self, code: u32) -> bool {
        code == 32 && !self.deux_octets
    }

    fn read_simple(&mut self, document: &Document<'_>, font: &Dict) -> Result<(), PdfError> {
        for code in 0x20..0x7F_u32 {
            self.textes.extend(char::from_u32(code).map(|letter| (code, letter.to_string())));
        }
        if let Some(encoding) = document.find_dict(font, "Encoding")? {
            let mut code = 0;
            for change in document.find(&encoding, "Differences")?.as_array().unwrap_or_default() {
                match change {
                    Object::Integer(first) => code = u32::try_from(*first).unwrap_or(0),
                    Object::Name(name) => {
                        self.textes.insert(code, letter(name));
                        code += 1;
                    }
                    _ => {}
                }
            }
        }
        let first = document.find(font, "FirstChar")?.as_integer().and_then(|first| u32::try_from(first).ok());
        let widths = document.find(font, "Widths")?;
        for (code, width) in (first.unwrap_or(0)..).zip(widths.as_array().unwrap_or_default()).take(256) {
            self.largeurs.extend(document.resolve(width)?.as_f64().map(|width| (code, width)));
        }
        Ok(())
    }

    fn read_composite(&mut self, document: &Document<'_>, font: &Dict) -> Result<(), PdfError> {
        let below = document.find(font, "DescendantFonts")?;
        let Some(below) = below.as_array().and_then(<[Object]>::first) else { return Ok(()) };
        let below = document.resolve(below)?;
        let Some(below) = below.as_dict() else { return Ok(()) };
        self.largeur = document.find(below, "DW")?.as_f64().unwrap_or(1000.0);
        let widths = document.find(below, "W")?;
        let mut widths = widths.as_array().unwrap_or_default().iter();
        while let (Some(first), Some(second)) = (widths.next().and_then(code), widths.next()) {
            let second = document.resolve(second)?;
            if let Some(list) = second.as_array() {
                for (code, width) in (first..).zip(list).take(self.spend(list.len())) {
                    self.largeurs.extend(document.resolve(width)?.as_f64().map(|width| (code, width)));
                }
            } else if let (Some(last), Some(width)) = (code(&second), widths.next().and_then(Object::as_f64)) {
                let count = self.spend(span(first, last));
                self.largeurs.extend((first..=last).take(count).map(|code| (code, width)));
            }
        }
        Ok(())
    }

    /// A table that says what codes stand for (9.10.3).
    fn read_table(&mut self, table: &[u8]) {
        for (operands, operator) in Operations::new(table) {
            match operator {
                b"endbfchar" => {
                    for pair in operands.chunks_exact(2).take(self.spend(operands.len() / 2)) {
                        self.note(code(&pair[0]), &pair[1], 0);
                    }
                }
                b"endbfrange" => {
                    for triple in operands.chunks_exact(3) {
                        self.note_range(&triple[0], &triple[1], &triple[2]);
                    }
                }
                _ => {}
            }
            if self.reste == 0 {
                return;
            }
        }
    }

    fn note_range(&mut self, first: &Object, last: &Object, texte: &Object) {
        let (Some(first), Some(last)) = (code(first), code(last)) else { return };
        let count = self.spend(span(first, last));
        for (rank, code) in (first..=last).take(count).enumerate() {
            match texte.as_array() {
                Some(textes) => match textes.get(rank) {
                    Some(texte) => self.note(Some(code), texte, 0),
                    None => return,
                },
                None => self.note(Some(code), texte, u16::try_from(rank).unwrap_or(0)),
            }
        }
    }

    /// How many of so many may still be told.
    fn spend(&mut self, count: usize) -> usize {
        let allowed = count.min(self.reste);
        self.reste -= allowed;
        allowed
    }

    /// `plus` is added to the last unit of the text.
    fn note(&mut self, code: Option<u32>, texte: &Object, plus: u16) {
        let (Some(code), Some(octets)) = (code, texte.as_text()) else { return };
        let mut units: Vec<u16> =
            octets.chunks_exact(2).take(LIGATURE).map(|pair| u16::from(pair[0]) << 8 | u16::from(pair[1])).collect();
        if let Some(last) = units.last_mut() {
            *last = last.wrapping_add(plus);
        }
        self.textes.insert(code, String::from_utf16_lossy(&units));
    }
}

fn span(first: u32, last: u32) -> usize {
    usize::try_from(last.saturating_sub(first)).unwrap_or(usize::MAX).saturating_add(1)
}

/// A code written as a string or as a number.
fn code(object: &Object) -> Option<u32> {
    match object {
        Object::Integer(value) => u32::try_from(*value).ok(),
        _ => object
            .as_text()
            .filter(|text| text.len() <= 4)
            .map(|text| text.iter().fold(0, |code, byte| code << 8 | u32::from(*byte))),
    }
}

fn letter(name: &[u8]) -> String {
    let name = String::from_utf8_lossy(name);
    let known = NOMS.iter().find(|(known, _)| *known == name).map(|(_, letter)| letter.to_string());
    let uni = name.strip_prefix("uni").and_then(|hex| char::from_u32(u32::from_str_radix(hex, 16).ok()?));
    known
        .or(uni.map(|letter| letter.to_string()))
        .unwrap_or_else(|| if name.chars().count() == 1 { name.into_owned() } else { "\u{FFFD}".to_owned() })
}
