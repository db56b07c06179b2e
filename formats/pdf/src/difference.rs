//! What an update changed: the objects of a file that are not as they were in an earlier state of it.

use std::collections::{BTreeSet, HashSet};

use crate::{
    document::Document,
    error::PdfError,
    object::{Data, Dict, Object, Ref, Stream},
    table::Entry,
};

/// Objects changed, added or removed between two states of one file, and what leads to them.
#[derive(Debug)]
pub struct Difference<'n, 'a> {
    new: &'n Document<'a>,
    changed: BTreeSet<u32>,
}

impl<'n, 'a> Difference<'n, 'a> {
    /// `old` is the beginning of the bytes of `new`.
    pub fn new(old: &Document<'_>, new: &'n Document<'a>) -> Result<Self, PdfError> {
        let mut changed = BTreeSet::new();
        let numbers = old.table().entries.keys().chain(new.table().entries.keys());
        for number in numbers.copied().collect::<BTreeSet<u32>>() {
            if !same(old, new, number)? {
                changed.insert(number);
            }
        }
        // What is in a group is changed with it, even when its own entry is not.
        let in_changed = new
            .table()
            .entries
            .iter()
            .filter(|(_, entry)| matches!(entry, Entry::In { stream, .. } if changed.contains(stream)));
        let suspects: Vec<u32> = in_changed.map(|(number, _)| *number).collect();
        for number in suspects {
            if value(old, number)? != value(new, number)? {
                changed.insert(number);
            }
        }
        Ok(Self { new, changed })
    }

    pub fn is_empty(&self) -> bool {
        self.changed.is_empty()
    }

    pub fn is_changed(&self, id: Ref) -> bool {
        self.changed.contains(&id.number)
    }

    /// This value leads to something that changed, without going through these keys. `known` is what is not looked at:
    /// what was found to be as it was is added to it, as pages share a lot.
    pub fn reaches(&self, value: &Object, without: &[&str], known: &mut HashSet<Ref>) -> Result<bool, PdfError> {
        let (mut stack, mut seen) = (vec![value.clone()], HashSet::new());
        while let Some(object) = stack.pop() {
            match object {
                Object::Ref(id) if known.contains(&id) || !seen.insert(id) => {}
                Object::Ref(id) if self.is_changed(id) => return Ok(true),
                Object::Ref(id) => stack.push(self.new.get(id)?),
                Object::Array(items) => stack.extend(items),
                Object::Dict(dict) | Object::Stream(Stream { dict, .. }) => {
                    let kept = dict.iter().filter(|(key, _)| !without.iter().any(|name| name.as_bytes() == *key));
                    stack.extend(kept.map(|(_, value)| value.clone()));
                }
                _ => {}
            }
        }
        known.extend(seen);
        Ok(false)
    }
}

/// The same entry of both tables leads to the same bytes, as one file is the beginning of the other.
fn same(old: &Document<'_>, new: &Document<'_>, number: u32) -> Result<bool, PdfError> {
    let entry = |document: &Document<'_>| document.table().entries.get(&number).copied().unwrap_or(Entry::Free);
    match (entry(old), entry(new)) {
        (one, other) if one == other => Ok(true),
        (Entry::Free, _) | (_, Entry::Free) => Ok(false),
        _ => Ok(value(old, number)? == value(new, number)?),
    }
}

/// The value of an object with the bytes of its stream.
fn value(document: &Document<'_>, number: u32) -> Result<(Object, Vec<u8>), PdfError> {
    let generation = match document.table().entries.get(&number) {
        Some(Entry::At { generation, .. }) => *generation,
        _ => 0,
    };
    match document.get(Ref { number, generation })? {
        Object::Stream(stream) => {
            let data = document.data(&stream)?.to_vec();
            let mut dict: Dict = stream.dict;
            // A length is not the same when it is another object that tells it; the bytes are compared themselves.
            dict.remove("Length");
            Ok((Object::Stream(Stream { dict, data: Data::New(Vec::new()) }), data))
        }
        object => Ok((object, Vec::new())),
    }
}
