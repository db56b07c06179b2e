//! `Source`: a file that can be read again from its start.

use std::io::{self, Read, Write};

use c14n::{Method, canonicalize};
use certificats::{Hachage, Hacheur};

use crate::error::XadesError;

/// Where bytes come from: those of memory, or whatever opens a file.
///
/// ```
/// # use std::{fs::File, io};
/// # use xades::Source;
/// let octets = b"<a/>".to_vec();
/// let source: &dyn Source = &octets;
/// let file: &dyn Source = &|| File::open("flux.xml");
/// ```
pub trait Source {
    fn open(&self) -> io::Result<Box<dyn Read + '_>>;
}

impl Source for Vec<u8> {
    fn open(&self) -> io::Result<Box<dyn Read + '_>> {
        Ok(Box::new(self.as_slice()))
    }
}

impl Source for &[u8] {
    fn open(&self) -> io::Result<Box<dyn Read + '_>> {
        Ok(Box::new(*self))
    }
}

impl<F, R> Source for F
where
    F: Fn() -> io::Result<R>,
    R: Read + 'static,
{
    fn open(&self) -> io::Result<Box<dyn Read + '_>> {
        Ok(Box::new(self()?))
    }
}

/// The digest of a file, as it is or in a canonical form.
pub(crate) fn digest(source: &dyn Source, forme: Option<&Method>, hachage: Hachage) -> Result<Vec<u8>, XadesError> {
    let mut digest = Empreinte(hachage.start());
    let mut source = source.open()?;
    match forme {
        Some(forme) => canonicalize(source, forme, &mut digest)?,
        None => {
            io::copy(&mut source, &mut digest)?;
        }
    }
    Ok(digest.0.finish())
}

/// Digests what is written to it.
struct Empreinte(Hacheur);

impl Write for Empreinte {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.0.update(octets);
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
