//! `read`: what the file really is, then its sheets.

use crate::{Classeur, Limites, TableurError, budget::Budget, csv, ods, paquet::Paquet, xlsx};

const ZIP: &[u8] = b"PK";
const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
const ODS: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";

/// Reads a workbook, whatever its name says: XLSX, ODS, or a text file of values. Formulas are never run.
///
/// Memory and time are bounded by `limites`, whatever the file. What is refused says why in French.
pub fn read(octets: &[u8], limites: &Limites) -> Result<Classeur, TableurError> {
    if octets.len() as u64 > limites.fichier {
        return Err(TableurError::TropLourd { mo: limites.fichier >> 20 });
    }
    if octets.iter().all(u8::is_ascii_whitespace) {
        return Err(TableurError::Vide);
    }
    let budget = Budget::new(*limites, octets.len());
    let classeur = match octets {
        _ if octets.starts_with(ZIP) => archive(octets, &budget)?,
        _ if octets.starts_with(OLE) => return Err(ole(octets)),
        _ => match foreign(octets) {
            Some(quoi) => return Err(TableurError::PasUnClasseur { quoi }),
            None => csv::read(octets, &budget)?,
        },
    };
    if classeur.feuilles.is_empty() { Err(TableurError::SansFeuille) } else { Ok(classeur) }
}

fn archive(octets: &[u8], budget: &Budget) -> Result<Classeur, TableurError> {
    let mut paquet = Paquet::open(octets, budget)?;
    if paquet.holds("xl/workbook.xml") {
        return xlsx::read(paquet, budget);
    }
    let foreign = [
        ("xl/workbook.bin", "un classeur binaire Excel (.xlsb)"),
        ("word/document.xml", "un document Word"),
        ("ppt/presentation.xml", "une présentation PowerPoint"),
        ("Index/Document.iwa", "un classeur Numbers"),
    ];
    if let Some((_, quoi)) = foreign.into_iter().find(|(nom, _)| paquet.holds(nom)) {
        return Err(TableurError::PasUnClasseur { quoi });
    }
    let kind = if paquet.holds("mimetype") { paquet.start_of("mimetype", 128)? } else { Vec::new() };
    match () {
        () if kind.starts_with(ODS) => ods::read(paquet, budget),
        () if kind.starts_with(b"application/vnd.oasis.opendocument") => {
            Err(TableurError::PasUnClasseur { quoi: "un document LibreOffice d’une autre sorte" })
        }
        () if kind.is_empty() && paquet.holds("content.xml") => ods::read(paquet, budget),
        () => Err(TableurError::PasUnClasseur { quoi: "une archive zip" }),
    }
}

/// An OLE container: an encrypted workbook, or the Office of the last century. Names of its streams are in UTF-16.
fn ole(octets: &[u8]) -> TableurError {
    let holds = |nom: &str| {
        let wide: Vec<u8> = nom.encode_utf16().flat_map(u16::to_le_bytes).collect();
        octets.windows(wide.len()).any(|window| window == wide)
    };
    match () {
        () if holds("EncryptedPackage") => TableurError::Protege,
        () if holds("Workbook") || holds("Book") => TableurError::AncienXls,
        () if holds("WordDocument") => TableurError::PasUnClasseur { quoi: "un ancien document Word" },
        () => TableurError::PasUnClasseur { quoi: "un fichier d’une ancienne version d’Office" },
    }
}

fn foreign(octets: &[u8]) -> Option<&'static str> {
    let text = octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(octets).trim_ascii_start();
    let starts = |with: &str| text.len() >= with.len() && text[..with.len()].eq_ignore_ascii_case(with.as_bytes());
    Some(match () {
        () if octets.starts_with(b"%PDF") => "un PDF",
        () if octets.starts_with(b"\x89PNG") || octets.starts_with(b"\xff\xd8\xff") || octets.starts_with(b"GIF8") => {
            "une image"
        }
        () if octets.starts_with(b"\x1f\x8b") || octets.starts_with(b"Rar!") || octets.starts_with(b"7z\xbc\xaf") => {
            "une archive compressée"
        }
        () if starts("{\\rtf") => "un texte RTF",
        () if starts("<!doctype html") || starts("<html") || starts("<table") => "une page HTML",
        () if starts("<?xml") => "un fichier XML",
        () if starts("{\"") || starts("[{") => "un fichier JSON",
        () => return None,
    })
}
