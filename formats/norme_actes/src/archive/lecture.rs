//! An archive that somebody else made: its files, one after the other, within bounds.

use std::{
    cell::Cell,
    collections::BTreeSet,
    io::{self, BufRead, BufReader, Read},
    rc::Rc,
};

use flate2::bufread::GzDecoder;
use tar::{Archive, EntryType};

use super::TAILLE_MAX;
use crate::{ActesError, encodage::GZIP, error::abrege, francais};

/// An extension that dates a file is shorter.
const EXTENSION_MAX: u64 = 64 << 10;
/// What would give the file that follows another name, another target or another size than its own header says.
const EXTENSIONS: [&[u8]; 3] = [b"path=", b"size=", b"GNU.sparse"];

/// What an archive may cost.
#[derive(Debug, Clone, Copy)]
pub struct Limites {
    pub fichiers: usize,
    /// Bytes of one file, inflated.
    pub fichier: u64,
    /// Bytes of the whole, inflated.
    pub total: u64,
}

impl Default for Limites {
    /// Twice what one may send: annexes that compress well are no bomb.
    fn default() -> Self {
        Self { fichiers: 500, fichier: TAILLE_MAX, total: 2 * TAILLE_MAX }
    }
}

/// A file of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entree {
    pub nom: String,
    pub octets: Vec<u8>,
}

/// Every file of the archive, in its order, in memory.
///
/// # Errors
/// See `visit_archive`.
pub fn read_archive(source: impl Read, limites: &Limites) -> Result<Vec<Entree>, ActesError> {
    let mut entrees = Vec::new();
    visit_archive(source, limites, |nom, _, contenu| {
        let mut octets = Vec::new();
        contenu.read_to_end(&mut octets)?;
        entrees.push(Entree { nom: nom.to_owned(), octets });
        Ok(())
    })?;
    Ok(entrees)
}

/// Gives each file of the archive in turn: its name, its size and its bytes as a stream. They are proved only at the end, by
/// the checksum of the whole: what was visited counts when this succeeds.
///
/// # Errors
/// When it is no `.tar.gz`, is damaged, inflates without measure, holds too many files, a folder, a link, a path that leaves
/// the archive, the same name twice or an extension that renames; when `source` stops giving; and what `visit` says.
pub fn visit_archive(
    source: impl Read,
    limites: &Limites,
    mut visit: impl FnMut(&str, u64, &mut dyn Read) -> io::Result<()>,
) -> Result<(), ActesError> {
    let (depasse, coupure) = (Rc::new(Cell::new(false)), Rc::new(Cell::new(None)));
    let interrompu = || coupure.take().map(|detail| ActesError::Interrompu { detail });
    let mut source = Origine { source, coupure: Rc::clone(&coupure) };
    let mut magie = [0; 2];
    if source.read_exact(&mut magie).is_err() || magie != GZIP {
        return Err(interrompu().unwrap_or(ActesError::PasUneArchive));
    }
    let jauge = Jauge {
        source: GzDecoder::new(BufReader::new(magie.as_slice().chain(source))),
        reste: limites.total,
        depasse: Rc::clone(&depasse),
    };
    let reason = |error: &io::Error| match interrompu() {
        Some(interrompu) => interrompu,
        None if depasse.get() => ActesError::Bombe { mo: limites.total >> 20 },
        None => ActesError::ArchiveAbimee { detail: francais::archive(error) },
    };
    let mut archive = Archive::new(jauge);
    let mut noms = BTreeSet::new();
    // Raw: the extensions of tar (long names, other sizes) are seen for what they are, not obeyed.
    let entries = archive.entries().map_err(|error| reason(&error))?.raw(true);
    for entry in entries {
        let mut entry = entry.map_err(|error| reason(&error))?;
        let nom = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let nom = nom.strip_prefix("./").unwrap_or(&nom);
        match entry.header().entry_type() {
            EntryType::Regular => {}
            // `tar czf x.tar.gz .` begins with the folder itself; some tools date files to the nanosecond.
            EntryType::Directory if nom.is_empty() || nom == "." => continue,
            EntryType::XHeader | EntryType::XGlobalHeader => {
                if renames(&mut entry).map_err(|error| reason(&error))? {
                    return Err(ActesError::Extension { nom: abrege(nom) });
                }
                continue;
            }
            _ => return Err(ActesError::PasUnFichier { nom: abrege(nom) }),
        }
        check_plat(nom)?;
        if noms.len() >= limites.fichiers {
            return Err(ActesError::TropDeFichiers { max: limites.fichiers });
        }
        if !noms.insert(nom.to_owned()) {
            return Err(ActesError::Doublon { nom: abrege(nom) });
        }
        let taille = entry.header().size().map_err(|error| reason(&error))?;
        if taille > limites.fichier {
            return Err(ActesError::FichierTropLourd { nom: abrege(nom), mo: limites.fichier >> 20 });
        }
        let mut contenu = Exact { source: &mut entry, reste: taille, casse: false };
        if let Err(error) = visit(nom, taille, &mut contenu) {
            // The visitor has its own troubles: a full disk is not a damaged archive.
            let own = !contenu.casse && !depasse.get();
            return Err(if own { ActesError::Interrompu { detail: francais::flux(&error) } } else { reason(&error) });
        }
        // What the visitor left is read too: an archive that stops in the middle is told.
        io::copy(&mut contenu, &mut io::sink()).map_err(|error| reason(&error))?;
    }
    // The checksum stands after the last byte, that tar does not ask for.
    let mut jauge = archive.into_inner();
    io::copy(&mut jauge, &mut io::sink()).map_err(|error| reason(&error))?;
    // Other tools would go on with a second gzip, and see files that were not checked.
    if jauge.source.into_inner().fill_buf().map_err(|error| reason(&error))?.is_empty() {
        Ok(())
    } else {
        Err(ActesError::ArchiveAbimee { detail: "quelque chose la suit".to_owned() })
    }
}

/// Whether an extension changes what the next header says. Sought in its bytes, not in its records: each tool has its own way
/// to read a record that is badly made.
fn renames(extension: &mut impl Read) -> io::Result<bool> {
    let mut octets = Vec::new();
    extension.by_ref().take(EXTENSION_MAX).read_to_end(&mut octets)?;
    let reste = io::copy(extension, &mut io::sink())?;
    let told = |name: &[u8]| octets.windows(name.len()).any(|window| window == name);
    Ok(reste > 0 || EXTENSIONS.into_iter().any(told))
}

/// A name that stays where it is put.
pub(crate) fn check_plat(nom: &str) -> Result<(), ActesError> {
    let wrong = |c: char| c.is_control() || matches!(c, '/' | '\\' | ':' | '\u{fffd}');
    if nom.trim().is_empty() || matches!(nom, "." | "..") || nom.contains(wrong) {
        return Err(ActesError::Chemin { nom: abrege(nom) });
    }
    Ok(())
}

/// The bytes of the archive, and why they stopped coming when the archive is not to blame.
struct Origine<R> {
    source: R,
    coupure: Rc<Cell<Option<String>>>,
}

impl<R: Read> Read for Origine<R> {
    fn read(&mut self, octets: &mut [u8]) -> io::Result<usize> {
        use io::ErrorKind::{Interrupted, InvalidData, InvalidInput, UnexpectedEof};
        let lus = self.source.read(octets);
        if let Err(error) = &lus
            && !matches!(error.kind(), Interrupted | InvalidData | InvalidInput | UnexpectedEof)
        {
            self.coupure.set(Some(francais::flux(error)));
        }
        lus
    }
}

/// Inflated bytes, until there are too many.
struct Jauge<R> {
    source: R,
    reste: u64,
    depasse: Rc<Cell<bool>>,
}

impl<R: Read> Read for Jauge<R> {
    fn read(&mut self, octets: &mut [u8]) -> io::Result<usize> {
        let lus = self.source.read(octets)?;
        let Some(reste) = self.reste.checked_sub(lus as u64) else {
            self.depasse.set(true);
            return Err(io::Error::other("limite atteinte"));
        };
        self.reste = reste;
        Ok(lus)
    }
}

/// Exactly the bytes that the header announced.
struct Exact<'a, R> {
    source: &'a mut R,
    reste: u64,
    /// Whether the archive failed to give them.
    casse: bool,
}

impl<R: Read> Read for Exact<'_, R> {
    fn read(&mut self, octets: &mut [u8]) -> io::Result<usize> {
        let len = octets.len().min(usize::try_from(self.reste).unwrap_or(usize::MAX));
        if len == 0 {
            return Ok(0);
        }
        let lus = match self.source.read(&mut octets[..len]) {
            Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
            autre => autre,
        };
        self.casse |= lus.is_err();
        self.reste -= *lus.as_ref().unwrap_or(&0) as u64;
        lus
    }
}
