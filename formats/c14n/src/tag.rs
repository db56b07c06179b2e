//! Start tags, cut into names and values in one reading of their bytes.

use std::ops::Range;

use crate::{
    attribut::{Attribut, prefix},
    chars::{NAME, PLAIN_VALUE, is_blank, is_ncname, verify},
    encodage::transcode,
    error::Faute,
    text::{Cause, Place, Table, replace},
};

/// Attributes of one tag.
pub(crate) const ATTRIBUTES: usize = 256;

/// Bytes of a name, with its prefix.
const NOM: usize = 1000;

/// A start tag, its place being used again for the next one.
#[derive(Debug, Default)]
pub(crate) struct Tag {
    pub(crate) name: Range<usize>,
    /// Where the local name starts.
    pub(crate) local: usize,
    pub(crate) attributes: Vec<Attribut>,
    pub(crate) empty: bool,
    /// Bytes of the file that it takes, from `<` to `>`.
    pub(crate) length: usize,
    /// The whole tag in UTF-8, when the file is not.
    pub(crate) transcoded: Vec<u8>,
    is_transcoded: bool,
    /// The values in which something was replaced.
    pub(crate) values: Vec<u8>,
    /// Numbers in the scope.
    pub(crate) prefix: usize,
    pub(crate) uri: usize,
    /// The prefixes that it declares, by number.
    pub(crate) declared: Vec<usize>,
}

impl Tag {
    /// Reads the tag at the start of `window`; `false` when it does not end there.
    pub(crate) fn read(&mut self, window: &[u8], table: &Table) -> Result<bool, Cause> {
        self.is_transcoded = false;
        if !self.cut(window)? {
            return Ok(false);
        }
        let bytes = &window[..self.length];
        if !bytes.is_ascii() {
            self.transcode(bytes, table)?;
        }
        let bytes = if self.is_transcoded { self.transcoded.as_slice() } else { bytes };
        check_name(bytes, &self.name, self.local)?;
        self.values.clear();
        for attribut in &mut self.attributes {
            check_name(bytes, &attribut.name, attribut.local)?;
            if !attribut.plain {
                let start = self.values.len();
                replace(&bytes[attribut.value.clone()], Place::Value, &None, &mut self.values)?;
                attribut.replaced = Some(start..self.values.len());
            }
        }
        Ok(true)
    }

    /// The bytes that ranges count in.
    pub(crate) fn bytes<'a>(&'a self, window: &'a [u8]) -> &'a [u8] {
        if self.is_transcoded { &self.transcoded } else { &window[..self.length] }
    }

    fn transcode(&mut self, bytes: &[u8], table: &Table) -> Result<(), Cause> {
        let Some(table) = table else {
            verify(bytes)?;
            return Ok(());
        };
        let mut transcoded = std::mem::take(&mut self.transcoded);
        transcoded.clear();
        transcode(bytes, table, &mut transcoded)?;
        verify(&transcoded)?;
        let raw: Vec<_> = self.attributes.iter().map(|attribut| attribut.raw.clone()).collect();
        let length = self.length;
        // The same tag, cut again where its letters are now.
        self.cut(&transcoded)?;
        for (attribut, raw) in self.attributes.iter_mut().zip(raw) {
            attribut.raw = raw;
        }
        self.length = length;
        self.transcoded = transcoded;
        self.is_transcoded = true;
        Ok(())
    }

    /// Cuts the tag at the start of `bytes`; `false` when it does not end there.
    fn cut(&mut self, bytes: &[u8]) -> Result<bool, Faute> {
        self.attributes.clear();
        let Some((name, local)) = cut_name(bytes, 1)? else { return Ok(false) };
        let mut at = name.end;
        (self.name, self.local) = (name, local);
        loop {
            let blanks = at;
            while bytes.get(at).is_some_and(|octet| is_blank(*octet)) {
                at += 1;
            }
            match bytes.get(at) {
                None => return Ok(false),
                Some(b'>') => break self.empty = false,
                Some(b'/') => match bytes.get(at + 1) {
                    None => return Ok(false),
                    Some(b'>') => {
                        at += 1;
                        break self.empty = true;
                    }
                    Some(_) => return Err(Faute::Balise),
                },
                Some(_) if blanks == at || self.attributes.len() == ATTRIBUTES => return Err(Faute::Balise),
                Some(_) => match cut_attribute(bytes, at)? {
                    None => return Ok(false),
                    Some(attribut) => {
                        at = attribut.value.end + 1;
                        self.attributes.push(attribut);
                    }
                },
            }
        }
        self.length = at + 1;
        Ok(true)
    }
}

fn cut_name(bytes: &[u8], start: usize) -> Result<Option<(Range<usize>, usize)>, Faute> {
    let mut local = start;
    let mut at = start;
    loop {
        match bytes.get(at) {
            None => return Ok(None),
            Some(b':') if local == start => local = at + 1,
            Some(b':') => return Err(Faute::Balise),
            Some(octet) if NAME[usize::from(*octet)] => {}
            Some(_) if at == start => return Err(Faute::Balise),
            Some(_) => return Ok(Some((start..at, local))),
        }
        at += 1;
    }
}

fn cut_attribute(bytes: &[u8], start: usize) -> Result<Option<Attribut>, Faute> {
    let Some((name, local)) = cut_name(bytes, start)? else { return Ok(None) };
    let mut at = name.end;
    let mut equals = false;
    let quote = loop {
        match bytes.get(at) {
            None => return Ok(None),
            Some(b'=') if !equals => equals = true,
            Some(octet) if is_blank(*octet) => {}
            Some(quote @ (b'"' | b'\'')) if equals => break *quote,
            Some(_) => return Err(Faute::Balise),
        }
        at += 1;
    };
    let from = at + 1;
    let (mut plain, mut quoted) = (true, false);
    loop {
        at += 1;
        match bytes.get(at) {
            None => return Ok(None),
            Some(octet) if PLAIN_VALUE[usize::from(*octet)] => {}
            Some(octet) if *octet == quote => break,
            Some(b'"' | b'\'') => quoted = true,
            Some(b'<') => return Err(Faute::Balise),
            Some(b'&' | b'\t' | b'\n' | b'\r') => plain = false,
            Some(0x80..) => {}
            Some(_) => return Err(Faute::Caractere),
        }
    }
    let value = from..at;
    let raw = value.clone();
    Ok(Some(Attribut { name, local, value, raw, plain, quoted, replaced: None, prefix: 0, uri: 0, declares: false }))
}

fn check_name(bytes: &[u8], name: &Range<usize>, local: usize) -> Result<(), Cause> {
    if name.len() > NOM {
        return Err(Cause::Exces { quoi: "octets dans un nom", max: NOM });
    }
    let start = bytes[local..name.end].first();
    let simple = start.is_some_and(u8::is_ascii_alphabetic) && bytes[name.clone()].is_ascii();
    let prefix = prefix(bytes, name, local);
    let sound = (simple || is_ncname(&bytes[local..name.end])) && (local == name.start || is_ncname(prefix));
    if sound { Ok(()) } else { Err(Faute::Balise.into()) }
}
