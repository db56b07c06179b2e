//! Archives that somebody gives: their contents listed within bounds, each file taken as if it had been deposited alone.

use std::io::{self, Read, Seek, SeekFrom};

use documents::{Documents, ReceiveError, Received};
use zip::ZipArchive;

use super::{Geste, GesteError, archives::pipe};
use crate::domain::Refus;

/// Files of an archive: those of a volume of a backup.
const ENTREES_MAX: usize = 50_000;
/// The table of contents of such an archive is shorter, in bytes.
const SOMMAIRE_MAX: u32 = 16 << 20;
/// What systems leave beside files.
const RESTES: [&str; 3] = ["thumbs.db", "desktop.ini", ".ds_store"];

/// A file of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entree {
    rang: usize,
    /// With `/` between folders.
    pub chemin: String,
}

impl Entree {
    /// Its name, without its folders.
    pub fn nom(&self) -> &str {
        self.chemin.rsplit('/').next().unwrap_or_default()
    }
}

/// The files of an archive, folders and leftovers apart.
///
/// # Errors
/// A sentence: no archive, a password, nothing in it, too much.
pub(crate) async fn list(documents: &Documents, archive: &Received) -> Geste<Vec<Entree>> {
    let file = open(documents, archive).await?;
    let listed = tokio::task::spawn_blocking(move || read_list(file)).await.map_err(GesteError::internal)?;
    listed.map_err(|raison| Refus::Fichier { nom: archive.nom.clone(), raison }.into())
}

/// A file of an archive on the disk, under this name; without `max`, one that a house has already accepted.
///
/// # Errors
/// A sentence when it is damaged, or refused as a deposit would be.
pub(crate) async fn receive(
    documents: &Documents,
    (archive, entree): (&Received, &Entree),
    (nom, max): (&str, Option<u64>),
) -> Geste<Received> {
    let (file, rang) = (open(documents, archive).await?, entree.rang);
    let (mut sender, pieces) = pipe();
    let written = tokio::task::spawn_blocking(move || copy(file, rang, max.unwrap_or(u64::MAX), &mut sender));
    let received = match max {
        Some(max) => documents.receive(pieces, nom, Some(max)).await,
        None => documents.receive_own(pieces, nom).await,
    };
    let written = written.await.map_err(GesteError::internal)?;
    let refused = |raison: String| Refus::Fichier { nom: nom.to_owned(), raison };
    match (received, written) {
        (Err(ReceiveError::Refus(refus)), _) => Err(refused(refus.to_string()).into()),
        (Err(error), _) => Err(GesteError::internal(error)),
        (Ok(_), Err(_)) => Err(refused("ce fichier de l’archive est abîmé.".to_owned()).into()),
        (Ok(received), Ok(())) => Ok(received),
    }
}

/// A short file of an archive, whole.
///
/// # Errors
/// A sentence when it is damaged or longer than `max` bytes.
pub(crate) async fn read(documents: &Documents, (archive, entree): (&Received, &Entree), max: u64) -> Geste<Vec<u8>> {
    let (file, rang) = (open(documents, archive).await?, entree.rang);
    let read = tokio::task::spawn_blocking(move || {
        let mut octets = Vec::new();
        copy(file, rang, max, &mut octets).map(|()| octets)
    });
    let octets = read.await.map_err(GesteError::internal)?.unwrap_or_default();
    if octets.is_empty() || octets.len() as u64 > max {
        let raison = "ce fichier de l’archive est abîmé.".to_owned();
        return Err(Refus::Fichier { nom: entree.chemin.clone(), raison }.into());
    }
    Ok(octets)
}

async fn open(documents: &Documents, archive: &Received) -> Geste<std::fs::File> {
    documents.open_received(archive).await.map_err(GesteError::internal)
}

/// One byte more than `max` at most: who reads sees that it is too long.
fn copy(file: std::fs::File, rang: usize, max: u64, sortie: &mut impl io::Write) -> io::Result<()> {
    let mut zip = ZipArchive::new(file).map_err(io::Error::other)?;
    let mut entry = zip.by_index(rang).map_err(io::Error::other)?.take(max.saturating_add(1));
    io::copy(&mut entry, sortie)?;
    sortie.flush()
}

/// The error is the end of a sentence.
fn read_list(mut file: std::fs::File) -> Result<Vec<Entree>, String> {
    let broken = "cette archive ZIP ne s’ouvre pas\u{a0}: refaites-la.";
    ensure_modest(&mut file).map_err(|_| broken)?;
    let mut zip = ZipArchive::new(file).map_err(|_| broken)?;
    if zip.len() > ENTREES_MAX {
        return Err(format!("cette archive a plus de {ENTREES_MAX} fichiers\u{a0}: déposez-la en plusieurs fois."));
    }
    let mut found = Vec::new();
    for rang in 0..zip.len() {
        let entry = zip.by_index_raw(rang).map_err(|_| broken)?;
        if entry.encrypted() {
            return Err("cette archive a un mot de passe\u{a0}: refaites-la sans.".to_owned());
        }
        let one = Entree { rang, chemin: entry.name().map_err(|_| broken)?.replace('\\', "/") };
        let left = one.nom().starts_with('.')
            || RESTES.contains(&one.nom().to_lowercase().as_str())
            || one.chemin.contains("__MACOSX/");
        if entry.is_file() && !one.nom().is_empty() && !left {
            found.push(one);
        }
    }
    if found.is_empty() { Err("cette archive est vide.".to_owned()) } else { Ok(found) }
}

/// Reads how long the table of contents says it is, before anything is kept of it.
fn ensure_modest(file: &mut std::fs::File) -> io::Result<()> {
    const MARK: &[u8] = b"PK\x05\x06";
    const END: u64 = 22 + 65_535;
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(END)))?;
    let mut tail = Vec::new();
    Read::by_ref(file).take(END).read_to_end(&mut tail)?;
    let at = tail.windows(4).rposition(|window| window == MARK).ok_or(io::ErrorKind::InvalidData)?;
    let size = tail.get(at + 12..at + 16).and_then(|octets| octets.try_into().ok()).map(u32::from_le_bytes);
    match size {
        Some(size) if size <= SOMMAIRE_MAX => file.seek(SeekFrom::Start(0)).map(drop),
        _ => Err(io::ErrorKind::InvalidData.into()),
    }
}
