//! `write_package`: the manifest, then each file as it is read; what differs from what was announced never makes a package.

use std::{
    cell::Cell,
    io::{self, Read, Write},
    rc::Rc,
};

use zip::{CompressionMethod, DateTime, ZipWriter, result::ZipError, write::SimpleFileOptions};

use crate::{ArchiveTransfer, BinaryDataObject, SedaError, digest::Compteur, error::abrege, francais};

/// How the manifest is called: each archival agency has its habit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NomBordereau {
    /// `manifest.xml`: what Vitam takes.
    #[default]
    Manifest,
    /// `bordereau.xml`.
    Bordereau,
}

impl NomBordereau {
    pub const ALL: [Self; 2] = [Self::Manifest, Self::Bordereau];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Manifest => "manifest.xml",
            Self::Bordereau => "bordereau.xml",
        }
    }
}

/// Writes a package: a ZIP whose first file is the manifest. `open` gives the bytes of an object when its turn comes, and they
/// go to `sortie` without being held. It reads and computes: call it where blocking is allowed. The same transfer and the same bytes give the same package.
///
/// # Errors
/// When the transfer does not hold together, when a file has not the fingerprint or the size that the manifest announced, when
/// reading or writing fails. What was written by then is no ZIP: it has no table of contents, and nobody opens it by mistake.
pub fn write_package<W: Write, R: Read>(
    transfer: &ArchiveTransfer,
    nom: NomBordereau,
    sortie: W,
    mut open: impl FnMut(&BinaryDataObject) -> io::Result<R>,
) -> Result<W, SedaError> {
    let xml = transfer.to_xml()?;
    let rompu = Rc::new(Cell::new(false));
    let mut zip = ZipWriter::new_stream(Sortie { inner: sortie, rompu: Rc::clone(&rompu) });
    let written = write_all(&mut zip, (nom, &xml), &transfer.package.data_objects, &mut open);
    if let Err(error) = written {
        // Dropped, the writer would write its table of contents: a whole archive with a false manifest.
        rompu.set(true);
        drop(zip);
        return Err(error);
    }
    let mut sortie = zip.finish().map_err(ecriture)?.into_inner();
    sortie.flush().map_err(|error| SedaError::Ecriture { detail: francais::flux(&error) })?;
    Ok(sortie.inner)
}

fn write_all<W: Write + io::Seek, R: Read>(
    zip: &mut ZipWriter<W>,
    (nom, xml): (NomBordereau, &str),
    objects: &[BinaryDataObject],
    open: &mut impl FnMut(&BinaryDataObject) -> io::Result<R>,
) -> Result<(), SedaError> {
    zip.start_file(nom.as_str(), options(Some(xml.len() as u64))).map_err(ecriture)?;
    zip.write_all(xml.as_bytes()).map_err(|error| SedaError::Ecriture { detail: francais::flux(&error) })?;
    let mut tampon = vec![0; 64 << 10];
    for object in objects {
        zip.start_file(object.uri.as_str(), options(object.size)).map_err(ecriture)?;
        let source = open(object).map_err(|error| lecture(object, &error))?;
        write_object(zip, object, source, &mut tampon)?;
    }
    Ok(())
}

fn write_object(
    zip: &mut impl Write,
    object: &BinaryDataObject,
    mut source: impl Read,
    tampon: &mut [u8],
) -> Result<(), SedaError> {
    let mut passage = Passage::new(object);
    loop {
        let len = match source.read(tampon) {
            Ok(0) => return passage.finish(),
            Ok(len) => len,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(lecture(object, &error)),
        };
        let morceau = tampon.get(..len).unwrap_or_default();
        passage.update(morceau)?;
        zip.write_all(morceau).map_err(|error| SedaError::Ecriture { detail: francais::flux(&error) })?;
    }
}

/// The bytes of an object against what was announced, as they pass.
pub(crate) struct Passage<'a> {
    object: &'a BinaryDataObject,
    compteur: Compteur,
}

impl<'a> Passage<'a> {
    pub(crate) fn new(object: &'a BinaryDataObject) -> Self {
        Self { object, compteur: Compteur::new(object.digest.algorithme()) }
    }

    pub(crate) fn update(&mut self, octets: &[u8]) -> Result<(), SedaError> {
        self.compteur.update(octets);
        match self.object.size {
            Some(size) if self.compteur.octets() > size => Err(self.wrong_size(size, None)),
            _ => Ok(()),
        }
    }

    pub(crate) fn finish(self) -> Result<(), SedaError> {
        let recu = self.compteur.octets();
        if let Some(size) = self.object.size.filter(|size| *size != recu) {
            return Err(self.wrong_size(size, Some(recu)));
        }
        let (digest, _) = self.compteur.finish();
        if digest != self.object.digest {
            return Err(SedaError::EmpreinteDifferente { uri: abrege(&self.object.uri) });
        }
        Ok(())
    }

    fn wrong_size(&self, attendu: u64, recu: Option<u64>) -> SedaError {
        SedaError::TailleDifferente { uri: abrege(&self.object.uri), attendu, recu }
    }
}

/// Always compressed: readers that do not look at the table of contents cannot tell where a stored file ends.
fn options(size: Option<u64>) -> SimpleFileOptions {
    let large = size.is_none_or(|size| size >= u64::from(u32::MAX));
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644)
        .large_file(large)
}

fn ecriture(error: ZipError) -> SedaError {
    SedaError::Ecriture { detail: francais::flux(&io::Error::from(error)) }
}

fn lecture(object: &BinaryDataObject, error: &io::Error) -> SedaError {
    SedaError::Lecture { nom: abrege(&object.uri), detail: francais::flux(error) }
}

/// Where the package goes; nothing more, once it was given up.
struct Sortie<W> {
    inner: W,
    rompu: Rc<Cell<bool>>,
}

impl<W: Write> Write for Sortie<W> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        if self.rompu.get() { Ok(octets.len()) } else { self.inner.write(octets) }
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.rompu.get() { Ok(()) } else { self.inner.flush() }
    }
}
