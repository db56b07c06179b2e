//! A store in a temporary folder, and what one does with it.

use std::{convert::Infallible, fs, path::Path};

use bytes::Bytes;
use db::{Db, Perimetre};
use documents::{Antivirus, Document, DocumentId, Documents, Download, Limits, OpenError, Part, Received};
use futures::{Stream, StreamExt, stream};
use kernel::{Clock, CollectiviteId};
use tempfile::TempDir;

pub const PDF: &[u8] = b"%PDF-1.7\nUne deliberation.\n%%EOF\n";
pub const DAY: u32 = 86_400;

pub struct World {
    pub documents: Documents,
    pub dir: TempDir,
    pub clock: Clock,
}

pub async fn world(antivirus: Option<Antivirus>, serve_unscanned: bool) -> World {
    let dir = TempDir::new().unwrap();
    let limits = Limits { max_size: 1_000_000, serve_unscanned };
    let documents = Documents::new(dir.path().join("documents"), limits, antivirus).await.unwrap();
    World { documents, dir, clock: Clock::system() }
}

pub fn chunks(bytes: &[u8]) -> impl Stream<Item = Result<Bytes, Infallible>> + Send + use<> {
    let chunks: Vec<_> = bytes.chunks(1_000).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
    stream::iter(chunks)
}

impl World {
    pub async fn receive(&self, bytes: &[u8]) -> Received {
        self.documents.receive(chunks(bytes), "acte.pdf", None).await.unwrap()
    }

    pub async fn deposit(&self, db: &Db, me: CollectiviteId, bytes: &[u8]) -> Document {
        let received = self.receive(bytes).await;
        let mut tx = db.begin(Perimetre::Collectivite(me)).await.unwrap();
        let document = documents::keep(&mut tx, &self.clock, me, &received, None, "Anne Martin").await.unwrap();
        tx.commit().await.unwrap();
        document
    }

    pub async fn open(&self, db: &Db, me: CollectiviteId, id: DocumentId) -> Result<Option<Download>, OpenError> {
        let mut tx = db.read(Perimetre::Collectivite(me)).await.unwrap();
        self.documents.open(&mut tx, me, id).await
    }

    /// Every file of the store but the lock.
    pub fn files(&self) -> Vec<std::path::PathBuf> {
        let mut files = Vec::new();
        walk(self.dir.path(), &mut files);
        files.retain(|path| !path.ends_with("verrou"));
        files
    }
}

fn walk(dir: &Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { walk(&path, files) } else { files.push(path) }
    }
}

pub fn somebody() -> CollectiviteId {
    CollectiviteId::new(&Clock::system())
}

pub async fn bytes(download: Download, part: Part) -> Vec<u8> {
    let chunks: Vec<_> = download.stream(part).await.unwrap().collect().await;
    chunks.into_iter().flat_map(|chunk: std::io::Result<Bytes>| chunk.unwrap()).collect()
}
