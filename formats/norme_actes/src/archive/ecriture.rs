//! `ArchiveWriter`: an archive that leaves as it is made, the same bytes each time.

use std::{
    collections::BTreeSet,
    io::{self, Read, Write},
};

use flate2::{Compression, GzBuilder, write::GzEncoder};
use tar::{Builder, EntryType, Header};

use crate::{ActesError, francais};

/// A tar header holds this many bytes of a name; ACTES names are shorter.
const NOM_MAX: usize = 100;

/// Writes one file after the other; nothing is held but what the compressor needs.
pub struct ArchiveWriter<W: Write> {
    tar: Builder<GzEncoder<Compte<W>>>,
    noms: BTreeSet<String>,
    max: u64,
}

impl<W: Write> ArchiveWriter<W> {
    /// `max` is how many bytes may leave (`TAILLE_MAX`).
    pub fn new(sortie: W, max: u64) -> Self {
        let compte = Compte { sortie, ecrits: 0, max };
        // No date, no name, no system: the same files give the same archive, that can be made again and compared.
        let gzip = GzBuilder::new().mtime(0).operating_system(255).write(compte, Compression::best());
        Self { tar: Builder::new(gzip), noms: BTreeSet::new(), max }
    }

    /// Adds a file of `taille` bytes, that are read as they leave.
    ///
    /// # Errors
    /// When the name is not flat, not new or too long, when the file has not the size that it said, and when the archive
    /// grows too large.
    pub fn add(&mut self, nom: &str, taille: u64, source: impl Read) -> Result<(), ActesError> {
        super::lecture::check_plat(nom)?;
        if nom.len() > NOM_MAX || !nom.is_ascii() {
            return Err(ActesError::nom(nom, "il a plus de cent caractères ou n’est pas en ASCII"));
        }
        if !self.noms.insert(nom.to_owned()) {
            return Err(ActesError::Doublon { nom: nom.to_owned() });
        }
        let mut header = Header::new_ustar();
        header.set_path(nom).map_err(|error| self.reason(&error))?;
        header.set_entry_type(EntryType::Regular);
        header.set_size(taille);
        header.set_mode(0o644);
        header.set_mtime(0);
        header.set_uid(0);
        header.set_gid(0);
        header.set_cksum();
        // One byte past the size tells a file that grew.
        let mut source = source.take(taille.saturating_add(1));
        let mut lu = Lus { source: source.by_ref().take(taille), lus: 0 };
        self.tar.append(&header, &mut lu).map_err(|error| self.reason(&error))?;
        let lus = lu.lus + source.read(&mut [0]).map_err(|error| self.reason(&error))? as u64;
        if lus == taille {
            Ok(())
        } else {
            Err(ActesError::TailleChangee { nom: nom.to_owned(), annonce: taille, lu: lus })
        }
    }

    /// Ends the archive and gives back where it went.
    ///
    /// # Errors
    /// When what is left cannot be written, or makes the archive too large.
    pub fn finish(self) -> Result<W, ActesError> {
        let max = self.max;
        let end = || Ok(self.tar.into_inner()?.finish()?.sortie);
        end().map_err(|error: io::Error| reason(&error, max))
    }

    fn reason(&self, error: &io::Error) -> ActesError {
        reason(error, self.max)
    }
}

impl<W: Write> std::fmt::Debug for ArchiveWriter<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ArchiveWriter").field("noms", &self.noms).finish_non_exhaustive()
    }
}

/// `Trop` is ours, the limit of the archive; any other error comes from the files or from where the archive goes.
fn reason(error: &io::Error, max: u64) -> ActesError {
    if matches!(error.get_ref(), Some(inner) if inner.is::<Trop>()) {
        return ActesError::ArchiveTropLourde { mo: max >> 20 };
    }
    ActesError::Interrompu { detail: francais::flux(error) }
}

/// Where the archive goes, counted.
#[derive(Debug)]
struct Compte<W> {
    sortie: W,
    ecrits: u64,
    max: u64,
}

#[derive(Debug, thiserror::Error)]
#[error("la limite est atteinte")]
struct Trop;

impl<W: Write> Write for Compte<W> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        if self.ecrits + octets.len() as u64 > self.max {
            return Err(io::Error::other(Trop));
        }
        let ecrits = self.sortie.write(octets)?;
        self.ecrits += ecrits as u64;
        Ok(ecrits)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sortie.flush()
    }
}

/// What is read, counted.
struct Lus<R> {
    source: R,
    lus: u64,
}

impl<R: Read> Read for Lus<R> {
    fn read(&mut self, octets: &mut [u8]) -> io::Result<usize> {
        let lus = self.source.read(octets)?;
        self.lus += lus as u64;
        Ok(lus)
    }
}
