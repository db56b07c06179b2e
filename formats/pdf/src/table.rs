//! `Table`: where each object is, read by following the sections from the last to the first (ISO 32000-1, 7.5).

use std::collections::{BTreeMap, HashSet};

use crate::{
    error::PdfError,
    flate::{Fin, inflate_whole, unpredict},
    object::{Data, Dict, Object, Ref, Stream},
    syntax::{Parser, is_space},
    travail::Travail,
};

/// Objects of one file. A register of a thousand pages has a hundred thousand.
pub(crate) const OBJECTS: usize = 1 << 20;
/// The largest number that readers promise to take (ISO 32000-1, annex C).
const NUMBER: u32 = 8_388_607;
/// Updates of one file.
const SECTIONS: usize = 4096;
/// Bytes of one table once inflated.
const INFLATED: u64 = 32 << 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entry {
    Free,
    /// Counted from the header of the file.
    At {
        offset: usize,
        generation: u16,
    },
    In {
        stream: u32,
        index: u32,
    },
}

/// The objects of a file, and what its last section says.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) entries: BTreeMap<u32, Entry>,
    pub(crate) trailer: Dict,
    /// Where the last section begins; none when the table was rebuilt from the objects.
    pub(crate) start: Option<u64>,
    /// The last section is a stream.
    pub(crate) stream: bool,
}

/// The file as tables see it: its bytes, and where its offsets are counted from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) octets: &'a [u8],
    pub(crate) base: usize,
    pub(crate) travail: &'a Travail,
}

impl Table {
    pub(crate) fn read(source: Source<'_>, start: u64) -> Result<Self, PdfError> {
        let mut table = Self { entries: BTreeMap::new(), trailer: Dict::default(), start: Some(start), stream: false };
        let (mut next, mut seen) = (Some(start), HashSet::new());
        while let Some(offset) = next {
            if !seen.insert(offset) || seen.len() > SECTIONS {
                return Err(PdfError::abime("ses tables renvoient en rond"));
            }
            let (trailer, stream) = table.section(source, offset)?;
            next = trailer.get("Prev").and_then(|prev| u64::try_from(prev.as_integer()?).ok());
            if seen.len() == 1 {
                (table.trailer, table.stream) = (trailer, stream);
            }
        }
        table.verify(source)?;
        Ok(table)
    }

    /// One section; what a later one says of an object prevails.
    fn section(&mut self, source: Source<'_>, offset: u64) -> Result<(Dict, bool), PdfError> {
        let at = usize::try_from(offset).ok().and_then(|offset| offset.checked_add(source.base));
        let at =
            at.filter(|at| *at < source.octets.len()).ok_or_else(|| PdfError::abime("sa table est introuvable"))?;
        let mut parser = Parser::new(source.octets, at);
        parser.skip_space();
        let section =
            if parser.take("xref") { self.classic(source, &mut parser) } else { self.streamed(source, &mut parser) };
        source.travail.parse(parser.at - at)?;
        section
    }

    fn classic(&mut self, source: Source<'_>, parser: &mut Parser<'_>) -> Result<(Dict, bool), PdfError> {
        let broken = || PdfError::abime("sa table des objets est mal formée");
        let mut free = Vec::new();
        loop {
            parser.skip_space();
            if parser.take("trailer") {
                break;
            }
            let (first, count) = parser.natural().zip(parser.natural()).ok_or_else(broken)?;
            for rank in 0..count {
                let (offset, generation) = parser.natural().zip(parser.natural()).ok_or_else(broken)?;
                parser.skip_space();
                let used = parser.take("n");
                if !used && !parser.take("f") {
                    return Err(broken());
                }
                // A known fault: the table begins at 1 with the entry of the object 0.
                let shift = u64::from(first == 1 && rank == 0 && !used && generation == 65535);
                let number = u32::try_from(first + rank - shift).map_err(|_| broken())?;
                let offset = usize::try_from(offset).map_err(|_| broken())?;
                let generation = u16::try_from(generation).map_err(|_| broken())?;
                if used && offset > 0 {
                    self.keep(number, Entry::At { offset, generation })?;
                } else {
                    free.push(number);
                    if free.len() > OBJECTS {
                        return Err(too_many());
                    }
                }
            }
        }
        let Object::Dict(trailer) = parser.object()? else { return Err(broken()) };
        // What a hybrid file hides from old readers: free in the table, used in the stream.
        if let Some(offset) = trailer.get("XRefStm").and_then(|at| usize::try_from(at.as_integer()?).ok()) {
            let at = offset.saturating_add(source.base);
            if at >= source.octets.len() {
                return Err(broken());
            }
            let mut hidden = Parser::new(source.octets, at);
            self.streamed(source, &mut hidden)?;
            source.travail.parse(hidden.at - at)?;
        }
        for number in free {
            self.keep(number, Entry::Free)?;
        }
        Ok((trailer, false))
    }

    fn streamed(&mut self, source: Source<'_>, parser: &mut Parser<'_>) -> Result<(Dict, bool), PdfError> {
        let broken = || PdfError::abime("sa table des objets est introuvable ou mal formée");
        parser.header().ok_or_else(broken)?;
        let Object::Stream(Stream { dict, data: Data::At(at) }) = parser.indirect()? else { return Err(broken()) };
        if !dict.is("Type", "XRef") {
            return Err(broken());
        }
        let (end, _) = source.extent(at, dict.get("Length").and_then(Object::as_integer))?;
        let octets = source.decode(&dict, &source.octets[at..end], INFLATED)?;
        let naturals = |key: &str| -> Option<Vec<u64>> {
            dict.get(key)?.as_array()?.iter().map(|value| u64::try_from(value.as_integer()?).ok()).collect()
        };
        let widths = naturals("W")
            .filter(|widths| widths.len() == 3 && widths.iter().all(|width| *width <= 8))
            .ok_or_else(broken)?;
        let widths: Vec<usize> = widths.iter().filter_map(|width| usize::try_from(*width).ok()).collect();
        let size = dict.get("Size").and_then(|size| u64::try_from(size.as_integer()?).ok()).ok_or_else(broken)?;
        let ranges = naturals("Index").unwrap_or_else(|| vec![0, size]);
        let row = widths.iter().sum::<usize>();
        if row == 0 {
            return Err(broken());
        }
        let mut rows = octets.chunks_exact(row);
        for range in ranges.chunks_exact(2) {
            for rank in 0..range[1] {
                let Some(line) = rows.next() else { break };
                let number =
                    range[0].checked_add(rank).and_then(|number| u32::try_from(number).ok()).ok_or_else(broken)?;
                self.keep(number, entry(line, &widths).ok_or_else(broken)?)?;
            }
        }
        Ok((dict, true))
    }

    fn keep(&mut self, number: u32, entry: Entry) -> Result<(), PdfError> {
        if number > NUMBER {
            return if entry == Entry::Free { Ok(()) } else { Err(too_many()) };
        }
        self.entries.entry(number).or_insert(entry);
        if self.entries.len() > OBJECTS { Err(too_many()) } else { Ok(()) }
    }

    /// Each object is where the table says, or the table is not believed.
    fn verify(&self, source: Source<'_>) -> Result<(), PdfError> {
        for (number, entry) in &self.entries {
            let Entry::At { offset, generation } = entry else { continue };
            let id = Ref { number: *number, generation: *generation };
            let at = offset.saturating_add(source.base).min(source.octets.len());
            let mut parser = Parser::new(source.octets, at);
            let found = parser.header() == Some(id);
            source.travail.parse(parser.at - at)?;
            if !found {
                return Err(PdfError::abime("sa table des objets est fausse"));
            }
        }
        Ok(())
    }
}

impl Source<'_> {
    /// Where the data of a stream ends, and whether its length was true.
    pub(crate) fn extent(self, at: usize, length: Option<i64>) -> Result<(usize, bool), PdfError> {
        let octets = self.octets;
        let told = length.and_then(|length| usize::try_from(length).ok()).and_then(|length| at.checked_add(length));
        if let Some(end) = told.filter(|end| *end <= octets.len()) {
            let after = octets[end..].iter().take(4).take_while(|byte| is_space(**byte)).count();
            if octets[end + after..].starts_with(b"endstream") {
                return Ok((end, true));
            }
        }
        let found = memchr::memmem::find(&octets[at..], b"endstream");
        self.travail.parse(found.unwrap_or(octets.len() - at))?;
        let mut end = at + found.ok_or_else(|| PdfError::abime("il s’arrête au milieu d’un objet"))?;
        for byte in *b"\n\r" {
            if end > at && octets[end - 1] == byte {
                end -= 1;
            }
        }
        Ok((end, false))
    }

    /// What a table or a group of objects says: flat, or deflated; nothing else is met.
    pub(crate) fn decode(self, dict: &Dict, octets: &[u8], max: u64) -> Result<Vec<u8>, PdfError> {
        let one = |key: &str| match dict.get(key) {
            Some(Object::Array(items)) if items.len() == 1 => items.first(),
            other => other,
        };
        let filter = match one("Filter") {
            None | Some(Object::Null) => return Ok(octets.to_vec()),
            Some(Object::Array(items)) if items.is_empty() => return Ok(octets.to_vec()),
            filter => filter.and_then(Object::as_name),
        };
        if filter != Some(b"FlateDecode") && filter != Some(b"Fl") {
            return Err(PdfError::abime("une table est codée autrement que prévu"));
        }
        let (inflated, fin) = inflate_whole(octets, max)?;
        self.travail.inflate_objects(inflated.len() as u64)?;
        // A table must be true to the last bit.
        if fin != Fin::Entiere {
            return Err(PdfError::abime("une table ou un groupe d’objets est illisible"));
        }
        unpredict(inflated, one("DecodeParms").and_then(Object::as_dict))
    }
}

fn entry(line: &[u8], widths: &[usize]) -> Option<Entry> {
    let (kind, rest) = line.split_at(widths[0]);
    let (second, third) = rest.split_at(widths[1]);
    let number = |bytes: &[u8]| bytes.iter().fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
    let (second, third) = (number(second), number(third));
    Some(match if kind.is_empty() { 1 } else { number(kind) } {
        1 if second > 0 => Entry::At { offset: second.try_into().ok()?, generation: third.try_into().ok()? },
        2 => Entry::In { stream: second.try_into().ok()?, index: third.try_into().ok()? },
        _ => Entry::Free,
    })
}

fn too_many() -> PdfError {
    PdfError::TropGrand { quoi: "objets", max: OBJECTS }
}
