//! `check`: whether a PDF opens whole, and what it holds that a reader should know.

use lopdf::{Dictionary, Document, LoadOptions, Object};

use crate::PdfError;

/// One stream of objects may weigh this once inflated: real ones are a thousand times smaller.
const DECOMPRESSE_MAX: usize = 64 * 1024 * 1024;
/// Readers seek the header in the first bytes (ISO 32000-1, annexe H, note 13).
const ENTETE: usize = 1024;

/// What a PDF says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdf {
    /// `1.7`.
    pub version: String,
    pub pages: u32,
    /// Signatures that have a value.
    pub signatures: u32,
    /// Whether it runs something when it is opened: a script, a program.
    pub actif: bool,
    /// Whether it carries other files.
    pub pieces_jointes: bool,
}

/// Looks at a PDF: it must open without being mended, without a password, and have a page.
///
/// # Errors
/// A sentence that says what to do.
pub fn check(octets: &[u8]) -> Result<Pdf, PdfError> {
    let document = open(octets)?;
    let pages = document.page_iter().count();
    if pages == 0 {
        return Err(PdfError::SansPage);
    }
    let mut pdf = Pdf {
        version: document.version.clone(),
        pages: u32::try_from(pages).unwrap_or(u32::MAX),
        signatures: 0,
        actif: false,
        pieces_jointes: false,
    };
    for dictionary in document.objects.values().filter_map(dictionary) {
        pdf.signatures += u32::from(is_signature(dictionary));
        pdf.actif |= is_active(dictionary);
        pdf.pieces_jointes |= named(dictionary, b"Type", b"Filespec") && dictionary.has(b"EF");
    }
    Ok(pdf)
}

/// Opens a file that needs neither a password nor a repair.
pub(crate) fn open(octets: &[u8]) -> Result<Document, PdfError> {
    if octets.is_empty() {
        return Err(PdfError::Vide);
    }
    let head = &octets[..octets.len().min(ENTETE)];
    if !head.windows(5).any(|window| window == b"%PDF-") {
        return Err(PdfError::PasPdf);
    }
    let options = LoadOptions { max_decompressed_size: Some(DECOMPRESSE_MAX), ..LoadOptions::default() };
    let document = Document::load_mem_with_options(octets, options)?;
    if document.is_encrypted() {
        return Err(PdfError::Verrouille);
    }
    if document.was_encrypted() {
        return Err(PdfError::Protege);
    }
    if document.xref_recovery.is_some() {
        return Err(PdfError::damaged(&"its table of objects had to be rebuilt"));
    }
    Ok(document)
}

fn dictionary(object: &Object) -> Option<&Dictionary> {
    match object {
        Object::Dictionary(dictionary) => Some(dictionary),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

pub(crate) fn named(dictionary: &Dictionary, key: &[u8], name: &[u8]) -> bool {
    dictionary.get(key).and_then(Object::as_name).is_ok_and(|found| found == name)
}

fn is_signature(dictionary: &Dictionary) -> bool {
    dictionary.has(b"ByteRange") && dictionary.has(b"Contents") && dictionary.has(b"Filter")
}

fn is_active(dictionary: &Dictionary) -> bool {
    named(dictionary, b"S", b"JavaScript") || named(dictionary, b"S", b"Launch")
}
