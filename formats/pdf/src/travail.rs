//! `Travail`: what reading one file may cost in all, whatever its parts send back to.

use std::cell::Cell;

use crate::error::PdfError;

/// Bytes parsed, besides twice those of the file and of its groups of objects: one pass checks, another walks.
const PARSED: u64 = 16 << 20;
/// Counted for each object, so that small ones are not free.
const EACH: u64 = 16;
/// Bytes inflated of tables and groups of objects: a million objects take half as much.
const OBJECTS: u64 = 192 << 20;
/// Bytes inflated of the contents of pages, images left out.
const CONTENTS: u64 = 1 << 30;

/// Values kept at once: the pages of a file, and what is written of them.
const KEPT: usize = 1 << 21;

#[derive(Debug)]
pub(crate) struct Travail {
    parsed: Cell<u64>,
    objects: Cell<u64>,
    contents: Cell<u64>,
    kept: Cell<usize>,
}

impl Travail {
    pub(crate) fn new(octets: usize) -> Self {
        let parsed = Cell::new(PARSED + 2 * octets as u64);
        Self { parsed, objects: Cell::new(OBJECTS), contents: Cell::new(CONTENTS), kept: Cell::new(KEPT) }
    }

    pub(crate) fn parse(&self, octets: usize) -> Result<(), PdfError> {
        let cost = u64::try_from(octets).unwrap_or(u64::MAX).saturating_add(EACH);
        let left = self.parsed.get().checked_sub(cost).ok_or(PdfError::Labyrinthe)?;
        self.parsed.set(left);
        Ok(())
    }

    pub(crate) fn keep(&self, values: usize) -> Result<(), PdfError> {
        let left = self.kept.get().checked_sub(values);
        self.kept.set(left.ok_or(PdfError::TropGrand { quoi: "valeurs dans ses pages", max: KEPT })?);
        Ok(())
    }

    /// Tables and groups of objects, which will be parsed in their turn.
    pub(crate) fn inflate_objects(&self, octets: u64) -> Result<(), PdfError> {
        self.objects.set(self.objects.get().checked_sub(octets).ok_or(PdfError::Bombe)?);
        self.parsed.set(self.parsed.get() + 2 * octets);
        Ok(())
    }

    pub(crate) fn inflate_contents(&self, octets: u64) -> Result<(), PdfError> {
        self.contents.set(self.contents.get().checked_sub(octets).ok_or(PdfError::Bombe)?);
        Ok(())
    }
}
