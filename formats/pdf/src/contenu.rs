//! `Operations`: what the content of a page does, operator after operator (ISO 32000-1, 7.8.2).

use memchr::memmem;

use crate::{
    object::Object,
    syntax::{Parser, is_space},
};

/// Operands of one operator: a line of a table of characters has three hundred.
const OPERANDS: usize = 4096;

/// Each operator with what is before it. What cannot be read ends it.
pub(crate) struct Operations<'a> {
    octets: &'a [u8],
    at: usize,
}

impl<'a> Operations<'a> {
    pub(crate) fn new(octets: &'a [u8]) -> Self {
        Self { octets, at: 0 }
    }

    /// The data of an image written in the content itself.
    fn skip_image(&mut self) {
        let rest = self.octets.get(self.at..).unwrap_or_default();
        let end = memmem::find_iter(rest, b"EI").find(|end| {
            let around = |at: Option<usize>| at.and_then(|at| rest.get(at)).is_none_or(|byte| is_space(*byte));
            around(end.checked_sub(1)) && around(Some(end + 2))
        });
        self.at = end.map_or(self.octets.len(), |end| self.at + end + 2);
    }
}

impl<'a> Iterator for Operations<'a> {
    type Item = (Vec<Object>, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let mut operands = Vec::new();
        loop {
            let mut parser = Parser::new(self.octets, self.at);
            parser.skip_space();
            let first = parser.peek()?;
            if first.is_ascii_alphabetic() || matches!(first, b'\'' | b'"' | b'*') {
                let token = parser.token();
                self.at = parser.at;
                match token {
                    b"true" => operands.push(Object::Bool(true)),
                    b"false" => operands.push(Object::Bool(false)),
                    b"null" => operands.push(Object::Null),
                    b"ID" => {
                        self.skip_image();
                        return Some((operands, token));
                    }
                    b"BI" => operands.clear(),
                    _ => return Some((operands, token)),
                }
            } else {
                operands.push(parser.object().ok()?);
                self.at = parser.at;
            }
            if operands.len() > OPERANDS {
                return None;
            }
        }
    }
}
