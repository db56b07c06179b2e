//! The bytes of a file of the package, inflated as they are asked for, and no more of them than it announced.

use std::io::{self, Read, Seek, SeekFrom, Take};

use flate2::{Crc, read::DeflateDecoder};

use crate::{
    SedaError,
    directory::{Entry, lost},
    error::abrege,
};

/// Its end is an error, given through `io`, when its size or its checksum are not those of the table of contents.
pub(crate) struct Contenu<'a, S> {
    flux: Flux<'a, S>,
    crc: Crc,
    entry: &'a Entry,
    read: u64,
}

enum Flux<'a, S> {
    Stored(Take<&'a mut S>),
    Deflated(DeflateDecoder<Take<&'a mut S>>),
}

impl<'a, S: Read + Seek> Contenu<'a, S> {
    pub(crate) fn open(source: &'a mut S, entry: &'a Entry) -> Result<Self, SedaError> {
        source.seek(SeekFrom::Start(entry.data)).map_err(|error| lost(&error))?;
        let bytes = source.take(entry.compressed);
        let flux = if entry.deflated { Flux::Deflated(DeflateDecoder::new(bytes)) } else { Flux::Stored(bytes) };
        Ok(Self { flux, crc: Crc::new(), entry, read: 0 })
    }

    fn end(&self) -> io::Result<usize> {
        if self.read == self.entry.size && self.crc.sum() == self.entry.crc {
            return Ok(0);
        }
        Err(wrong_end(self.entry))
    }
}

impl<S: Read + Seek> Read for Contenu<'_, S> {
    fn read(&mut self, tampon: &mut [u8]) -> io::Result<usize> {
        let len = match &mut self.flux {
            Flux::Stored(flux) => flux.read(tampon)?,
            Flux::Deflated(flux) => flux.read(tampon)?,
        };
        if len == 0 && !tampon.is_empty() {
            return self.end();
        }
        self.read += len as u64;
        if self.read > self.entry.size {
            return Err(wrong_end(self.entry));
        }
        self.crc.update(tampon.get(..len).unwrap_or_default());
        Ok(len)
    }
}

fn wrong_end(entry: &Entry) -> io::Error {
    let detail = format!("«\u{a0}{}\u{a0}» n’est pas ce qu’annonce la table des matières", abrege(&entry.nom));
    io::Error::other(SedaError::Abime { detail })
}
