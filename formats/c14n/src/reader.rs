//! `Reader`: a document met part after part, in a memory that does not depend on its size.

use std::{io::Read, ops::Range};

use crate::{
    chars::{is_blank, is_ncname, verify},
    encodage::{Encodage, transcode},
    error::{C14nError, Faute, Interdit},
    event::{End, Event, Start},
    input::Input,
    scope::{Scope, is_doubled},
    tag::Tag,
    text::{Cause, Place, REFERENCE, Table, decode},
};

/// Elements open at once: what libxml2 takes too.
pub const PROFONDEUR_MAX: usize = 256;
/// Bytes of a tag, a comment or an instruction.
const MARKUP: usize = 1 << 20;
/// Bytes of a text that are enough to give a piece of it.
const PIECE: usize = 64 << 10;

/// Reads XML 1.0 with namespaces, strictly: no DTD, no entity but the five, no more than one reading of any file.
#[derive(Debug)]
pub struct Reader<R> {
    input: Input<R>,
    encodage: Encodage,
    table: Table,
    scope: Scope,
    tag: Tag,
    /// The names of the open elements, one after the other, and where each starts.
    names: Vec<u8>,
    starts: Vec<usize>,
    scratch: Vec<u8>,
    /// Bytes of the last event, left in the window for its reader.
    pending: usize,
    in_section: bool,
    last: Last,
    /// The root has been met.
    begun: bool,
}

/// What the event given last leaves to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Last {
    /// The start of `<a/>`: its end comes.
    Empty,
    /// An end: its element is to be closed.
    End,
    Other,
}

/// A part of the document, found but not yet told.
enum Token {
    Start,
    End,
    Text(Place),
    Comment(Range<usize>),
    Instruction(Range<usize>),
}

impl<R: Read> Reader<R> {
    /// Reads the first bytes: the mark of UTF-8, the XML declaration and its encoding.
    pub fn new(source: R) -> Result<Self, C14nError> {
        let mut reader = Self {
            input: Input::new(source),
            encodage: Encodage::default(),
            table: None,
            scope: Scope::new(),
            tag: Tag::default(),
            names: Vec::new(),
            starts: Vec::new(),
            scratch: Vec::new(),
            pending: 0,
            in_section: false,
            last: Last::Other,
            begun: false,
        };
        match reader.input.at_least(6)? {
            [] => return Err(C14nError::Vide),
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, ..] | [b'<', 0, ..] => {
                return Err(C14nError::Encodage { nom: "UTF-16".into() });
            }
            _ => {}
        }
        let marked = reader.input.window().starts_with(b"\xef\xbb\xbf");
        if marked {
            reader.input.consume(3);
        }
        if let [b'<', b'?', b'x', b'm', b'l', blank, ..] = reader.input.at_least(6)?
            && is_blank(*blank)
        {
            reader.declaration()?;
        }
        // Some software would believe the mark, some the declaration.
        if marked && reader.encodage != Encodage::Utf8 {
            return Err(C14nError::DeuxEncodages);
        }
        Ok(reader)
    }

    pub fn encodage(&self) -> Encodage {
        self.encodage
    }

    /// Bytes of the file before the event that was given last.
    pub fn offset(&self) -> u64 {
        self.input.offset()
    }

    /// The next part of the document; `None` once it is whole and nothing follows.
    #[expect(clippy::should_implement_trait, reason = "events borrow from the reader: it cannot be an iterator")]
    pub fn next(&mut self) -> Result<Option<Event<'_>>, C14nError> {
        if self.last == Last::End {
            self.last = Last::Other;
            self.names.truncate(self.starts.pop().unwrap_or(0));
            self.scope.close();
        }
        let Some(token) = self.token()? else { return Ok(None) };
        let offset = self.input.offset();
        let bytes = &self.input.window()[..self.pending];
        let event = match token {
            Token::Start => {
                let bytes = self.tag.bytes(bytes);
                Event::Start(Start { bytes, tag: &self.tag, scope: &self.scope, offset })
            }
            Token::End => {
                let name = &self.names[self.starts.last().copied().unwrap_or(0)..];
                Event::End(End { name, span: offset..offset + self.pending as u64 })
            }
            Token::Text(place) => {
                let end = if place == Place::Section && !self.in_section { self.pending - 3 } else { self.pending };
                let text = decode(&bytes[..end], place, &self.table, &mut self.scratch);
                Event::Text(text.map_err(|cause| cause.at(offset))?)
            }
            Token::Comment(range) => {
                let text = decode(&bytes[range], Place::Section, &self.table, &mut self.scratch);
                Event::Comment(text.map_err(|cause| cause.at(offset))?)
            }
            Token::Instruction(range) => {
                let text = decode(&bytes[range], Place::Section, &self.table, &mut self.scratch);
                instruction(text.map_err(|cause| cause.at(offset))?).map_err(|cause| cause.at(offset))?
            }
        };
        Ok(Some(event))
    }

    fn fault(&self, faute: Faute) -> C14nError {
        C14nError::MalForme { octet: self.input.offset(), faute }
    }

    fn declaration(&mut self) -> Result<(), C14nError> {
        let end = self.find(b"?>", 5, Faute::Declaration)?;
        // Its parts are written as attributes are: a tag is made of them.
        let text = [b"<xml", &self.input.window()[5..end], b">"].concat();
        let mut tag = Tag::default();
        let read = tag.read(&text, &None);
        let fault = self.fault(Faute::Declaration);
        if !matches!(read, Ok(true)) || tag.empty {
            return Err(fault);
        }
        let part = |range: &Range<usize>| String::from_utf8_lossy(&text[range.clone()]).into_owned();
        let parts: Vec<_> = tag.attributes.iter().map(|part_| (part(&part_.name), part(&part_.value))).collect();
        let mut parts = parts.iter().map(|(name, value)| (name.as_str(), value.as_str())).peekable();
        match parts.next() {
            Some(("version", "1.0")) => {}
            Some(("version", version)) if version.len() < 8 => {
                let interdit = Interdit::Version { version: version.to_owned() };
                return Err(C14nError::Interdit { octet: self.input.offset(), interdit });
            }
            _ => return Err(fault),
        }
        if let Some((_, nom)) = parts.next_if(|(name, _)| *name == "encoding") {
            self.encodage = Encodage::named(nom)?;
        }
        parts.next_if(|part| matches!(part, ("standalone", "yes" | "no")));
        if parts.next().is_some() {
            return Err(fault);
        }
        self.table = (self.encodage != Encodage::Utf8).then(|| Box::new(self.encodage.table()));
        self.input.consume(end + 2);
        Ok(())
    }

    /// Finds the next part, and what it takes of the window.
    fn token(&mut self) -> Result<Option<Token>, C14nError> {
        self.input.consume(std::mem::take(&mut self.pending));
        if std::mem::replace(&mut self.last, Last::Other) == Last::Empty {
            self.last = Last::End;
            return Ok(Some(Token::End));
        }
        if self.in_section {
            return self.section().map(Some);
        }
        loop {
            match self.input.at_least(2)? {
                [] if self.begun && self.starts.is_empty() => return Ok(None),
                [] => return Err(self.fault(if self.begun { Faute::Tronque } else { Faute::PasDuXml })),
                [b'<', b'/', ..] => return self.end().map(Some),
                [b'<', b'?', ..] => {
                    let end = self.find(b"?>", 2, Faute::Instruction)?;
                    self.pending = end + 2;
                    return Ok(Some(Token::Instruction(2..end)));
                }
                [b'<', b'!', ..] => {
                    if let Some(token) = self.exclamation()? {
                        return Ok(Some(token));
                    }
                }
                [b'<', ..] => return self.start().map(Some),
                _ if self.starts.is_empty() => self.between()?,
                _ => return self.text().map(Some),
            }
        }
    }

    /// Outside of the root: blanks, that are no part of the document.
    fn between(&mut self) -> Result<(), C14nError> {
        let window = self.input.window();
        let blanks = window.iter().position(|octet| !is_blank(*octet)).unwrap_or(window.len());
        if blanks == 0 {
            return Err(self.fault(if self.begun { Faute::Reste } else { Faute::PasDuXml }));
        }
        self.input.consume(blanks);
        Ok(())
    }

    fn start(&mut self) -> Result<Token, C14nError> {
        if self.starts.is_empty() && self.begun {
            return Err(self.fault(Faute::Reste));
        }
        if self.starts.len() == PROFONDEUR_MAX {
            let octet = self.input.offset();
            return Err(C14nError::TropGrand { octet, quoi: "éléments l’un dans l’autre", max: PROFONDEUR_MAX });
        }
        let offset = self.input.offset();
        while !self.tag.read(self.input.window(), &self.table).map_err(|cause| cause.at(offset))? {
            self.grow()?;
        }
        let window = self.input.window();
        self.scope.open(&mut self.tag, window).map_err(|cause| cause.at(offset))?;
        let bytes = self.tag.bytes(window);
        if is_doubled(&self.tag, bytes) {
            return Err(self.fault(Faute::AttributDouble));
        }
        self.starts.push(self.names.len());
        self.names.extend_from_slice(&bytes[self.tag.name.clone()]);
        self.pending = self.tag.length;
        if self.tag.empty {
            self.last = Last::Empty;
        }
        self.begun = true;
        Ok(Token::Start)
    }

    fn end(&mut self) -> Result<Token, C14nError> {
        let end = self.find(b">", 2, Faute::Balise)?;
        let name = &self.input.window()[2..end];
        let name = &name[..name.iter().rposition(|octet| !is_blank(*octet)).map_or(0, |last| last + 1)];
        let open = &self.names[self.starts.last().copied().unwrap_or(0)..];
        let same = match &self.table {
            Some(table) if !name.is_ascii() => {
                self.scratch.clear();
                transcode(name, table, &mut self.scratch).is_ok() && self.scratch == open
            }
            _ => name == open,
        };
        if !same || self.starts.is_empty() {
            return Err(self.fault(Faute::Fermeture));
        }
        self.pending = end + 1;
        self.last = Last::End;
        Ok(Token::End)
    }

    fn text(&mut self) -> Result<Token, C14nError> {
        let end = memchr::memchr(b'<', self.input.window());
        self.pending = match end {
            Some(end) => end,
            None => self.piece(b"<")?,
        };
        Ok(Token::Text(Place::Text))
    }

    /// Bytes of a text whose end is not in the window: up to this end, or a piece.
    fn piece(&mut self, needle: &[u8]) -> Result<usize, C14nError> {
        let window = self.input.at_least(PIECE)?;
        match memchr::memmem::find(window, needle) {
            Some(end) => Ok(end),
            None if window.len() < PIECE => Err(self.fault(Faute::Tronque)),
            None => Ok(whole(window)),
        }
    }

    /// A piece of the section in which the reader is.
    fn section(&mut self) -> Result<Token, C14nError> {
        const END: &[u8] = b"]]>";
        self.pending = self.piece(END)?;
        if self.input.window()[self.pending..].starts_with(END) {
            self.pending += END.len();
            self.in_section = false;
        }
        Ok(Token::Text(Place::Section))
    }

    /// What starts with `<!`; `None` when a section opens.
    fn exclamation(&mut self) -> Result<Option<Token>, C14nError> {
        let window = self.input.at_least(9)?;
        if window.starts_with(b"<!--") {
            let end = self.find(b"--", 4, Faute::Commentaire)?;
            if self.input.at_least(end + 3)?.get(end + 2) != Some(&b'>') {
                return Err(self.fault(Faute::Commentaire));
            }
            self.pending = end + 3;
            return Ok(Some(Token::Comment(4..end)));
        }
        if window.starts_with(b"<![CDATA[") && !self.starts.is_empty() {
            self.input.consume(9);
            self.in_section = true;
            return self.section().map(Some);
        }
        let doctype = window.starts_with(b"<!DOCTYPE");
        let octet = self.input.offset();
        if doctype {
            return Err(C14nError::Interdit { octet, interdit: Interdit::Dtd });
        }
        Err(self.fault(Faute::Balise))
    }

    /// Where `needle` is in the window, from `start`.
    fn find(&mut self, needle: &[u8], start: usize, faute: Faute) -> Result<usize, C14nError> {
        loop {
            let window = self.input.at_least(start)?;
            if window.len() < start {
                return Err(self.fault(faute));
            }
            if let Some(found) = memchr::memmem::find(&window[start..], needle) {
                return Ok(start + found);
            }
            self.grow()?;
        }
    }

    /// Doubles the window, for a markup that does not fit in it.
    fn grow(&mut self) -> Result<(), C14nError> {
        let held = self.input.window().len();
        if held >= MARKUP {
            let octet = self.input.offset();
            return Err(C14nError::TropGrand { octet, quoi: "octets dans une balise", max: MARKUP });
        }
        if self.input.at_least(held * 2)?.len() == held {
            return Err(self.fault(Faute::Tronque));
        }
        Ok(())
    }
}

/// How much of a text that goes on may be told, its window being longer than any of these: no reference, end of line, character
/// nor `]]>` is cut.
fn whole(window: &[u8]) -> usize {
    let tail = window.len().saturating_sub(REFERENCE);
    let mut end = match memchr::memrchr2(b'&', b';', &window[tail..]) {
        Some(place) if window[tail + place] == b'&' => tail + place,
        _ => window.len(),
    };
    let mut back = |most: usize, octets: fn(u8) -> bool| {
        for _ in 0..most {
            if end > 0 && octets(window[end - 1]) {
                end -= 1;
            }
        }
    };
    back(1, |octet| octet == b'\r');
    back(2, |octet| octet == b']');
    back(3, |octet| matches!(octet, 0x80..=0xbf));
    back(1, |octet| octet >= 0xc0);
    end
}

fn instruction(text: &[u8]) -> Result<Event<'_>, Cause> {
    let end = text.iter().position(|octet| is_blank(*octet)).unwrap_or(text.len());
    let (target, data) = (&text[..end], text[end..].trim_ascii_start());
    if !is_ncname(target) || target.eq_ignore_ascii_case(b"xml") {
        return Err(Faute::Instruction.into());
    }
    verify(text)?;
    Ok(Event::Instruction { target, data })
}
