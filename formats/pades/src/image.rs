//! The image of a signature: JPEG kept as it is, PNG decoded (ISO 32000-1, 8.9.5).

use std::io::Cursor;

use pdf::{Data, Dict, Object, Ref, Revision, Stream, deflate};
use png::{ColorType, Decoder, Limits, Transformations};

use crate::error::PadesError;

/// Points of the image on a side, bytes once decoded.
const COTE: u32 = 8192;
const DECODEE: usize = 64 << 20;

/// An image ready to be written.
pub(crate) struct Image {
    width: u32,
    height: u32,
    /// One or three components, or four in a JPEG.
    composantes: u8,
    filtre: &'static str,
    octets: Vec<u8>,
    /// How much of each point is seen, deflated.
    transparence: Option<Vec<u8>>,
    /// A JPEG of Adobe in four colours is written inverted.
    inversee: bool,
}

impl Image {
    pub(crate) fn read(octets: &[u8]) -> Result<Self, PadesError> {
        let image = if octets.starts_with(b"\xFF\xD8") { read_jpeg(octets) } else { read_png(octets) };
        image
            .filter(|image| (1..=COTE).contains(&image.width) && (1..=COTE).contains(&image.height))
            .ok_or(PadesError::Image)
    }

    /// The largest size of the same shape in this room.
    pub(crate) fn fit(&self, width: f64, height: f64) -> (f64, f64) {
        let scale = (width / f64::from(self.width)).min(height / f64::from(self.height));
        (f64::from(self.width) * scale, f64::from(self.height) * scale)
    }

    pub(crate) fn embed(self, revision: &mut Revision<'_, '_>) -> Ref {
        let space = match self.composantes {
            1 => "DeviceGray",
            3 => "DeviceRGB",
            _ => "DeviceCMYK",
        };
        let (width, height) = (i64::from(self.width), i64::from(self.height));
        let raster = |space: &str, filtre: &str| {
            Dict::default()
                .with("Type", Object::name("XObject"))
                .with("Subtype", Object::name("Image"))
                .with("Width", width)
                .with("Height", height)
                .with("ColorSpace", Object::name(space))
                .with("BitsPerComponent", 8_i64)
                .with("Filter", Object::name(filtre))
        };
        let mut dict = raster(space, self.filtre);
        if self.inversee {
            dict.set("Decode", Object::array([1_i64, 0, 1, 0, 1, 0, 1, 0]));
        }
        if let Some(transparence) = self.transparence {
            let mask = raster("DeviceGray", "FlateDecode");
            dict.set("SMask", revision.add(Stream { dict: mask, data: Data::New(transparence) }));
        }
        revision.add(Stream { dict, data: Data::New(self.octets) })
    }
}

fn read_png(octets: &[u8]) -> Option<Image> {
    let mut decoder = Decoder::new_with_limits(Cursor::new(octets), Limits { bytes: DECODEE });
    decoder.set_transformations(Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().ok()?;
    let size = reader.output_buffer_size().filter(|size| *size <= DECODEE)?;
    let mut pixels = vec![0; size];
    let frame = reader.next_frame(&mut pixels).ok()?;
    pixels.truncate(frame.buffer_size());
    let (composantes, with_alpha) = match frame.color_type {
        ColorType::Grayscale => (1, false),
        ColorType::GrayscaleAlpha => (1, true),
        ColorType::Rgb => (3, false),
        ColorType::Rgba => (3, true),
        ColorType::Indexed => return None,
    };
    let (octets, transparence) = if with_alpha { split(&pixels, usize::from(composantes)) } else { (pixels, None) };
    Some(Image {
        width: frame.width,
        height: frame.height,
        composantes,
        filtre: "FlateDecode",
        octets: deflate(&octets),
        transparence: transparence.map(|alpha| deflate(&alpha)),
        inversee: false,
    })
}

/// Colours apart from how much of them is seen; the latter is left out when all is.
fn split(pixels: &[u8], composantes: usize) -> (Vec<u8>, Option<Vec<u8>>) {
    let (mut colours, mut alpha) = (Vec::new(), Vec::new());
    for pixel in pixels.chunks_exact(composantes + 1) {
        colours.extend_from_slice(&pixel[..composantes]);
        alpha.push(pixel[composantes]);
    }
    let seen = alpha.iter().all(|value| *value == u8::MAX);
    (colours, (!seen).then_some(alpha))
}

/// The size and the colours of a JPEG, from the header of its frame (ITU-T T.81, B.2.2).
fn read_jpeg(octets: &[u8]) -> Option<Image> {
    let (mut at, mut adobe) = (2, false);
    loop {
        let [0xFF, marker] = *octets.get(at..at + 2)? else { return None };
        let length = usize::from(u16::from_be_bytes(*octets.get(at + 2..)?.first_chunk()?));
        let segment = octets.get(at + 4..at + 2 + length.max(2))?;
        match marker {
            0xC0..=0xC2 => {
                let [8, h1, h2, w1, w2, composantes @ (1 | 3 | 4), ..] = *segment else { return None };
                return Some(Image {
                    width: u32::from(u16::from_be_bytes([w1, w2])),
                    height: u32::from(u16::from_be_bytes([h1, h2])),
                    composantes,
                    filtre: "DCTDecode",
                    octets: octets.to_vec(),
                    transparence: None,
                    inversee: adobe && composantes == 4,
                });
            }
            0xC3..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) => return None,
            0xD9 | 0xDA => return None,
            0xEE => adobe |= segment.starts_with(b"Adobe"),
            _ => {}
        }
        at += 2 + length;
    }
}
