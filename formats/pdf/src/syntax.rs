//! `Parser`: values read from bytes, whatever the bytes: depth, number and size of values are bounded.

use crate::{
    error::PdfError,
    object::{Data, Dict, Object, Ref, Stream},
};

/// Values inside values. Real files have a dozen.
const DEPTH: usize = 100;
/// Values of one indirect object: a page tree written flat has a hundred thousand.
const VALUES: usize = 1 << 19;
/// Digits of a natural number: no offset has more.
const DIGITS: usize = 20;
/// Bytes of one string: the largest are signatures, with the lists of revocation that they carry.
const TEXT: usize = 16 << 20;

pub(crate) struct Parser<'a> {
    octets: &'a [u8],
    pub(crate) at: usize,
    depth: usize,
    values: usize,
}

impl<'a> Parser<'a> {
    pub(crate) fn new(octets: &'a [u8], at: usize) -> Self {
        Self { octets, at, depth: 0, values: 0 }
    }

    pub(crate) fn peek(&self) -> Option<u8> {
        self.octets.get(self.at).copied()
    }

    pub(crate) fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b'%' => {
                    let rest = &self.octets[self.at..];
                    self.at += memchr::memchr2(b'\r', b'\n', rest).unwrap_or(rest.len());
                }
                _ if is_space(byte) => self.at += 1,
                _ => return,
            }
        }
    }

    /// The word is there: it is passed.
    pub(crate) fn take(&mut self, word: &str) -> bool {
        let found = self.octets[self.at.min(self.octets.len())..].starts_with(word.as_bytes());
        if found {
            self.at += word.len();
        }
        found
    }

    /// A number of a table or of a header, without sign.
    pub(crate) fn natural(&mut self) -> Option<u64> {
        self.skip_space();
        let start = self.at;
        while self.at - start <= DIGITS && self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        std::str::from_utf8(&self.octets[start..self.at]).ok()?.parse().ok()
    }

    /// `12 0 obj`.
    pub(crate) fn header(&mut self) -> Option<Ref> {
        let number = self.natural()?.try_into().ok()?;
        let generation = self.natural()?.try_into().ok()?;
        self.skip_space();
        self.take("obj").then_some(Ref { number, generation })
    }

    /// What follows a header: a value, or a dictionary and its stream.
    pub(crate) fn indirect(&mut self) -> Result<Object, PdfError> {
        self.skip_space();
        // An object without value is null: readers agree.
        if self.octets[self.at.min(self.octets.len())..].starts_with(b"endobj") {
            return Ok(Object::Null);
        }
        let object = self.object()?;
        let Object::Dict(dict) = object else { return Ok(object) };
        let end = self.at;
        self.skip_space();
        if !self.take("stream") {
            self.at = end;
            return Ok(Object::Dict(dict));
        }
        match (self.peek(), self.octets.get(self.at + 1)) {
            (Some(b'\r'), Some(b'\n')) => self.at += 2,
            (Some(b'\r' | b'\n'), _) => self.at += 1,
            _ => {}
        }
        Ok(Object::Stream(Stream { dict, data: Data::At(self.at) }))
    }

    pub(crate) fn object(&mut self) -> Result<Object, PdfError> {
        self.values += 1;
        if self.values > VALUES {
            return Err(PdfError::TropGrand { quoi: "valeurs dans un seul objet", max: VALUES });
        }
        self.skip_space();
        match self.peek() {
            Some(b'/') => Ok(Object::Name(self.name())),
            Some(b'(') => self.text().map(Object::Text),
            Some(b'<') if self.octets.get(self.at + 1) == Some(&b'<') => self.nested(Self::dict),
            Some(b'<') => self.hex().map(Object::Hex),
            Some(b'[') => self.nested(Self::array),
            Some(b'0'..=b'9' | b'+' | b'-' | b'.') => self.number(),
            Some(_) => self.word(),
            None => Err(PdfError::abime("il s’arrête au milieu d’un objet")),
        }
    }

    fn nested(&mut self, read: fn(&mut Self) -> Result<Object, PdfError>) -> Result<Object, PdfError> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(PdfError::TropGrand { quoi: "niveaux d’imbrication", max: DEPTH });
        }
        let object = read(self)?;
        self.depth -= 1;
        Ok(object)
    }

    fn array(&mut self) -> Result<Object, PdfError> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.skip_space();
            if self.take("]") {
                return Ok(Object::Array(items));
            }
            items.push(self.object()?);
        }
    }

    fn dict(&mut self) -> Result<Object, PdfError> {
        self.at += 2;
        let mut dict = Dict::default();
        loop {
            self.skip_space();
            if self.take(">>") {
                return Ok(Object::Dict(dict));
            }
            if self.peek() != Some(b'/') {
                return Err(PdfError::abime("un dictionnaire est mal formé"));
            }
            let key = self.name();
            dict.push(key, self.object()?);
        }
    }

    fn name(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut name = Vec::new();
        while let Some(byte) = self.peek().filter(|byte| !is_space(*byte) && !is_delimiter(*byte)) {
            self.at += 1;
            let digits =
                self.octets.get(self.at..self.at + 2).and_then(|pair| Some((digit(pair[0])?, digit(pair[1])?)));
            match digits {
                Some((high, low)) if byte == b'#' => {
                    name.push(high << 4 | low);
                    self.at += 2;
                }
                _ => name.push(byte),
            }
        }
        name
    }

    fn text(&mut self) -> Result<Vec<u8>, PdfError> {
        self.at += 1;
        let (mut text, mut open) = (Vec::new(), 0_usize);
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'(' => open += 1,
                b')' if open == 0 => return Ok(text),
                b')' => open -= 1,
                b'\\' => {
                    text.extend(self.escape());
                    continue;
                }
                // Any end of line is one line feed.
                b'\r' => {
                    self.take("\n");
                    text.push(b'\n');
                    continue;
                }
                _ => {}
            }
            text.push(byte);
            bounded(&text)?;
        }
        Err(PdfError::abime("il s’arrête au milieu d’un texte"))
    }

    fn escape(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        match byte {
            b'n' => Some(b'\n'),
            b'r' => Some(b'\r'),
            b't' => Some(b'\t'),
            b'b' => Some(8),
            b'f' => Some(12),
            b'\r' => {
                self.take("\n");
                None
            }
            b'\n' => None,
            b'0'..=b'7' => {
                let mut value = byte - b'0';
                for _ in 0..2 {
                    let Some(next @ b'0'..=b'7') = self.peek() else { break };
                    value = value.wrapping_shl(3) | (next - b'0');
                    self.at += 1;
                }
                Some(value)
            }
            _ => Some(byte),
        }
    }

    fn hex(&mut self) -> Result<Vec<u8>, PdfError> {
        self.at += 1;
        let (mut text, mut high) = (Vec::new(), None);
        while let Some(byte) = self.peek() {
            self.at += 1;
            match (digit(byte), high) {
                (Some(value), None) => high = Some(value << 4),
                (Some(value), Some(first)) => {
                    text.push(first | value);
                    high = None;
                    bounded(&text)?;
                }
                _ if byte == b'>' => {
                    text.extend(high);
                    return Ok(text);
                }
                _ if is_space(byte) => {}
                _ => return Err(PdfError::abime("un texte en hexadécimal est mal formé")),
            }
        }
        Err(PdfError::abime("il s’arrête au milieu d’un texte"))
    }

    /// A number, or the reference that it begins.
    fn number(&mut self) -> Result<Object, PdfError> {
        let token = self.token();
        let text = String::from_utf8_lossy(token);
        if let Ok(value) = text.parse::<i64>() {
            let after = self.at;
            if let (Ok(number), Some(generation)) =
                (u32::try_from(value), self.natural().and_then(|n| n.try_into().ok()))
            {
                self.skip_space();
                let alone = self.octets.get(self.at + 1).is_none_or(|byte| is_space(*byte) || is_delimiter(*byte));
                if alone && self.take("R") {
                    return Ok(Object::Ref(Ref { number, generation }));
                }
            }
            self.at = after;
            return Ok(Object::Integer(value));
        }
        let digits = token.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+'));
        // `--5`, `1.2.3` and `0.-3` are met in files that every reader opens: what is not a number counts for nothing.
        let text = if digits { text.into_owned() } else { return Err(PdfError::abime("un nombre est mal formé")) };
        Ok(Object::Real(if text.parse::<f64>().is_ok() { text } else { "0.0".to_owned() }))
    }

    fn word(&mut self) -> Result<Object, PdfError> {
        match self.token() {
            b"true" => Ok(Object::Bool(true)),
            b"false" => Ok(Object::Bool(false)),
            b"null" => Ok(Object::Null),
            _ => Err(PdfError::abime("un objet est illisible")),
        }
    }

    pub(crate) fn token(&mut self) -> &'a [u8] {
        let start = self.at;
        while self.peek().is_some_and(|byte| !is_space(byte) && !is_delimiter(byte)) {
            self.at += 1;
        }
        &self.octets[start..self.at]
    }
}

fn bounded(text: &[u8]) -> Result<(), PdfError> {
    if text.len() > TEXT { Err(PdfError::TropGrand { quoi: "octets dans un texte", max: TEXT }) } else { Ok(()) }
}

pub(crate) fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 12 | b'\r' | b' ')
}

fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|value| value.try_into().ok())
}
