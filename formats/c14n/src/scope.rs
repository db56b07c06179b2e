//! The namespaces in scope, each prefix and each address known by a number.

use std::collections::HashMap;

use crate::{
    error::{Faute, Interdit},
    tag::Tag,
    text::Cause,
};

pub(crate) const XML: &[u8] = b"http://www.w3.org/XML/1998/namespace";
const XMLNS: &[u8] = b"http://www.w3.org/2000/xmlns/";
/// No prefix; no namespace.
pub(crate) const NONE: usize = 0;
/// The prefix `xml`, and its namespace.
pub(crate) const OF_XML: usize = 1;
/// Prefixes and addresses that one document may use.
const NAMES: usize = 4096;
/// Bytes that they may take.
const BYTES: usize = 4 << 20;

/// Names, each with its number.
#[derive(Debug, Default)]
struct Names {
    numbers: HashMap<Box<[u8]>, usize>,
    texts: Vec<Box<[u8]>>,
    bytes: usize,
}

impl Names {
    /// The number of a name, given now when it has none.
    fn number(&mut self, name: &[u8]) -> Result<usize, Cause> {
        if let Some(number) = self.numbers.get(name) {
            return Ok(*number);
        }
        self.bytes += name.len();
        if self.texts.len() == NAMES || self.bytes > BYTES {
            return Err(Cause::Exces { quoi: "espaces de noms", max: NAMES });
        }
        Ok(self.add(name))
    }

    fn add(&mut self, name: &[u8]) -> usize {
        let number = self.texts.len();
        self.texts.push(name.into());
        self.numbers.insert(name.into(), number);
        number
    }
}

/// Bytes of the address of a namespace: canonical forms write it again and again.
const URI: usize = 512;
/// Bytes of an attribute `xml:…`, that is remembered as long as its element is open.
const OF_XML_BYTES: usize = 4096;

/// An attribute `xml:…` of an open element.
#[derive(Debug)]
pub(crate) struct OfXml {
    depth: usize,
    /// Without its prefix.
    pub(crate) local: Box<[u8]>,
    pub(crate) value: Box<[u8]>,
}

/// What the open elements have declared.
#[derive(Debug)]
pub(crate) struct Scope {
    prefixes: Names,
    uris: Names,
    /// The number of the address that each prefix stands for.
    current: Vec<usize>,
    /// What a prefix stood for before an open element declared it.
    hidden: Vec<(usize, usize)>,
    /// How many were hidden before each open element.
    marks: Vec<usize>,
    of_xml: Vec<OfXml>,
}

impl Scope {
    pub(crate) fn new() -> Self {
        let (mut prefixes, mut uris) = (Names::default(), Names::default());
        for (prefix, uri) in [(&b""[..], &b""[..]), (b"xml", XML)] {
            prefixes.add(prefix);
            uris.add(uri);
        }
        Self { prefixes, uris, current: vec![NONE, OF_XML], hidden: vec![], marks: vec![], of_xml: vec![] }
    }

    pub(crate) fn depth(&self) -> usize {
        self.marks.len()
    }

    pub(crate) fn prefix(&self, number: usize) -> &[u8] {
        &self.prefixes.texts[number]
    }

    pub(crate) fn uri(&self, number: usize) -> &[u8] {
        &self.uris.texts[number]
    }

    /// What a prefix stands for now.
    pub(crate) fn current(&self, prefix: usize) -> usize {
        self.current[prefix]
    }

    /// The number of a prefix that some element has declared.
    pub(crate) fn find(&self, prefix: &[u8]) -> Option<usize> {
        self.prefixes.numbers.get(prefix).copied()
    }

    pub(crate) fn prefixes(&self) -> usize {
        self.current.len()
    }

    /// The `xml:…` attributes of the elements that hold the last opened one, from the outermost.
    pub(crate) fn inherited(&self) -> impl DoubleEndedIterator<Item = &OfXml> {
        let own = self.depth();
        self.of_xml.iter().filter(move |attribute| attribute.depth < own)
    }

    /// Enters an element: its declarations first, then what its names mean.
    pub(crate) fn open(&mut self, tag: &mut Tag, window: &[u8]) -> Result<(), Cause> {
        self.marks.push(self.hidden.len());
        let mut attributes = std::mem::take(&mut tag.attributes);
        let mut numbers = std::mem::take(&mut tag.declared);
        numbers.clear();
        let bytes = tag.bytes(window);
        for attribut in &mut attributes {
            let prefix = attribut.prefix_of(bytes);
            let local = &bytes[attribut.local..attribut.name.end];
            let value = attribut.replaced.clone().map_or(&bytes[attribut.value.clone()], |range| &tag.values[range]);
            let declares = match (prefix, local) {
                (b"", b"xmlns") => &[],
                (b"xmlns", prefix) => prefix,
                (b"xml", local) => {
                    self.remember(local, value)?;
                    continue;
                }
                _ => continue,
            };
            attribut.declares = true;
            numbers.push(self.declare(declares, value)?);
        }
        for attribut in &mut attributes {
            let prefix = attribut.prefix_of(bytes);
            if !prefix.is_empty() && !attribut.declares {
                attribut.prefix = self.known(prefix)?;
                attribut.uri = self.current[attribut.prefix];
            }
        }
        let prefix = crate::attribut::prefix(bytes, &tag.name, tag.local);
        let number = if prefix.is_empty() { NONE } else { self.known(prefix)? };
        (tag.prefix, tag.uri) = (number, self.current[number]);
        tag.attributes = attributes;
        tag.declared = numbers;
        Ok(())
    }

    pub(crate) fn close(&mut self) {
        let depth = self.depth();
        while self.of_xml.last().is_some_and(|attribute| attribute.depth == depth) {
            self.of_xml.pop();
        }
        for (prefix, uri) in self.hidden.drain(self.marks.pop().unwrap_or(0)..).rev() {
            self.current[prefix] = uri;
        }
    }

    fn remember(&mut self, local: &[u8], value: &[u8]) -> Result<(), Cause> {
        if local.len() + value.len() > OF_XML_BYTES {
            return Err(Cause::Exces { quoi: "octets dans un attribut xml:", max: OF_XML_BYTES });
        }
        self.of_xml.push(OfXml { depth: self.depth(), local: local.into(), value: value.into() });
        Ok(())
    }

    fn known(&self, prefix: &[u8]) -> Result<usize, Faute> {
        self.find(prefix).filter(|number| self.current[*number] != NONE).ok_or(Faute::Prefixe)
    }

    fn declare(&mut self, prefix: &[u8], uri: &[u8]) -> Result<usize, Cause> {
        let reserved = uri == XMLNS || prefix == b"xmlns" || (prefix == b"xml") != (uri == XML);
        if reserved || (uri.is_empty() && !prefix.is_empty()) {
            return Err(Faute::EspaceDeNoms.into());
        }
        if uri.len() > URI {
            return Err(Cause::Exces { quoi: "octets dans l’adresse d’un espace de noms", max: URI });
        }
        if !uri.is_empty() && !is_absolute(uri) {
            let uri = String::from_utf8_lossy(uri).chars().take(80).collect();
            return Err(Cause::Interdit(Interdit::EspaceRelatif { uri }));
        }
        let (prefix, uri) = (self.prefixes.number(prefix)?, self.uris.number(uri)?);
        if prefix == self.current.len() {
            self.current.push(NONE);
        }
        self.hidden.push((prefix, self.current[prefix]));
        self.current[prefix] = uri;
        Ok(prefix)
    }
}

/// Whether an address says its scheme (RFC 3986, 3.1).
fn is_absolute(uri: &[u8]) -> bool {
    let scheme = uri.split(|octet| *octet == b':').next().filter(|scheme| scheme.len() < uri.len());
    scheme.is_some_and(|scheme| {
        let letters = |octet: &u8| octet.is_ascii_alphanumeric() || matches!(octet, b'+' | b'-' | b'.');
        scheme.first().is_some_and(u8::is_ascii_alphabetic) && scheme.iter().all(letters)
    })
}

/// Whether two attributes of a tag have the same name: written alike, or by prefixes of one namespace.
pub(crate) fn is_doubled(tag: &Tag, bytes: &[u8]) -> bool {
    let local = |rank: usize| &bytes[tag.attributes[rank].local..tag.attributes[rank].name.end];
    (1..tag.attributes.len()).any(|second| {
        let b = &tag.attributes[second];
        (0..second).any(|first| {
            let a = &tag.attributes[first];
            local(first) == local(second)
                && (bytes[a.name.clone()] == bytes[b.name.clone()] || (a.uri != NONE && a.uri == b.uri))
        })
    })
}
