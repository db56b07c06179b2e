//! `Monde`: all that the typesetter may see: our fonts, our template, and the data of one document. No disk, no network,
//! no clock.

use std::path::PathBuf;

use typst::{
    Library, World,
    diag::{FileError, FileResult},
    foundations::{Bytes, Datetime, Duration},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};

use super::Presse;
use crate::EditiqueError;

const MODELE: &str = "/modele.typ";
/// Where the template reads the document: as JSON, so that people's words arrive as values and are never parsed as code.
const DONNEES: &str = "/document.json";

/// The parsed template.
pub(super) fn modele() -> Result<Source, EditiqueError> {
    let path = VirtualPath::new(MODELE).map_err(|error| EditiqueError::Presse(format!("{error:?}")))?;
    let id = RootedPath::new(VirtualRoot::Project, path).intern();
    Ok(Source::new(id, include_str!("modele.typ").to_owned()))
}

pub(super) struct Monde<'a> {
    presse: &'a Presse,
    donnees: Bytes,
}

impl<'a> Monde<'a> {
    pub(super) fn new(presse: &'a Presse, donnees: Vec<u8>) -> Self {
        Self { presse, donnees: Bytes::new(donnees) }
    }
}

impl World for Monde<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.presse.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.presse.book
    }

    fn main(&self) -> FileId {
        self.presse.modele.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main() { Ok(self.presse.modele.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match id.get().vpath().get_with_slash() {
            DONNEES => Ok(self.donnees.clone()),
            other => Err(FileError::NotFound(PathBuf::from(other))),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.presse.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
