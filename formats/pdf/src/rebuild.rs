//! A table lost or false is made again from the objects themselves, as readers do.
//!
//! As they do, no more: without a trailer in clear, poppler and qpdf open nothing; objects in groups are lost with their
//! table. Whoever receives the file must open it too.

use std::collections::BTreeMap;

use memchr::memmem;

use crate::{
    error::PdfError,
    object::{Data, Dict, Object, Stream},
    syntax::{Parser, is_space},
    table::{Entry, OBJECTS, Source, Table},
};

/// What was found on the way.
#[derive(Default)]
struct Found {
    entries: BTreeMap<u32, Entry>,
    trailer: Option<Dict>,
}

pub(crate) fn rebuild(source: Source<'_>) -> Result<Table, PdfError> {
    let mut found = Found::default();
    let (octets, mut at) = (source.octets, source.base);
    let finder = memmem::Finder::new("obj");
    let trailers = memmem::Finder::new("trailer");
    let mut trailer = trailers.find(&octets[at..]).map(|next| at + next);
    while let Some(next) = finder.find(&octets[at..]).map(|next| at + next) {
        while let Some(here) = trailer.filter(|here| *here < next) {
            found.trailer(source, here + "trailer".len())?;
            trailer = trailers.find(&octets[here + 1..]).map(|next| here + 1 + next);
        }
        at = match header_before(octets, at, next) {
            Some(start) => found.object(source, start)?.max(next + 3),
            None => next + 3,
        };
        // Words inside a stream are not the file's.
        if trailer.is_some_and(|here| here < at) {
            trailer = trailers.find(&octets[at..]).map(|next| at + next);
        }
    }
    while let Some(here) = trailer {
        found.trailer(source, here + "trailer".len())?;
        trailer = trailers.find(&octets[here + 1..]).map(|next| here + 1 + next);
    }
    found.finish()
}

/// Where `12 0 ` begins, before the word `obj`.
fn header_before(octets: &[u8], floor: usize, word: usize) -> Option<usize> {
    let mut at = word;
    let back = |at: &mut usize, keep: fn(u8) -> bool, max: usize| {
        let end = *at;
        while *at > floor && end - *at < max && keep(octets[*at - 1]) {
            *at -= 1;
        }
        end - *at
    };
    back(&mut at, is_space, 8);
    let generation = back(&mut at, |byte| byte.is_ascii_digit(), 5);
    let space = back(&mut at, is_space, 8);
    let number = back(&mut at, |byte| byte.is_ascii_digit(), 10);
    (generation > 0 && space > 0 && number > 0).then_some(at)
}

impl Found {
    /// Keeps the object that begins at `start`, and gives the end of its stream, or of itself.
    fn object(&mut self, source: Source<'_>, start: usize) -> Result<usize, PdfError> {
        let mut parser = Parser::new(source.octets, start);
        let Some(id) = parser.header() else { return Ok(start) };
        let object = parser.indirect();
        source.travail.parse(parser.at - start)?;
        let object = match object {
            Ok(object) => object,
            // What cannot be read ends where the next object begins.
            Err(PdfError::Abime { .. }) => return Ok(start),
            Err(error) => return Err(error),
        };
        self.entries.insert(id.number, Entry::At { offset: start - source.base, generation: id.generation });
        if self.entries.len() > OBJECTS {
            return Err(PdfError::TropGrand { quoi: "objets", max: OBJECTS });
        }
        match object {
            Object::Stream(Stream { dict, data: Data::At(at) }) => {
                Ok(source.extent(at, dict.get("Length").and_then(Object::as_integer))?.0)
            }
            _ => Ok(parser.at),
        }
    }

    fn trailer(&mut self, source: Source<'_>, at: usize) -> Result<(), PdfError> {
        let mut parser = Parser::new(source.octets, at);
        if let Ok(Object::Dict(dict)) = parser.object()
            && dict.get("Root").is_some()
        {
            self.trailer = Some(dict);
        }
        source.travail.parse(parser.at - at)
    }

    fn finish(self) -> Result<Table, PdfError> {
        let lost = || PdfError::abime("sa table des objets est perdue");
        Ok(Table { entries: self.entries, trailer: self.trailer.ok_or_else(lost)?, start: None, stream: false })
    }
}
