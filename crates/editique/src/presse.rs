//! `Presse`: the printing house: fonts and template loaded once, PDF made of each `Document`.

mod lettres;
mod monde;
mod vue;

use std::fmt;

use typst::{
    Feature, Library, LibraryExt, comemo,
    diag::{SourceDiagnostic, Warned},
    foundations::{Bytes, Smart},
    syntax::Source,
    text::{Font, FontBook},
    utils::LazyHash,
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use self::{lettres::Lettres, monde::Monde, vue::Vue};
use crate::{Document, EditiqueError};

/// Source Sans 3 (OFL 1.1): Latin with Vietnamese, Greek, Cyrillic, tabular figures, and the boxes to tick.
const FONTS: [&[u8]; 4] = [
    include_bytes!(concat!(env!("EDITIQUE_FONTS"), "/400Regular/SourceSans3_400Regular.ttf")),
    include_bytes!(concat!(env!("EDITIQUE_FONTS"), "/400Regular_Italic/SourceSans3_400Regular_Italic.ttf")),
    include_bytes!(concat!(env!("EDITIQUE_FONTS"), "/600SemiBold/SourceSans3_600SemiBold.ttf")),
    include_bytes!(concat!(env!("EDITIQUE_FONTS"), "/600SemiBold_Italic/SourceSans3_600SemiBold_Italic.ttf")),
];

/// The printing house. Make one, share it (`Send + Sync`): several threads may print at the same time.
///
/// Between two documents it holds the fonts (in the binary) and the parsed template, nothing else: what typesetting
/// remembers is forgotten after each document, because a town's état teaches nothing about the next one's.
pub struct Presse {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    modele: Source,
    options: PdfOptions,
    lettres: Lettres,
}

impl Presse {
    pub fn new() -> Result<Self, EditiqueError> {
        let fonts: Vec<Font> = FONTS.iter().flat_map(|data| Font::iter(Bytes::new(*data))).collect();
        if fonts.len() != FONTS.len() {
            return Err(EditiqueError::Presse("une police de caractères est illisible".to_owned()));
        }
        let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
            .map_err(|error| EditiqueError::Presse(error.message().to_string()))?;
        Ok(Self {
            library: LazyHash::new(
                Library::builder().with_features([Feature::A11yExtras].into_iter().collect()).build(),
            ),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            lettres: Lettres::of(&fonts),
            fonts,
            modele: monde::modele()?,
            options: PdfOptions {
                creator: Smart::Custom(Some("Beffroi".to_owned())),
                standards,
                ..PdfOptions::default()
            },
        })
    }

    /// The document as PDF/A-2a and PDF/UA-1. The same document gives the same bytes.
    ///
    /// It computes for some tens of milliseconds a page of table: from async code, call it where blocking is allowed.
    pub fn pdf(&self, document: &Document) -> Result<Vec<u8>, EditiqueError> {
        let vue = Vue::of(document, &self.lettres)?;
        let donnees = serde_json::to_vec(&vue).map_err(std::io::Error::from)?;
        let printed = self.print(donnees);
        comemo::evict(0);
        printed.map_err(|cause| EditiqueError::MiseEnPage { titre: document.titre.clone(), cause })
    }

    fn print(&self, donnees: Vec<u8>) -> Result<Vec<u8>, String> {
        let Warned { output, .. } = typst::compile::<PagedDocument>(&Monde::new(self, donnees));
        let pages = output.map_err(|errors| in_words(&errors))?;
        typst_pdf::pdf(&pages, &self.options).map_err(|errors| in_words(&errors))
    }
}

fn in_words(errors: &[SourceDiagnostic]) -> String {
    errors.iter().map(|error| error.message.as_str()).collect::<Vec<_>>().join(" ; ")
}

impl fmt::Debug for Presse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Presse").field("fonts", &self.fonts.len()).finish_non_exhaustive()
    }
}
