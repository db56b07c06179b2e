//! The manifest: a transfer as XML, written in the order of the schema and read back.

use std::io::BufRead;

use crate::{ArchiveTransfer, SedaError, controle::check_plain, element::Element, sax::Sax, xml::document};

const RACINE: &str = "ArchiveTransfer";

/// A manifest that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lecture {
    pub transfer: ArchiveTransfer,
    /// What SEDA or an extension of it says and these values do not keep, as paths of elements, each once, a hundred at most.
    pub ecarts: Vec<String>,
}

impl ArchiveTransfer {
    /// The manifest, in UTF-8: the same values give the same bytes.
    ///
    /// # Errors
    /// When the schema would refuse a value, and when `check` refuses the whole.
    pub fn to_xml(&self) -> Result<String, SedaError> {
        check_plain(self)?;
        self.check()?;
        document(RACINE, |xml| self.write_inside(xml))
    }
}

/// Reads a manifest; its length is for the caller to bound.
///
/// # Errors
/// When it is not a transfer of SEDA 2.1, when it is hostile, when something required is missing, twice or out of its place,
/// when the whole does not hold together.
pub fn read_manifest(source: impl BufRead) -> Result<Lecture, SedaError> {
    let mut sax = Sax::new(source);
    let tag = sax.root(RACINE)?;
    let transfer = ArchiveTransfer::read(&mut sax, &tag)?;
    let ecarts = sax.end()?;
    transfer.check()?;
    Ok(Lecture { transfer, ecarts })
}
