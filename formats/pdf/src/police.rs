//! The letters of the stamp: two faces, embedded with the file so that it looks the same everywhere and stays PDF/A.
//!
//! They are a subset of Source Sans 3 (SIL Open Font License, `data/LICENSE-tampon.txt`), renamed as its licence asks.

use std::{io::Write, sync::LazyLock};

use flate2::{Compression, write::ZlibEncoder};
use ttf_parser::Face;

use crate::{
    error::PdfError,
    object::{Data, Dict, Object, Stream},
    revision::Revision,
};

const NORMAL: &[u8] = include_bytes!("../data/tampon.ttf");
const GRAS: &[u8] = include_bytes!("../data/tampon-gras.ttf");
static NORMALE: LazyLock<Police> = LazyLock::new(|| Police::read("BEFNOR+TamponSans", NORMAL, 80));
static GRASSE: LazyLock<Police> = LazyLock::new(|| Police::read("BEFGRA+TamponSans-Gras", GRAS, 120));

/// Windows-1252 from 128 to 159; the holes are 0.
const HIGH: [u16; 32] = [
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0, 0,
    0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
];

/// A face: its name in the file, the width of each code in thousandths, its bytes deflated.
pub(crate) struct Police {
    nom: &'static str,
    largeurs: [i64; 256],
    octets: &'static [u8],
    deflated: Vec<u8>,
    /// Bounds of its letters, above and below the line.
    cadre: [i64; 4],
    fut: i64,
}

pub(crate) fn police(gras: bool) -> &'static Police {
    if gras { &GRASSE } else { &NORMALE }
}

/// The bytes that write this text; its characters that cannot be, when there are some.
pub(crate) fn encode(texte: &str) -> Result<Vec<u8>, PdfError> {
    let mut wrong: Vec<char> = Vec::new();
    let octets = texte.chars().filter_map(|lettre| {
        let octet = encode_one(lettre);
        if octet.is_none() && !wrong.contains(&lettre) && wrong.len() < 10 {
            wrong.push(lettre);
        }
        octet
    });
    let octets = octets.collect();
    if wrong.is_empty() {
        return Ok(octets);
    }
    let told = wrong.iter().map(|lettre| {
        if lettre.is_control() { format!("U+{:04X}", u32::from(*lettre)) } else { format!("« {lettre} »") }
    });
    Err(PdfError::Caracteres { caracteres: told.collect::<Vec<_>>().join(", ") })
}

fn encode_one(lettre: char) -> Option<u8> {
    match u32::from(lettre) {
        // The narrow no-break space of French typography is drawn as the wide one.
        0x202F => Some(0xA0),
        0xAD => None,
        code @ (0x20..=0x7E | 0xA0..=0xFF) => u8::try_from(code).ok(),
        code => HIGH
            .iter()
            .position(|high| u32::from(*high) == code && code > 0)
            .and_then(|rank| u8::try_from(128 + rank).ok()),
    }
}

fn letter(code: u8) -> char {
    let high = code.checked_sub(128).and_then(|rank| HIGH.get(usize::from(rank)));
    high.map_or(char::from(code), |high| {
        char::from_u32(u32::from(*high)).filter(|letter| *letter != '\0').unwrap_or(' ')
    })
}

impl Police {
    fn read(nom: &'static str, octets: &'static [u8], fut: i64) -> Self {
        let mut police =
            Self { nom, largeurs: [0; 256], octets, deflated: deflate(octets), cadre: [0, -250, 1000, 900], fut };
        if let Ok(face) = Face::parse(octets, 0) {
            let thousandths = |value: i64| value * 1000 / i64::from(face.units_per_em());
            for code in 32..=255_u8 {
                let advance =
                    face.glyph_index(letter(code)).and_then(|glyph| face.glyph_hor_advance(glyph)).unwrap_or(0);
                police.largeurs[usize::from(code)] = thousandths(i64::from(advance));
            }
            let bounds = face.global_bounding_box();
            police.cadre =
                [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max].map(|value| thousandths(i64::from(value)));
        }
        police
    }

    /// The width of an encoded text, in points.
    #[expect(clippy::cast_precision_loss, reason = "a few thousands of thousandths")]
    pub(crate) fn width(&self, octets: &[u8], taille: f64) -> f64 {
        octets.iter().map(|code| self.largeurs[usize::from(*code)]).sum::<i64>() as f64 * taille / 1000.0
    }

    /// The font as an object of the file, with its bytes.
    pub(crate) fn embed(&self, revision: &mut Revision<'_, '_>) -> Object {
        let data = Data::New(self.deflated.clone());
        let length = i64::try_from(self.octets.len()).unwrap_or(i64::MAX);
        let dict = Dict::default().with("Length1", length).with("Filter", Object::name("FlateDecode"));
        let file = revision.add(Stream { dict, data });
        let descriptor = Dict::default()
            .with("Type", Object::name("FontDescriptor"))
            .with("FontName", Object::name(self.nom))
            .with("Flags", 32_i64)
            .with("FontBBox", Object::array(self.cadre))
            .with("ItalicAngle", 0_i64)
            .with("Ascent", self.cadre[3])
            .with("Descent", self.cadre[1])
            .with("CapHeight", 660_i64)
            .with("StemV", self.fut)
            .with("FontFile2", file);
        let descriptor = revision.add(descriptor);
        let font = Dict::default()
            .with("Type", Object::name("Font"))
            .with("Subtype", Object::name("TrueType"))
            .with("BaseFont", Object::name(self.nom))
            .with("FirstChar", 32_i64)
            .with("LastChar", 255_i64)
            .with("Widths", Object::array(self.largeurs[32..].iter().copied()))
            .with("FontDescriptor", descriptor)
            .with("Encoding", Object::name("WinAnsiEncoding"));
        revision.add(font).into()
    }
}

/// As `FlateDecode` inflates it.
pub fn deflate(octets: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    // A vector takes all that is written to it.
    let _ = encoder.write_all(octets);
    encoder.finish().unwrap_or_default()
}
