//! `receive`: a deposit as it arrives, measured, fingerprinted, typed and scanned before it has a place.

use std::{fmt, io, path::Path, pin::pin};

use bytes::Bytes;
use futures::{Stream, StreamExt};
use kernel::nombre;
use sha2::{Digest, Sha256};
use tokio::{
    io::{AsyncWrite, AsyncWriteExt},
    task::spawn_blocking,
};
use tracing::warn;

use crate::{
    Documents, Empreinte, EtatDocument, Genre,
    antivirus::Scan,
    genre::{HEAD, Programme},
    nom::{clean_name, extension},
};

/// A deposit on the disk, not yet anybody's: give it to [`keep`](crate::keep) in the transaction of the act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Clean, with the extension of its type.
    pub nom: String,
    pub genre: Genre,
    /// Bytes.
    pub taille: u64,
    pub sha256: Empreinte,
    pub etat: EtatDocument,
}

/// What the depositor or the reader is told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refus {
    #[error("Ce fichier est vide : choisissez-en un autre.")]
    Vide,
    #[error("Ce fichier dépasse {} : réduisez-le ou découpez-le avant de le déposer.", size(*.0))]
    TropGros(u64),
    #[error("Ce fichier est un programme : déposez un document.")]
    Programme,
    #[error("L’antivirus a trouvé « {0} » dans ce fichier : il n’a pas été enregistré. Faites vérifier votre poste.")]
    Infecte(String),
    #[error("L’envoi a été interrompu avant la fin : déposez le fichier de nouveau.")]
    Coupe,
    #[error(
        "Le serveur n’a plus de place : rien n’a été enregistré. Prévenez votre centre de gestion, puis recommencez."
    )]
    DisquePlein,
    #[error(
        "L’antivirus a mis ce document en quarantaine : il ne peut pas être ouvert. Prévenez votre centre de gestion."
    )]
    EnQuarantaine,
    #[error("L’antivirus n’a pas encore vérifié ce document : revenez dans quelques minutes.")]
    NonAnalyse,
}

#[derive(Debug, thiserror::Error)]
pub enum ReceiveError {
    #[error(transparent)]
    Refus(#[from] Refus),
    #[error("the deposit cannot be written: {0}")]
    Io(io::Error),
}

impl From<io::Error> for ReceiveError {
    fn from(error: io::Error) -> Self {
        use io::ErrorKind::{QuotaExceeded, StorageFull};
        if matches!(error.kind(), StorageFull | QuotaExceeded) { Refus::DisquePlein.into() } else { Self::Io(error) }
    }
}

impl Documents {
    /// Receives a stream of bytes; nothing is left of it when it is refused. `max_size` lowers the limit of the store.
    /// An error of the stream is a cut connection.
    pub async fn receive<S, E>(
        &self,
        stream: S,
        given_name: &str,
        max_size: Option<u64>,
    ) -> Result<Received, ReceiveError>
    where
        S: Stream<Item = Result<Bytes, E>> + Send,
        E: fmt::Display,
    {
        let max = max_size.map_or(self.limits.max_size, |asked| asked.min(self.limits.max_size));
        self.take(stream, given_name, max).await
    }

    /// The same for what the house itself makes, or has already accepted elsewhere: no limit but the disk.
    pub async fn receive_own<S, E>(&self, stream: S, given_name: &str) -> Result<Received, ReceiveError>
    where
        S: Stream<Item = Result<Bytes, E>> + Send,
        E: fmt::Display,
    {
        self.take(stream, given_name, u64::MAX).await
    }

    async fn take<S, E>(&self, stream: S, given_name: &str, max: u64) -> Result<Received, ReceiveError>
    where
        S: Stream<Item = Result<Bytes, E>> + Send,
        E: fmt::Display,
    {
        let (temp, mut file) = self.blobs.temp().await?;
        let written = write(stream, &mut file, max).await?;
        file.sync_all().await?;
        drop(file);
        let genre = sniff(temp.path(), written.head, extension(given_name)).await?;
        let etat = self.scan(temp.path()).await?;
        temp.place(written.sha256).await?;
        let nom = clean_name(given_name, genre);
        Ok(Received { nom, genre, taille: written.size, sha256: written.sha256, etat })
    }

    async fn scan(&self, file: &Path) -> Result<EtatDocument, Refus> {
        let Some(antivirus) = &self.antivirus else { return Ok(EtatDocument::NonAnalyse) };
        match antivirus.scan(file).await {
            Ok(Scan::Clean) => Ok(EtatDocument::Sain),
            Ok(Scan::Infected(virus)) => Err(Refus::Infecte(virus)),
            Err(error) => {
                warn!(%error, "the antivirus does not answer; the deposit waits for it");
                Ok(EtatDocument::NonAnalyse)
            }
        }
    }
}

struct Written {
    size: u64,
    sha256: Empreinte,
    head: Vec<u8>,
}

async fn write<S, E>(stream: S, to: &mut (impl AsyncWrite + Unpin), max: u64) -> Result<Written, ReceiveError>
where
    S: Stream<Item = Result<Bytes, E>>,
    E: fmt::Display,
{
    let mut stream = pin!(stream);
    let (mut size, mut hash, mut head) = (0_u64, Sha256::new(), Vec::with_capacity(HEAD));
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|error| {
            warn!(%error, size, "a deposit was cut");
            Refus::Coupe
        })?;
        size += chunk.len() as u64;
        if size > max {
            return Err(Refus::TropGros(max).into());
        }
        hash.update(&chunk);
        head.extend_from_slice(&chunk[..chunk.len().min(HEAD - head.len())]);
        to.write_all(&chunk).await?;
    }
    to.flush().await?;
    if size == 0 {
        return Err(Refus::Vide.into());
    }
    Ok(Written { size, sha256: Empreinte(hash.finalize().into()), head })
}

async fn sniff(path: &Path, head: Vec<u8>, extension: String) -> Result<Genre, ReceiveError> {
    let path = path.to_owned();
    let told = spawn_blocking(move || {
        let mut whole = std::fs::File::open(path)?;
        Ok::<_, io::Error>(Genre::sniff(&head, &mut whole, &extension))
    });
    told.await.map_err(io::Error::from)??.map_err(|Programme| Refus::Programme.into())
}

/// `50 Mo`, in decimal units.
fn size(bytes: u64) -> String {
    let (unit, name) = if bytes >= 1_000_000 { (1_000_000, "Mo") } else { (1_000, "ko") };
    format!("{}\u{a0}{name}", nombre(i64::try_from(bytes / unit).unwrap_or(i64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_full_disk_is_told_as_such() {
        // The kernel's own « No space left on device ».
        let mut full = tokio::fs::OpenOptions::new().write(true).open("/dev/full").await.unwrap();
        let stream = futures::stream::iter([Ok::<_, io::Error>(Bytes::from_static(b"octets"))]);
        let error = write(stream, &mut full, 100).await.err().unwrap();
        assert!(matches!(error, ReceiveError::Refus(Refus::DisquePlein)), "{error:?}");
    }

    #[test]
    fn a_limit_is_told_in_units_that_one_knows() {
        assert_eq!(
            Refus::TropGros(50_000_000).to_string(),
            "Ce fichier dépasse 50\u{a0}Mo : réduisez-le ou découpez-le avant de le déposer."
        );
        assert!(Refus::TropGros(10_000).to_string().contains("10\u{a0}ko"));
    }
}
