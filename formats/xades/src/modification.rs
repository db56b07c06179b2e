//! `Modifie`: a file in which a few places change, read without ever being held.

use std::io::{self, Read};

use crate::source::Source;

/// Bytes put in the place of others, often of none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Modification {
    /// Where, in the file as it was given.
    pub at: u64,
    /// How many bytes of the file go.
    pub retire: u64,
    /// What comes instead.
    pub octets: Vec<u8>,
}

/// The file with its modifications, which are in the order of their places.
#[derive(Clone, Copy)]
pub(crate) struct Modifie<'a> {
    pub(crate) source: &'a dyn Source,
    pub(crate) modifications: &'a [Modification],
}

impl Source for Modifie<'_> {
    fn open(&self) -> io::Result<Box<dyn Read + '_>> {
        Ok(Box::new(Lecture { source: self.source.open()?, at: 0, put: &[], left: self.modifications }))
    }
}

struct Lecture<'a> {
    source: Box<dyn Read + 'a>,
    /// Bytes of the file already read.
    at: u64,
    /// What is left to give of a modification.
    put: &'a [u8],
    left: &'a [Modification],
}

impl Read for Lecture<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.put.is_empty() {
                return self.put.read(out);
            }
            let Some((next, rest)) = self.left.split_first() else { return self.source.read(out) };
            if self.at == next.at {
                let gone = io::copy(&mut (&mut self.source).take(next.retire), &mut io::sink())?;
                self.at += gone;
                (self.put, self.left) = (&next.octets, rest);
                continue;
            }
            let before =
                next.at.checked_sub(self.at).ok_or_else(|| io::Error::other("des modifications se recouvrent"))?;
            let most = usize::try_from(before).unwrap_or(usize::MAX).min(out.len());
            let read = self.source.read(&mut out[..most])?;
            if read == 0 {
                return if out.is_empty() { Ok(0) } else { Err(io::ErrorKind::UnexpectedEof.into()) };
            }
            self.at += read as u64;
            return Ok(read);
        }
    }
}
