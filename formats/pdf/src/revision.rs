//! `Revision`: objects added or replaced at the end of a file, whose bytes before are not touched (ISO 32000-1, 7.5.6).

use std::collections::BTreeMap;

use md5::{Digest, Md5};

use crate::{
    document::Document,
    ecriture::{put, write_dict, write_indirect},
    error::PdfError,
    object::{Data, Dict, Object, Ref, Stream},
    table::Entry,
};

/// What the trailer of a table does not take from the one before it.
const OF_A_SECTION: [&str; 9] = ["Prev", "XRefStm", "Size", "Type", "W", "Index", "Length", "Filter", "DecodeParms"];

/// What one update changes. The file before it is an exact prefix of the result: its signatures keep what they cover.
#[derive(Debug)]
pub struct Revision<'d, 'a> {
    document: &'d Document<'a>,
    objects: BTreeMap<u32, (u16, Object)>,
    next: u32,
}

impl<'d, 'a> Revision<'d, 'a> {
    pub fn new(document: &'d Document<'a>) -> Self {
        let last = document.table().entries.keys().next_back().map_or(1, |last| last + 1);
        let size = document.trailer().get("Size").and_then(|size| u32::try_from(size.as_integer()?).ok());
        // A size that no table bears out is not believed.
        let next = size.filter(|size| *size <= last.saturating_add(1 << 16)).unwrap_or(0).max(last);
        Self { document, objects: BTreeMap::new(), next }
    }

    /// A number for an object that others must name before it is made; `replace` gives its value.
    pub fn reserve(&mut self) -> Ref {
        let id = Ref { number: self.next, generation: 0 };
        self.next += 1;
        id
    }

    pub fn add(&mut self, object: impl Into<Object>) -> Ref {
        let id = self.reserve();
        self.replace(id, object);
        id
    }

    pub fn replace(&mut self, id: Ref, object: impl Into<Object>) {
        self.objects.insert(id.number, (id.generation, object.into()));
    }

    /// The object as this revision leaves it.
    pub fn get(&self, id: Ref) -> Result<Object, PdfError> {
        match self.objects.get(&id.number) {
            Some((generation, object)) if *generation == id.generation => Ok(object.clone()),
            _ => self.document.get(id),
        }
    }

    /// The whole file: its bytes, then the revision.
    pub fn write(self) -> Result<Vec<u8>, PdfError> {
        let octets = self.document.octets();
        let tail = self.tail()?;
        let mut whole = Vec::with_capacity(octets.len() + tail.len());
        whole.extend_from_slice(octets);
        whole.extend_from_slice(&tail);
        Ok(whole)
    }

    /// What is to be written after the bytes of the file.
    pub fn tail(self) -> Result<Vec<u8>, PdfError> {
        let before = self.document.octets();
        let mut out = Vec::new();
        if !before.ends_with(b"\n") {
            out.push(b'\n');
        }
        let start = before.len() - self.document.base();
        let mut entries = BTreeMap::new();
        // A table made again replaces the one that was false, instead of leading to it.
        if self.document.is_repaired() {
            entries.extend((0..self.next).map(|number| (number, Entry::Free)));
            entries.extend(&self.document.table().entries);
        }
        for (number, (generation, object)) in &self.objects {
            let id = Ref { number: *number, generation: *generation };
            entries.insert(*number, Entry::At { offset: start + out.len(), generation: *generation });
            let data = if let Object::Stream(stream) = object { self.document.data(stream)? } else { &[] };
            write_indirect(&mut out, id, object, data);
        }
        let trailer = self.trailer(&out);
        let at = start + out.len();
        if self.document.table().stream {
            let id = Ref { number: self.next, generation: 0 };
            entries.insert(id.number, Entry::At { offset: at, generation: 0 });
            write_stream(&mut out, id, &entries, trailer.with("Size", i64::from(self.next) + 1));
        } else {
            write_table(&mut out, &entries);
            out.extend_from_slice(b"trailer\n");
            write_dict(&mut out, &trailer.with("Size", i64::from(self.next)));
        }
        put(&mut out, format_args!("\nstartxref\n{at}\n%%EOF\n"));
        Ok(out)
    }

    /// The last trailer, whose second identifier says that the file has changed (ISO 32000-1, 14.4).
    fn trailer(&self, written: &[u8]) -> Dict {
        let mut trailer = self.document.trailer().clone();
        for key in OF_A_SECTION {
            trailer.remove(key);
        }
        if let Some(start) = self.document.table().start.and_then(|start| i64::try_from(start).ok()) {
            trailer.set("Prev", start);
        }
        let ids = trailer.get("ID").and_then(|ids| self.document.resolve(ids).ok());
        if let Some([first, second]) = ids.as_deref().and_then(Object::as_array) {
            let mut hash = Md5::new();
            hash.update(second.as_text().unwrap_or_default());
            hash.update(written);
            let second = Object::Hex(hash.finalize().to_vec());
            trailer.set("ID", Object::Array(vec![first.clone(), second]));
        }
        trailer
    }
}

/// Numbers that follow each other, by runs.
pub(crate) fn runs(entries: &BTreeMap<u32, Entry>) -> Vec<Vec<(u32, Entry)>> {
    let mut runs: Vec<Vec<(u32, Entry)>> = Vec::new();
    for (number, entry) in entries {
        match runs.last_mut().filter(|run| run.last().is_some_and(|(last, _)| last + 1 == *number)) {
            Some(run) => run.push((*number, *entry)),
            None => runs.push(vec![(*number, *entry)]),
        }
    }
    runs
}

pub(crate) fn write_table(out: &mut Vec<u8>, entries: &BTreeMap<u32, Entry>) {
    out.extend_from_slice(b"xref\n");
    for run in runs(entries) {
        put(out, format_args!("{} {}\n", run[0].0, run.len()));
        for (number, entry) in run {
            match entry {
                Entry::At { offset, generation } => put(out, format_args!("{offset:010} {generation:05} n\r\n")),
                Entry::Free | Entry::In { .. } => {
                    put(out, format_args!("0000000000 {} f\r\n", if number == 0 { "65535" } else { "00000" }));
                }
            }
        }
    }
}

fn write_stream(out: &mut Vec<u8>, id: Ref, entries: &BTreeMap<u32, Entry>, trailer: Dict) {
    let (mut data, mut index) = (Vec::with_capacity(entries.len() * 9), Vec::new());
    for run in runs(entries) {
        index.extend([i64::from(run[0].0), i64::try_from(run.len()).unwrap_or(i64::MAX)]);
        for (_, entry) in run {
            let (kind, second, third) = match entry {
                Entry::Free => (0, 0, 0),
                Entry::At { offset, generation } => {
                    (1, u32::try_from(offset).unwrap_or(u32::MAX), u32::from(generation))
                }
                Entry::In { stream, index } => (2, stream, index),
            };
            data.push(kind);
            data.extend(second.to_be_bytes());
            data.extend(third.to_be_bytes());
        }
    }
    let dict = trailer
        .with("Type", Object::name("XRef"))
        .with("W", Object::array([1_i64, 4, 4]))
        .with("Index", Object::array(index));
    write_indirect(out, id, &Object::Stream(Stream { dict, data: Data::New(Vec::new()) }), &data);
}
