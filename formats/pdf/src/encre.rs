//! What is drawn on pages: letters that every reader has, navy ink that PDF/A takes.

use std::fmt::Write;

use crate::{
    error::PdfError,
    object::{Dict, Object},
    police::{encode, police},
    revision::Revision,
};

/// The operators that take the ink, for lines and for letters: navy, in a colour space of its own, so that PDF/A takes
/// it whatever the file says of its colours.
pub const PLUME: &str = "/E CS 0.1 0.17 0.42 SCN\n/E cs 0.1 0.17 0.42 scn\n";

/// The resources of what is drawn with `PLUME` and `show`: two faces and one colour, added to the revision.
pub fn resources(revision: &mut Revision<'_, '_>) -> Dict {
    let fonts = Dict::default().with("N", police(false).embed(revision)).with("G", police(true).embed(revision));
    // The primaries of sRGB, so that the ink is the same with or without an output intent.
    let primaries = Dict::default()
        .with("WhitePoint", Object::array([0.9505, 1.0, 1.089]))
        .with("Gamma", Object::array([2.2, 2.2, 2.2]))
        .with("Matrix", Object::array([0.4124, 0.2126, 0.0193, 0.3576, 0.7152, 0.1192, 0.1805, 0.0722, 0.9505]));
    let ink = Object::Array(vec![Object::name("CalRGB"), primaries.into()]);
    Dict::default().with("Font", fonts).with("ColorSpace", Dict::default().with("E", ink))
}

/// The operators that write a line inside `BT` and `ET`, its baseline at this place; or what cannot be written of it.
pub fn show(texte: &str, gras: bool, taille: f64, (x, y): (f64, f64)) -> Result<String, PdfError> {
    let mut out = format!("/{} {taille:.2} Tf\n1 0 0 1 {x:.2} {y:.2} Tm\n<", if gras { "G" } else { "N" });
    for octet in encode(texte)? {
        // A string takes all that is written to it.
        let _ = write!(out, "{octet:02X}");
    }
    out.push_str("> Tj\n");
    Ok(out)
}

/// The width of a line, in points.
pub fn width(texte: &str, gras: bool, taille: f64) -> Result<f64, PdfError> {
    Ok(police(gras).width(&encode(texte)?, taille))
}
