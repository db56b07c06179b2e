//! `Package`: a package that was received: its manifest, and its objects verified against it.

use std::{
    collections::{HashMap, HashSet},
    io::{self, BufReader, Read, Seek, Write},
};

use percent_encoding::percent_decode_str;

use crate::{
    ArchiveTransfer, BinaryDataObject, NomBordereau, SedaError,
    contenu::Contenu,
    directory::{Entry, lost, read_directory},
    error::abrege,
    francais,
    manifest::read_manifest,
    package_write::Passage,
};

/// How much of a package is read. Nothing is held but its table of contents and its manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limites {
    pub fichiers: u64,
    /// Bytes of the manifest, once inflated.
    pub bordereau: u64,
    /// Bytes of all the files, once inflated.
    pub total: u64,
}

impl Default for Limites {
    /// A hundred thousand files, a manifest of 32 MiB, 64 GiB in all.
    fn default() -> Self {
        Self { fichiers: 100_000, bordereau: 32 << 20, total: 64 << 30 }
    }
}

/// A package whose manifest was read; its files were not yet.
#[derive(Debug)]
pub struct Package<S> {
    source: S,
    entries: HashMap<String, Entry>,
    bordereau: String,
    transfer: ArchiveTransfer,
    ecarts: Vec<String>,
}

impl<S: Read + Seek> Package<S> {
    /// Reads the table of contents and the manifest.
    ///
    /// # Errors
    /// When it is not a ZIP, when it is a trap, when its manifest is missing or refused.
    pub fn open(mut source: S, limites: &Limites) -> Result<Self, SedaError> {
        let entries = read_directory(&mut source, limites.fichiers)?;
        let total = entries.iter().try_fold(0_u64, |total, entry| total.checked_add(entry.size));
        if total.is_none_or(|total| total > limites.total) {
            return Err(SedaError::PaquetTropGrand { quoi: "octets", max: limites.total });
        }
        let bordereau = find_manifest(&entries)?;
        if bordereau.size > limites.bordereau {
            return Err(SedaError::PaquetTropGrand { quoi: "octets de bordereau", max: limites.bordereau });
        }
        let lecture = read_manifest(BufReader::new(Contenu::open(&mut source, bordereau)?))?;
        let bordereau = bordereau.nom.clone();
        let entries = entries.into_iter().map(|entry| (entry.nom.clone(), entry)).collect();
        Ok(Self { source, entries, bordereau, transfer: lecture.transfer, ecarts: lecture.ecarts })
    }

    pub fn transfer(&self) -> &ArchiveTransfer {
        &self.transfer
    }

    /// What the manifest says and `transfer` does not keep.
    pub fn ecarts(&self) -> &[String] {
        &self.ecarts
    }

    /// The name of the manifest.
    pub fn bordereau(&self) -> &str {
        &self.bordereau
    }

    /// Reads every file: what is missing, what was not announced, what has not its size or its fingerprint; nothing when all is well.
    pub fn verify(&mut self) -> Vec<SedaError> {
        let objects = self.transfer.package.data_objects.clone();
        let mut defauts: Vec<SedaError> =
            objects.iter().filter_map(|object| self.copy(object, io::sink()).err()).collect();
        let known: HashSet<&str> = objects.iter().filter_map(|object| Some(self.find(object)?.nom.as_str())).collect();
        let undeclared = self.entries.keys().filter(|nom| **nom != self.bordereau && !known.contains(nom.as_str()));
        let mut undeclared: Vec<&String> = undeclared.collect();
        undeclared.sort_unstable();
        defauts.extend(undeclared.into_iter().map(|nom| SedaError::NonDeclare { nom: abrege(nom) }));
        defauts
    }

    /// Copies an object of the manifest, verified as it passes: only after `Ok` is what was copied to be believed.
    ///
    /// # Errors
    /// When it is missing or is not what the manifest announces, when reading or writing fails.
    pub fn copy(&mut self, object: &BinaryDataObject, mut sortie: impl Write) -> Result<(), SedaError> {
        let entry = self.find(object).ok_or_else(|| SedaError::ObjetAbsent { uri: abrege(&object.uri) })?.clone();
        if let Some(attendu) = object.size.filter(|size| *size != entry.size) {
            return Err(SedaError::TailleDifferente { uri: abrege(&object.uri), attendu, recu: Some(entry.size) });
        }
        let mut contenu = Contenu::open(&mut self.source, &entry)?;
        let mut passage = Passage::new(object);
        let mut tampon = vec![0; 64 << 10];
        loop {
            let len = match contenu.read(&mut tampon) {
                Ok(0) => return passage.finish(),
                Ok(len) => len,
                Err(error) => return Err(unreadable(&error)),
            };
            let morceau = tampon.get(..len).unwrap_or_default();
            passage.update(morceau)?;
            sortie.write_all(morceau).map_err(|error| SedaError::Ecriture { detail: francais::flux(&error) })?;
        }
    }

    /// A URI is a path, as it is or with its spaces and accents coded.
    fn find(&self, object: &BinaryDataObject) -> Option<&Entry> {
        let decoded = || percent_decode_str(&object.uri).decode_utf8().ok();
        self.entries.get(&object.uri).or_else(|| self.entries.get(decoded()?.as_ref()))
    }
}

/// The manifest by its name, or the one XML that stands alone at the root.
fn find_manifest(entries: &[Entry]) -> Result<&Entry, SedaError> {
    let named = |entry: &&Entry| NomBordereau::ALL.iter().any(|nom| nom.as_str() == entry.nom);
    let root_xml = |entry: &&Entry| !entry.nom.contains('/') && entry.nom.to_ascii_lowercase().ends_with(".xml");
    let mut found: Vec<&Entry> = entries.iter().filter(named).collect();
    if found.is_empty() {
        found = entries.iter().filter(root_xml).collect();
    }
    match found.as_slice() {
        [] => Err(SedaError::SansBordereau),
        [one] => Ok(one),
        several => {
            let noms: Vec<String> = several.iter().take(3).map(|entry| abrege(&entry.nom)).collect();
            Err(SedaError::PlusieursBordereaux { noms: noms.join(", ") })
        }
    }
}

fn unreadable(error: &io::Error) -> SedaError {
    francais::inside(error).unwrap_or_else(|| match error.kind() {
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => {
            SedaError::abime(francais::flux(error))
        }
        _ => lost(error),
    })
}
