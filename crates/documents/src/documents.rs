//! `Documents`: the store, and the two ways to read from it.

use std::{io, path::PathBuf, sync::Arc};

use db::{DbError, Tx};
use kernel::CollectiviteId;
use tokio::io::AsyncReadExt;

use crate::{Antivirus, DocumentId, Download, EtatDocument, Received, Refus, blobs::Blobs, store};

/// What is accepted and served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a deposit, at most.
    pub max_size: u64,
    /// Whether to serve what no antivirus has seen.
    pub serve_unscanned: bool,
}

/// The store; cheap to clone.
#[derive(Debug, Clone)]
pub struct Documents {
    pub(crate) blobs: Blobs,
    pub(crate) limits: Limits,
    pub(crate) antivirus: Option<Arc<Antivirus>>,
}

/// Why a document that is there is not served.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(transparent)]
    Refus(#[from] Refus),
    #[error(transparent)]
    Db(#[from] DbError),
    /// The bytes are missing or cannot be read: the disk, or a restored database without its files.
    #[error("the bytes of a document cannot be read: {0}")]
    Io(#[from] io::Error),
}

impl Documents {
    /// Makes the folder if it is not there.
    pub async fn new(dir: impl Into<PathBuf>, limits: Limits, antivirus: Option<Antivirus>) -> io::Result<Self> {
        Ok(Self { blobs: Blobs::new(dir.into()).await?, limits, antivirus: antivirus.map(Arc::new) })
    }

    /// A document of this collectivité, ready to be served; `None` when it has no such document.
    pub async fn open(
        &self,
        tx: &mut Tx,
        collectivite: CollectiviteId,
        id: DocumentId,
    ) -> Result<Option<Download>, OpenError> {
        let Some(document) = store::find(tx, collectivite, id).await? else { return Ok(None) };
        match document.etat {
            EtatDocument::EnQuarantaine => return Err(Refus::EnQuarantaine.into()),
            EtatDocument::NonAnalyse if !self.limits.serve_unscanned => return Err(Refus::NonAnalyse.into()),
            EtatDocument::NonAnalyse | EtatDocument::Sain => {}
        }
        let file = tokio::fs::File::open(self.blobs.path(&document.sha256)).await?;
        Ok(Some(Download { document, file }))
    }

    /// The bytes of a deposit that is only read, and that nobody keeps: the housekeeping forgets it later.
    pub async fn open_received(&self, received: &Received) -> io::Result<std::fs::File> {
        Ok(tokio::fs::File::open(self.blobs.path(&received.sha256)).await?.into_std().await)
    }

    /// Where a deposit lies, for a reader that opens it several times: it is only read, and nobody keeps it.
    pub fn place_of(&self, received: &Received) -> PathBuf {
        self.blobs.path(&received.sha256)
    }

    /// All its bytes at once.
    pub async fn read(
        &self,
        tx: &mut Tx,
        collectivite: CollectiviteId,
        id: DocumentId,
    ) -> Result<Option<Vec<u8>>, OpenError> {
        let Some(mut download) = self.open(tx, collectivite, id).await? else { return Ok(None) };
        let mut bytes = Vec::new();
        download.file.read_to_end(&mut bytes).await?;
        Ok(Some(bytes))
    }
}
