//! What a reader meets, in the order of the document. All bytes are verified UTF-8.

use std::{borrow::Cow, ops::Range};

use crate::{attribut::Attribut, scope::Scope, tag::Tag};

/// A part of a document. Long texts come in several pieces, and an empty element as its start and its end.
#[derive(Debug)]
pub enum Event<'a> {
    Start(Start<'a>),
    End(End<'a>),
    /// Text as it is meant: references replaced, sections opened, ends of line normalised.
    Text(&'a [u8]),
    Comment(&'a [u8]),
    /// A processing instruction.
    Instruction {
        target: &'a [u8],
        data: &'a [u8],
    },
}

/// The start of an element.
#[derive(Debug, Clone, Copy)]
pub struct Start<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) tag: &'a Tag,
    pub(crate) scope: &'a Scope,
    pub(crate) offset: u64,
}

/// The end of an element.
#[derive(Debug, Clone)]
pub struct End<'a> {
    /// With its prefix.
    pub name: &'a [u8],
    /// Bytes of the file that its tag takes: none for an empty element, whose only tag ends there.
    pub span: Range<u64>,
}

/// One attribute of an element; declarations of namespaces are not among them.
#[derive(Debug, Clone, Copy)]
pub struct Attribute<'a> {
    start: Start<'a>,
    attribut: &'a Attribut,
}

impl<'a> Start<'a> {
    /// The name as it is written, with its prefix.
    pub fn name(&self) -> &'a [u8] {
        &self.bytes[self.tag.name.clone()]
    }

    pub fn local(&self) -> &'a [u8] {
        &self.bytes[self.tag.local..self.tag.name.end]
    }

    /// The address of its namespace, empty without.
    pub fn namespace(&self) -> &'a [u8] {
        self.scope.uri(self.tag.uri)
    }

    pub fn is(&self, namespace: &str, local: &str) -> bool {
        self.local() == local.as_bytes() && self.namespace() == namespace.as_bytes()
    }

    /// How many elements are open, this one included.
    pub fn depth(&self) -> usize {
        self.scope.depth()
    }

    /// Written in one tag, `<a/>`.
    pub fn is_empty(&self) -> bool {
        self.tag.empty
    }

    /// Bytes of the file that its tag takes.
    pub fn span(&self) -> Range<u64> {
        self.offset..self.offset + self.tag.length as u64
    }

    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'a>> + use<'a> {
        let start = *self;
        let attributes = self.tag.attributes.iter().filter(|attribut| !attribut.declares);
        attributes.map(move |attribut| Attribute { start, attribut })
    }

    /// The attribute of this name, without namespace.
    pub fn attribute(&self, local: &str) -> Option<Attribute<'a>> {
        self.attributes().find(|attribute| attribute.is_bare() && attribute.local() == local.as_bytes())
    }

    /// The value of that attribute.
    pub fn value(&self, local: &str) -> Option<Cow<'a, str>> {
        self.attribute(local).map(|attribute| String::from_utf8_lossy(attribute.value()))
    }
}

impl<'a> Attribute<'a> {
    /// The name as it is written, with its prefix.
    pub fn name(&self) -> &'a [u8] {
        &self.start.bytes[self.attribut.name.clone()]
    }

    pub fn local(&self) -> &'a [u8] {
        &self.start.bytes[self.attribut.local..self.attribut.name.end]
    }

    /// Without prefix, hence without namespace.
    pub fn is_bare(&self) -> bool {
        self.attribut.local == self.attribut.name.start
    }

    /// The address of its namespace, empty without.
    pub fn namespace(&self) -> &'a [u8] {
        self.start.scope.uri(self.attribut.uri)
    }

    /// The value as it is meant: references replaced, blanks normalised.
    pub fn value(&self) -> &'a [u8] {
        match &self.attribut.replaced {
            Some(range) => &self.start.tag.values[range.clone()],
            None => &self.start.bytes[self.attribut.value.clone()],
        }
    }

    /// Bytes of the file between the quotes.
    pub fn span(&self) -> Range<u64> {
        let at = |place: usize| self.start.offset + place as u64;
        at(self.attribut.raw.start)..at(self.attribut.raw.end)
    }

    /// Whether the value may be copied between double quotes.
    pub(crate) fn is_plain(&self) -> bool {
        self.attribut.plain && !self.attribut.quoted
    }
}
