//! Several PDF joined into one, with a bookmark for each.

use std::collections::{BTreeMap, HashMap};

use md5::{Digest, Md5};

use crate::{
    document::Document,
    ecriture::{put, write_dict, write_indirect},
    error::PdfError,
    object::{Dict, Object, Ref, Stream},
    pages,
    revision::write_table,
    table::Entry,
};

const CATALOGUE: Ref = Ref { number: 1, generation: 0 };
const ARBRE: Ref = Ref { number: 2, generation: 0 };
const SIGNETS: Ref = Ref { number: 3, generation: 0 };

/// A file to join, and the bookmark that leads to it.
#[derive(Debug, Clone, Copy)]
pub struct Piece<'a> {
    pub titre: &'a str,
    pub octets: &'a [u8],
}

/// The pages of all, in their order. What belongs to a whole document stays behind: forms, signatures, tags, layers,
/// attachments. Pages look the same.
pub fn merge(pieces: &[Piece<'_>]) -> Result<Vec<u8>, PdfError> {
    if pieces.is_empty() {
        return Err(PdfError::RienAReunir);
    }
    let mut recueil = Recueil::new(pieces.iter().map(|piece| piece.octets.len()).sum());
    let mut signets = Vec::new();
    for piece in pieces {
        let first = recueil.pages.len();
        let added = Document::open(piece.octets).and_then(|document| recueil.add(&document));
        added.map_err(|cause| PdfError::DansPiece { titre: piece.titre.to_owned(), cause: Box::new(cause) })?;
        signets.push((piece.titre, recueil.pages[first]));
    }
    Ok(recueil.finish(&signets))
}

struct Recueil {
    out: Vec<u8>,
    entries: BTreeMap<u32, Entry>,
    next: u32,
    pages: Vec<Ref>,
}

impl Recueil {
    fn new(size: usize) -> Self {
        let mut out = Vec::with_capacity(size + (64 << 10));
        out.extend_from_slice(b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n");
        Self { out, entries: BTreeMap::from([(0, Entry::Free)]), next: SIGNETS.number + 1, pages: Vec::new() }
    }

    fn reserve(&mut self) -> Ref {
        self.next += 1;
        Ref { number: self.next - 1, generation: 0 }
    }

    fn write(&mut self, id: Ref, object: &Object, data: &[u8]) {
        self.entries.insert(id.number, Entry::At { offset: self.out.len(), generation: 0 });
        write_indirect(&mut self.out, id, object, data);
    }

    /// The pages of a document, then all that they lead to.
    fn add(&mut self, document: &Document<'_>) -> Result<(), PdfError> {
        let pages = pages::list(document)?;
        let mut copie = Copie { document, known: HashMap::new(), queue: Vec::new() };
        let ids: Vec<Ref> = pages.iter().map(|_| self.reserve()).collect();
        for (page, id) in pages.iter().zip(&ids) {
            copie.known.entry(page.id).or_insert(*id);
        }
        for (page, id) in pages.into_iter().zip(ids) {
            let mut dict = page.dict;
            for (key, value) in page.heritage.iter() {
                let key = String::from_utf8_lossy(key);
                if dict.get(&key).is_none() {
                    dict.set(&key, value.clone());
                }
            }
            dict.remove("Parent");
            dict.remove("StructParents");
            let mut object = Object::Dict(dict);
            copie.rename(self, &mut object);
            if let Object::Dict(dict) = &mut object {
                dict.set("Parent", ARBRE);
            }
            self.write(id, &object, &[]);
            self.pages.push(id);
        }
        while let Some((from, id)) = copie.queue.pop() {
            let mut object = document.get(from)?;
            // The way back to the whole document is not followed.
            if object.as_dict().is_some_and(|dict| dict.is("Type", "Pages") || dict.is("Type", "Catalog")) {
                object = Object::Null;
            }
            copie.rename(self, &mut object);
            let data = if let Object::Stream(stream) = &object { document.data(stream)? } else { &[] };
            self.write(id, &object, data);
        }
        Ok(())
    }

    fn finish(mut self, signets: &[(&str, Ref)]) -> Vec<u8> {
        let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        let catalogue = Dict::default()
            .with("Type", Object::name("Catalog"))
            .with("Pages", ARBRE)
            .with("Outlines", SIGNETS)
            .with("PageMode", Object::name("UseOutlines"));
        self.write(CATALOGUE, &catalogue.into(), &[]);
        let kids = Object::array(self.pages.iter().copied());
        let arbre = Dict::default()
            .with("Type", Object::name("Pages"))
            .with("Kids", kids)
            .with("Count", count(self.pages.len()));
        self.write(ARBRE, &arbre.into(), &[]);
        let ids: Vec<Ref> = signets.iter().map(|_| self.reserve()).collect();
        for (rank, (titre, page)) in signets.iter().enumerate() {
            let destination = Object::Array(vec![(*page).into(), Object::name("Fit")]);
            let mut signet =
                Dict::default().with("Title", Object::texte(titre)).with("Parent", SIGNETS).with("Dest", destination);
            if let Some(before) = rank.checked_sub(1) {
                signet.set("Prev", ids[before]);
            }
            if let Some(after) = ids.get(rank + 1) {
                signet.set("Next", *after);
            }
            self.write(ids[rank], &signet.into(), &[]);
        }
        let list = Dict::default().with("Type", Object::name("Outlines")).with("Count", count(ids.len()));
        let list = ids.iter().take(1).fold(list, |list, first| list.with("First", *first));
        let list = ids.iter().next_back().into_iter().fold(list, |list, last| list.with("Last", *last));
        self.write(SIGNETS, &list.into(), &[]);
        let start = self.out.len();
        let id = Object::Hex(Md5::digest(&self.out).to_vec());
        write_table(&mut self.out, &self.entries);
        let trailer = Dict::default()
            .with("Size", i64::from(self.next))
            .with("Root", CATALOGUE)
            .with("ID", Object::array([id.clone(), id]));
        self.out.extend_from_slice(b"trailer\n");
        write_dict(&mut self.out, &trailer);
        put(&mut self.out, format_args!("\nstartxref\n{start}\n%%EOF\n"));
        self.out
    }
}

/// The objects of one document, each with its new number.
struct Copie<'d, 'a> {
    document: &'d Document<'a>,
    known: HashMap<Ref, Ref>,
    queue: Vec<(Ref, Ref)>,
}

impl Copie<'_, '_> {
    /// References to what does not exist become null; others are copied once.
    fn rename(&mut self, recueil: &mut Recueil, object: &mut Object) {
        match object {
            Object::Ref(id) => match self.known.get(id) {
                Some(new) => *id = *new,
                None if self.document.is_defined(*id) => {
                    let new = recueil.reserve();
                    self.known.insert(*id, new);
                    self.queue.push((*id, new));
                    *id = new;
                }
                None => *object = Object::Null,
            },
            Object::Array(items) => items.iter_mut().for_each(|item| self.rename(recueil, item)),
            Object::Dict(dict) | Object::Stream(Stream { dict, .. }) => {
                // The length of the copy is written with it.
                dict.remove("Length");
                dict.values_mut().for_each(|value| self.rename(recueil, value));
            }
            _ => {}
        }
    }
}
