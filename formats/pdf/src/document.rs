//! `Document`: a PDF opened, whose objects are read when asked for.

use std::{
    borrow::Cow,
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::Rc,
};

use memchr::memmem;

use crate::{
    chiffrement,
    error::PdfError,
    flate::{Fin, inflate, inflate_whole},
    groupe::Groupe,
    nature,
    object::{Data, Dict, Object, Ref, Stream},
    rebuild::rebuild,
    syntax::Parser,
    table::{Entry, Source, Table},
    travail::Travail,
};

/// What a file may weigh: the limit of an envelope of ACTES.
pub const TAILLE_MAX: usize = 150 << 20;
/// The header is sought in these first bytes, as readers do.
const HEADER: usize = 1024;
/// References to references, lengths in groups whose length is in a group.
const NESTED: u32 = 12;
/// Bytes of inflated groups kept at once.
const CACHE: usize = 128 << 20;

/// A PDF whose structure was read. Nothing of it is copied but what is asked for.
#[derive(Debug)]
pub struct Document<'a> {
    octets: &'a [u8],
    base: usize,
    table: Table,
    groupes: RefCell<HashMap<u32, Rc<Groupe>>>,
    cached: Cell<usize>,
    nested: Cell<u32>,
    travail: Travail,
}

impl<'a> Document<'a> {
    /// Refuses what is not a PDF, what is cut, and what is encrypted. A false table of objects is made again.
    pub fn open(octets: &'a [u8]) -> Result<Self, PdfError> {
        if octets.is_empty() {
            return Err(PdfError::Vide);
        }
        if octets.len() > TAILLE_MAX {
            return Err(PdfError::TropLourd { mo: TAILLE_MAX >> 20 });
        }
        let header = memmem::find(&octets[..octets.len().min(HEADER)], b"%PDF-");
        let header = header.ok_or_else(|| PdfError::PasUnPdf { semble: nature::guess(octets) })?;
        let travail = Travail::new(octets.len());
        let table = open_table(octets, header, &travail)?;
        let document = Self {
            octets,
            base: header,
            table,
            groupes: RefCell::default(),
            cached: Cell::default(),
            nested: Cell::default(),
            travail,
        };
        chiffrement::refuse(&document)?;
        Ok(document)
    }

    /// The object, null when there is none.
    pub fn get(&self, id: Ref) -> Result<Object, PdfError> {
        let (object, cost) = match self.table.entries.get(&id.number) {
            Some(Entry::At { offset, generation }) if *generation == id.generation => {
                let at = self.base + offset;
                let mut parser = Parser::new(self.octets, at);
                parser.header();
                (parser.indirect()?, parser.at - at)
            }
            Some(Entry::In { stream, index }) if id.generation == 0 => self.groupe(*stream)?.get(id.number, *index)?,
            _ => return Ok(Object::Null),
        };
        self.travail.parse(cost)?;
        Ok(object)
    }

    /// The value that a reference leads to.
    pub fn resolve<'o>(&self, object: &'o Object) -> Result<Cow<'o, Object>, PdfError> {
        let mut found = Cow::Borrowed(object);
        for _ in 0..NESTED {
            let Object::Ref(id) = *found else { return Ok(found) };
            found = Cow::Owned(self.get(id)?);
        }
        Err(PdfError::Labyrinthe)
    }

    /// The value of a key, resolved; null when there is none.
    pub fn find<'o>(&self, dict: &'o Dict, key: &str) -> Result<Cow<'o, Object>, PdfError> {
        dict.get(key).map_or(Ok(Cow::Owned(Object::Null)), |value| self.resolve(value))
    }

    /// The dictionary that is the value of a key.
    pub fn find_dict(&self, dict: &Dict, key: &str) -> Result<Option<Dict>, PdfError> {
        Ok(self.find(dict, key)?.as_dict().cloned())
    }

    /// The bytes of a stream as they are in the file, encoded.
    pub fn data<'o>(&'o self, stream: &'o Stream) -> Result<&'o [u8], PdfError> {
        match &stream.data {
            Data::New(octets) => Ok(octets),
            Data::At(at) => Ok(&self.octets[*at..self.extent(&stream.dict, *at)?.0]),
        }
    }

    pub fn catalogue(&self) -> Result<Dict, PdfError> {
        match self.find(&self.table.trailer, "Root")?.into_owned() {
            Object::Dict(catalogue) => Ok(catalogue),
            _ => Err(PdfError::abime("on n’y trouve pas la liste de ses pages")),
        }
    }

    pub fn trailer(&self) -> &Dict {
        &self.table.trailer
    }

    pub fn octets(&self) -> &'a [u8] {
        self.octets
    }

    /// The table of objects was lost or false: readers repair it, each in its way.
    pub fn is_repaired(&self) -> bool {
        self.table.start.is_none()
    }

    /// Of the header or of the catalogue, the later one.
    pub fn version(&self) -> Result<String, PdfError> {
        let header = memmem::find(self.octets, b"%PDF-").unwrap_or(0) + 5;
        let written = &self.octets[header..self.octets.len().min(header + 3)];
        let catalogue = self.catalogue()?;
        let version = self.find(&catalogue, "Version")?;
        let version = version.as_name().unwrap_or_default().max(written);
        Ok(String::from_utf8_lossy(version).into_owned())
    }

    pub(crate) fn table(&self) -> &Table {
        &self.table
    }

    pub(crate) fn base(&self) -> usize {
        self.base
    }

    /// So many values are going to be kept.
    pub(crate) fn keep(&self, values: usize) -> Result<(), PdfError> {
        self.travail.keep(values)
    }

    pub(crate) fn is_defined(&self, id: Ref) -> bool {
        match self.table.entries.get(&id.number) {
            Some(Entry::At { generation, .. }) => *generation == id.generation,
            Some(Entry::In { .. }) => id.generation == 0,
            Some(Entry::Free) | None => false,
        }
    }

    /// Where the data of a stream ends, and whether its length was true.
    pub(crate) fn extent(&self, dict: &Dict, at: usize) -> Result<(usize, bool), PdfError> {
        self.source().extent(at, self.find(dict, "Length")?.as_integer())
    }

    /// A deflated stream read to its end, of which nothing is kept; none for another encoding.
    pub(crate) fn probe(&self, stream: &Stream, max: u64) -> Result<Option<Fin>, PdfError> {
        if !self.is_deflated(&stream.dict)? {
            return Ok(None);
        }
        let mut count = 0;
        let fin = inflate(self.data(stream)?, max, |piece| count += piece.len() as u64)?;
        self.travail.inflate_contents(count)?;
        Ok(Some(fin))
    }

    /// The text of a stream, plain or deflated, up to `max` bytes; none for another encoding.
    pub fn text(&self, stream: &Stream, max: u64) -> Result<Option<Vec<u8>>, PdfError> {
        let data = self.data(stream)?;
        if self.find(&stream.dict, "Filter")?.as_ref() == &Object::Null {
            let text = &data[..data.len().min(usize::try_from(max).unwrap_or(usize::MAX))];
            self.travail.inflate_contents(text.len() as u64)?;
            return Ok(Some(text.to_vec()));
        }
        if !self.is_deflated(&stream.dict)? {
            return Ok(None);
        }
        let (text, _) = inflate_whole(data, max)?;
        self.travail.inflate_contents(text.len() as u64)?;
        Ok(Some(text))
    }

    fn is_deflated(&self, dict: &Dict) -> Result<bool, PdfError> {
        let filter = self.find(dict, "Filter")?;
        let only = filter
            .as_array()
            .map_or(Some(filter.as_ref()), |filters| if filters.len() == 1 { filters.first() } else { None });
        Ok(matches!(only.and_then(Object::as_name), Some(b"FlateDecode" | b"Fl")))
    }

    fn groupe(&self, stream: u32) -> Result<Rc<Groupe>, PdfError> {
        if let Some(groupe) = self.groupes.borrow().get(&stream) {
            return Ok(Rc::clone(groupe));
        }
        if self.nested.get() >= NESTED {
            return Err(PdfError::Labyrinthe);
        }
        self.nested.set(self.nested.get() + 1);
        let groupe = self.read_groupe(stream);
        self.nested.set(self.nested.get() - 1);
        let groupe = Rc::new(groupe?);
        if self.cached.get() + groupe.octets.len() > CACHE {
            self.groupes.borrow_mut().clear();
            self.cached.set(0);
        }
        self.cached.set(self.cached.get() + groupe.octets.len());
        self.groupes.borrow_mut().insert(stream, Rc::clone(&groupe));
        Ok(groupe)
    }

    fn read_groupe(&self, stream: u32) -> Result<Groupe, PdfError> {
        let Some(Entry::At { generation, .. }) = self.table.entries.get(&stream) else {
            return Err(PdfError::abime("un groupe d’objets manque"));
        };
        let Object::Stream(found) = self.get(Ref { number: stream, generation: *generation })? else {
            return Err(PdfError::abime("un groupe d’objets manque"));
        };
        Groupe::read(self.source(), &found.dict, self.data(&found)?)
    }

    fn source(&self) -> Source<'_> {
        Source { octets: self.octets, base: self.base, travail: &self.travail }
    }
}

/// The table as the file tells it, or made again; offsets count from the header.
fn open_table(octets: &[u8], header: usize, travail: &Travail) -> Result<Table, PdfError> {
    let end = memmem::rfind(octets, b"startxref").ok_or(PdfError::Tronque)? + "startxref".len();
    let start = Parser::new(octets, end).natural().ok_or(PdfError::Tronque)?;
    // An update that was cut: its objects follow the end of the version before it.
    if memmem::find(&octets[end..], b" obj").is_some() {
        return Err(PdfError::Tronque);
    }
    let source = Source { octets, base: header, travail };
    match Table::read(source, start) {
        Err(PdfError::Abime { .. }) => rebuild(source),
        read => read,
    }
}
