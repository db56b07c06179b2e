//! Texts and values as XML means them: ends of line normalised, references replaced.

use crate::{
    chars::{PLAIN_TEXT, is_char, verify},
    encodage::transcode,
    error::{C14nError, Faute, Interdit},
};

/// The longest reference that is read, `&` and `;` included: zeros may come first.
pub(crate) const REFERENCE: usize = 32;

/// What is wrong with a text, before anyone knows where.
pub(crate) enum Cause {
    Faute(Faute),
    Interdit(Interdit),
    Exces { quoi: &'static str, max: usize },
}

impl Cause {
    pub(crate) fn at(self, octet: u64) -> C14nError {
        match self {
            Self::Faute(faute) => C14nError::MalForme { octet, faute },
            Self::Interdit(interdit) => C14nError::Interdit { octet, interdit },
            Self::Exces { quoi, max } => C14nError::TropGrand { octet, quoi, max },
        }
    }
}

impl From<Faute> for Cause {
    fn from(faute: Faute) -> Self {
        Self::Faute(faute)
    }
}

/// Where raw bytes are found in a document: what is special differs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Text,
    /// No reference in it, and `]]>` is already away.
    Section,
    Value,
}

/// Bytes from 0x80 of an encoding of one byte a character; `None` for UTF-8.
pub(crate) type Table = Option<Box<[Option<char>; 128]>>;

/// The text that raw bytes mean, in UTF-8: themselves when nothing is to be replaced, else in `scratch`.
pub(crate) fn decode<'a>(
    raw: &'a [u8],
    place: Place,
    table: &Table,
    scratch: &'a mut Vec<u8>,
) -> Result<&'a [u8], Cause> {
    let Some(first) = raw.iter().position(|octet| !PLAIN_TEXT[usize::from(*octet)]) else { return Ok(raw) };
    if place == Place::Text && memchr::memmem::find(&raw[first.saturating_sub(2)..], b"]]>").is_some() {
        return Err(Faute::FinDeSection.into());
    }
    let replaced = |octet: &u8| match octet {
        b'\r' => true,
        b'&' => place != Place::Section,
        _ => false,
    };
    let foreign = table.is_some() && !raw[first..].is_ascii();
    if !foreign && !raw[first..].iter().any(replaced) {
        verify(raw)?;
        return Ok(raw);
    }
    scratch.clear();
    replace(raw, place, table, scratch)?;
    Ok(scratch)
}

/// Writes what raw bytes mean at the end of `out`.
pub(crate) fn replace(mut raw: &[u8], place: Place, table: &Table, out: &mut Vec<u8>) -> Result<(), Cause> {
    let special = |octet: &u8| match octet {
        b'\r' => true,
        b'&' => place != Place::Section,
        b'\t' | b'\n' => place == Place::Value,
        _ => false,
    };
    while !raw.is_empty() {
        let plain = raw.iter().position(special).unwrap_or(raw.len());
        match table {
            Some(table) => {
                let from = out.len();
                transcode(&raw[..plain], table, out)?;
                verify(&out[from..])?;
            }
            None => out.extend_from_slice(verify(&raw[..plain])?.as_bytes()),
        }
        raw = &raw[plain..];
        let read = match raw.first() {
            None => break,
            Some(b'&') => reference(raw, out)?,
            Some(b'\r') if raw.get(1) == Some(&b'\n') => 2,
            Some(_) => 1,
        };
        if raw[0] != b'&' {
            out.push(if place == Place::Value { b' ' } else { b'\n' });
        }
        raw = &raw[read..];
    }
    Ok(())
}

/// Reads `&…;` at the start of `raw`, writes the character, gives the length of the reference.
fn reference(raw: &[u8], out: &mut Vec<u8>) -> Result<usize, Cause> {
    let end = memchr::memchr(b';', &raw[..raw.len().min(REFERENCE)]).ok_or(Faute::Reference)?;
    let name = std::str::from_utf8(&raw[1..end]).map_err(|_| Faute::Reference)?;
    let known = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => match name.strip_prefix('#') {
            Some(number) => numbered(number).ok_or(Faute::Reference)?,
            None if crate::chars::is_ncname(name.as_bytes()) => {
                return Err(Cause::Interdit(Interdit::Entite { nom: name.to_owned() }));
            }
            None => return Err(Faute::Reference.into()),
        },
    };
    if !is_char(known) {
        return Err(Faute::Caractere.into());
    }
    out.extend_from_slice(known.encode_utf8(&mut [0; 4]).as_bytes());
    Ok(end + 1)
}

fn numbered(number: &str) -> Option<char> {
    let (digits, radix) = match number.strip_prefix('x') {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    if digits.starts_with('+') {
        return None;
    }
    char::from_u32(u32::from_str_radix(digits, radix).ok()?)
}
