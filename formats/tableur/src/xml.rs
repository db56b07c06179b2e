//! The few gestures of writing XML that the files of a workbook need.

use std::io;

use quick_xml::{
    Writer,
    events::{BytesDecl, BytesText, Event},
};

use crate::texte::xml_text;

pub type Attributes<'a> = &'a [(&'a str, &'a str)];

/// A writer of well-formed XML: what is opened is closed, texts and attributes are escaped and legal.
pub struct Xml(Writer<Vec<u8>>);

/// A whole file under one root.
pub fn document(
    root: &str,
    attributes: Attributes,
    inside: impl FnOnce(&mut Xml) -> io::Result<()>,
) -> io::Result<Vec<u8>> {
    let mut xml = Xml(Writer::new(Vec::new()));
    xml.0.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.within(root, attributes, inside)?;
    Ok(xml.0.into_inner())
}

impl std::fmt::Debug for Xml {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Xml")
    }
}

impl Xml {
    /// An element and what it holds.
    pub fn within(
        &mut self,
        name: &str,
        attributes: Attributes,
        inside: impl FnOnce(&mut Self) -> io::Result<()>,
    ) -> io::Result<()> {
        let start = start(name, attributes);
        self.0.write_event(Event::Start(start.borrow()))?;
        inside(self)?;
        self.0.write_event(Event::End(start.to_end()))
    }

    /// An element that holds a text.
    pub fn leaf(&mut self, name: &str, attributes: Attributes, texte: &str) -> io::Result<()> {
        self.within(name, attributes, |xml| xml.text(texte))
    }

    /// An element that holds nothing.
    pub fn empty(&mut self, name: &str, attributes: Attributes) -> io::Result<()> {
        self.0.write_event(Event::Empty(start(name, attributes)))
    }

    pub fn text(&mut self, texte: &str) -> io::Result<()> {
        self.0.write_event(Event::Text(BytesText::new(&xml_text(texte))))
    }
}

fn start<'a>(name: &'a str, attributes: Attributes) -> quick_xml::events::BytesStart<'a> {
    let legal: Vec<_> = attributes.iter().map(|(key, value)| (*key, xml_text(value))).collect();
    quick_xml::events::BytesStart::new(name).with_attributes(legal.iter().map(|(key, value)| (*key, value.as_ref())))
}
