//! `Canonicalizer`: what a reader meets, written in its canonical form.

use std::io::{Read, Write};

use crate::{
    error::C14nError,
    event::{Event, Start},
    method::Method,
    reader::Reader,
    rendered::Rendered,
    scope::{NONE, OF_XML, XML},
};

/// Bytes written at once.
const BLOCK: usize = 32 << 10;

/// An attribute `xml:…` taken from around: its name, with the prefix, and its value.
type OfXml = (Vec<u8>, Vec<u8>);

/// Writes the canonical form of the element, or of the whole document, whose events it is given.
///
/// What it is not given is not in the form: an element that a signature leaves out is left out so.
#[derive(Debug)]
pub struct Canonicalizer<W> {
    method: Method,
    out: W,
    buffer: Vec<u8>,
    rendered: Rendered,
    /// The root, or the element at the top, is closed.
    after: bool,
    /// The prefixes to write at one element.
    prefixes: Vec<usize>,
}

/// Writes the canonical form of a whole document.
///
/// # Errors
/// When the document is refused, or `out` does not take what is written. What was already written stays.
pub fn canonicalize(source: impl Read, method: &Method, out: impl Write) -> Result<(), C14nError> {
    let mut reader = Reader::new(source)?;
    let mut canonicalizer = Canonicalizer::new(method.clone(), out);
    while let Some(event) = reader.next()? {
        canonicalizer.push(&event)?;
    }
    canonicalizer.finish()?;
    Ok(())
}

impl<W: Write> Canonicalizer<W> {
    pub fn new(method: Method, out: W) -> Self {
        let buffer = Vec::with_capacity(2 * BLOCK);
        Self { method, out, buffer, rendered: Rendered::default(), after: false, prefixes: Vec::new() }
    }

    /// Takes the next part of what is canonicalised.
    ///
    /// # Errors
    /// When `out` does not take what is written; with Canonical XML 1.1, when `xml:base` is inherited.
    pub fn push(&mut self, event: &Event<'_>) -> Result<(), C14nError> {
        match event {
            Event::Start(start) => self.start(start)?,
            Event::End(end) => {
                self.rendered.close();
                for part in [b"</", end.name, b">"] {
                    self.buffer.extend_from_slice(part);
                }
                self.after = self.rendered.depth() == 0;
            }
            Event::Text(text) => TEXT_ESCAPES.write(text, &mut self.buffer),
            Event::Comment(text) if self.method.with_comments() => self.aside([b"<!--", text, b"", b"", b"-->"]),
            Event::Comment(_) => {}
            Event::Instruction { target, data: b"" } => self.aside([b"<?", target, b"", b"", b"?>"]),
            Event::Instruction { target, data } => self.aside([b"<?", target, b" ", data, b"?>"]),
        }
        if self.buffer.len() > BLOCK {
            self.flush()?;
        }
        Ok(())
    }

    /// Writes what is left, and gives back where it was written.
    pub fn finish(mut self) -> Result<W, C14nError> {
        self.flush()?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn flush(&mut self) -> Result<(), C14nError> {
        self.out.write_all(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }

    /// A comment or an instruction; outside of the root, each has its own line.
    fn aside(&mut self, parts: [&[u8]; 5]) {
        let outside = self.rendered.depth() == 0;
        if outside && self.after {
            self.buffer.push(b'\n');
        }
        for part in parts {
            self.buffer.extend_from_slice(part);
        }
        if outside && !self.after {
            self.buffer.push(b'\n');
        }
    }

    fn start(&mut self, start: &Start<'_>) -> Result<(), C14nError> {
        let apex = self.rendered.depth() == 0;
        self.rendered.open();
        self.buffer.push(b'<');
        self.buffer.extend_from_slice(start.name());
        self.namespaces(start, apex);
        let inherited = if apex { self.inherited(start)? } else { Vec::new() };
        self.attributes(start, &inherited);
        self.buffer.push(b'>');
        Ok(())
    }

    fn namespaces(&mut self, start: &Start<'_>, apex: bool) {
        let mut written = std::mem::take(&mut self.prefixes);
        let rendered = &mut self.rendered;
        let mut need = |prefix: usize| {
            if prefix != OF_XML && rendered.set(prefix, start.scope.current(prefix)) {
                written.push(prefix);
            }
        };
        match &self.method {
            Method::Exclusive { prefixes, .. } => {
                need(start.tag.prefix);
                start.tag.attributes.iter().map(|a| a.prefix).filter(|prefix| *prefix != NONE).for_each(&mut need);
                if !prefixes.is_empty() && (apex || !start.tag.declared.is_empty()) {
                    prefixes.iter().filter_map(|prefix| start.scope.find(prefix.as_bytes())).for_each(need);
                }
            }
            _ if apex => (0..start.scope.prefixes()).for_each(need),
            _ => start.tag.declared.iter().copied().for_each(need),
        }
        if written.len() > 1 {
            written.sort_unstable_by(|a, b| start.scope.prefix(*a).cmp(start.scope.prefix(*b)));
        }
        for prefix in written.drain(..) {
            self.buffer.extend_from_slice(b" xmlns");
            if prefix != NONE {
                self.buffer.push(b':');
                self.buffer.extend_from_slice(start.scope.prefix(prefix));
            }
            value(start.scope.uri(start.scope.current(prefix)), &mut self.buffer);
        }
        self.prefixes = written;
    }

    fn attributes(&mut self, start: &Start<'_>, inherited: &[OfXml]) {
        let buffer = &mut self.buffer;
        if inherited.is_empty() && start.tag.attributes.len() < 2 {
            for attribute in start.attributes() {
                buffer.push(b' ');
                buffer.extend_from_slice(attribute.name());
                if attribute.is_plain() {
                    quoted(attribute.value(), buffer);
                } else {
                    value(attribute.value(), buffer);
                }
            }
            return;
        }
        // Sorted by namespace, then by local name.
        let mut all: Vec<_> =
            start.attributes().map(|a| (a.namespace(), a.local(), a.name(), a.value(), a.is_plain())).collect();
        let of_xml = inherited.iter().map(|(name, value)| (XML, &name[4..], name.as_slice(), value.as_slice(), false));
        all.extend(of_xml);
        all.sort_unstable_by_key(|attribute| (attribute.0, attribute.1));
        for (_, _, name, text, plain) in all {
            buffer.push(b' ');
            buffer.extend_from_slice(name);
            if plain {
                quoted(text, buffer);
            } else {
                value(text, buffer);
            }
        }
    }

    /// The attributes `xml:…` that the inclusive forms take from the elements around.
    fn inherited(&self, start: &Start<'_>) -> Result<Vec<OfXml>, C14nError> {
        let strict = match self.method {
            Method::Exclusive { .. } => return Ok(Vec::new()),
            Method::Inclusive { .. } => false,
            Method::Inclusive11 { .. } => true,
        };
        let mut taken: Vec<OfXml> = Vec::new();
        for attribute in start.scope.inherited().rev() {
            match &*attribute.local {
                b"base" if strict => return Err(C14nError::BaseHeritee),
                b"lang" | b"space" => {}
                _ if strict => continue,
                _ => {}
            }
            let name = [b"xml:", &*attribute.local].concat();
            let own = start.attributes().any(|own| own.namespace() == XML && own.local() == &*attribute.local);
            if !own && !taken.iter().any(|(known, _)| *known == name) {
                taken.push((name, attribute.value.to_vec()));
            }
        }
        Ok(taken)
    }
}

/// `="…"`, for a value in which nothing is to be escaped.
fn quoted(text: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(b"=\"");
    out.extend_from_slice(text);
    out.push(b'"');
}

fn value(text: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(b"=\"");
    VALUE_ESCAPES.write(text, out);
    out.push(b'"');
}

/// Bytes that a form writes by a reference.
struct Escapes {
    pairs: &'static [(u8, &'static str)],
    table: [bool; 256],
}

static TEXT_ESCAPES: Escapes = Escapes::new(&[(b'&', "&amp;"), (b'<', "&lt;"), (b'>', "&gt;"), (b'\r', "&#xD;")]);
static VALUE_ESCAPES: Escapes = Escapes::new(&[
    (b'&', "&amp;"),
    (b'<', "&lt;"),
    (b'"', "&quot;"),
    (b'\t', "&#x9;"),
    (b'\n', "&#xA;"),
    (b'\r', "&#xD;"),
]);

impl Escapes {
    const fn new(pairs: &'static [(u8, &'static str)]) -> Self {
        let mut table = [false; 256];
        let mut rank = 0;
        while rank < pairs.len() {
            table[pairs[rank].0 as usize] = true;
            rank += 1;
        }
        Self { pairs, table }
    }

    fn write(&self, mut text: &[u8], out: &mut Vec<u8>) {
        while let Some(place) = text.iter().position(|octet| self.table[usize::from(*octet)]) {
            out.extend_from_slice(&text[..place]);
            let reference = self.pairs.iter().find(|(octet, _)| *octet == text[place]);
            out.extend_from_slice(reference.map_or("", |(_, reference)| reference).as_bytes());
            text = &text[place + 1..];
        }
        out.extend_from_slice(text);
    }
}
