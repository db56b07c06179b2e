//! Values whose lengths are told at their end (BER) written as DER, so that one reader is enough: signatures and key files
//! of Java, of Mozilla, and what openssl streams.

use crate::{
    der::{OCTET_STRING, Value, tlv},
    error::CertificatError,
};

/// Values inside values.
const DEPTH: usize = 40;
/// Values of one file.
const VALUES: usize = 100_000;

/// The first value of these bytes, its lengths made definite and its texts in pieces joined.
/// Gives it with how many bytes it took.
pub fn to_der(octets: &[u8]) -> Result<(Vec<u8>, usize), CertificatError> {
    let mut transcoder = Transcoder { rest: octets, values: 0 };
    let der = transcoder.value(0)?.ok_or_else(broken)?;
    Ok((der, octets.len() - transcoder.rest.len()))
}

struct Transcoder<'a> {
    rest: &'a [u8],
    values: usize,
}

impl<'a> Transcoder<'a> {
    /// None for the mark that ends an indefinite length.
    fn value(&mut self, depth: usize) -> Result<Option<Vec<u8>>, CertificatError> {
        self.values += 1;
        if depth > DEPTH || self.values > VALUES {
            return Err(too_much());
        }
        let [tag, length, ..] = *self.rest else { return Err(broken()) };
        if tag & 0x1F == 0x1F {
            return Err(broken());
        }
        self.rest = &self.rest[2..];
        let is_constructed = tag & 0x20 != 0;
        let children = match length {
            0x80 if is_constructed => self.until_end(depth)?,
            0x80 => return Err(broken()),
            _ => {
                let content = self.take(length)?;
                if tag == 0 && content.is_empty() {
                    return Ok(None);
                }
                if !is_constructed {
                    return Ok(Some(tlv(tag, content)));
                }
                let mut inside = Transcoder { rest: content, values: self.values };
                let children = inside.all(depth)?;
                self.values = inside.values;
                children
            }
        };
        if tag == OCTET_STRING | 0x20 {
            return Ok(Some(tlv(OCTET_STRING, &join(&children)?)));
        }
        Ok(Some(tlv(tag, &children.concat())))
    }

    fn all(&mut self, depth: usize) -> Result<Vec<Vec<u8>>, CertificatError> {
        let mut children = Vec::new();
        while !self.rest.is_empty() {
            children.push(self.value(depth + 1)?.ok_or_else(broken)?);
        }
        Ok(children)
    }

    fn until_end(&mut self, depth: usize) -> Result<Vec<Vec<u8>>, CertificatError> {
        let mut children = Vec::new();
        while let Some(child) = self.value(depth + 1)? {
            children.push(child);
        }
        Ok(children)
    }

    fn take(&mut self, first: u8) -> Result<&'a [u8], CertificatError> {
        let mut length = usize::from(first);
        if first > 0x80 {
            let count = usize::from(first & 0x7F);
            let bytes = self.rest.get(..count).filter(|_| count <= 8).ok_or_else(broken)?;
            length = bytes
                .iter()
                .try_fold(0_usize, |length, byte| length.checked_mul(256)?.checked_add(usize::from(*byte)))
                .ok_or_else(broken)?;
            self.rest = &self.rest[count..];
        }
        let content = self.rest.get(..length).ok_or_else(broken)?;
        self.rest = &self.rest[length..];
        Ok(content)
    }
}

/// The pieces of a text, each one already a whole value.
fn join(pieces: &[Vec<u8>]) -> Result<Vec<u8>, CertificatError> {
    let mut whole = Vec::new();
    for piece in pieces {
        whole.extend_from_slice(Value::only(piece, OCTET_STRING)?.content);
    }
    Ok(whole)
}

fn broken() -> CertificatError {
    CertificatError::illisible("elle est coupée ou mal formée")
}

fn too_much() -> CertificatError {
    CertificatError::illisible("elle est trop grosse ou trop imbriquée")
}
