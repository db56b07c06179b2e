//! `Fichier`: a file to send, read as many times as there are attempts and never whole in memory.

use std::{
    fmt, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use bytes::Bytes;
use futures::{
    StreamExt, TryFutureExt, TryStreamExt,
    future::{BoxFuture, FutureExt},
    stream::{self, BoxStream, Stream},
};
use kernel::Illisible;
use tokio::io::AsyncReadExt;

const CHUNK: usize = 64 * 1024;

/// The content of a file, as it is read from where it is kept.
pub(crate) type Flux = BoxStream<'static, io::Result<Bytes>>;

type Open = dyn Fn() -> BoxFuture<'static, io::Result<Flux>> + Send + Sync;

/// A name, a size and a way to read the content from its beginning. Cheap to clone.
#[derive(Clone)]
pub struct Fichier {
    nom: String,
    taille: u64,
    open: Arc<Open>,
}

impl fmt::Debug for Fichier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fichier({}, {} octets)", self.nom, self.taille)
    }
}

impl Fichier {
    /// `open` is called once an attempt; what it gives must be `taille` bytes long, else nothing is sent to the end.
    pub fn new<Open, Opened, Content>(nom: &str, taille: u64, open: Open) -> Result<Self, Illisible>
    where
        Open: Fn() -> Opened + Send + Sync + 'static,
        Opened: Future<Output = io::Result<Content>> + Send + 'static,
        Content: Stream<Item = io::Result<Bytes>> + Send + 'static,
    {
        let unsafe_name =
            nom.is_empty() || nom.starts_with('.') || nom.contains(['/', '\\']) || nom.contains(char::is_control);
        if unsafe_name {
            return Err(Illisible::new(format!("«\u{a0}{}\u{a0}» n’est pas un nom de fichier.", nom.escape_debug())));
        }
        let open = move || open().map_ok(StreamExt::boxed).boxed();
        Ok(Self { nom: nom.to_owned(), taille, open: Arc::new(open) })
    }

    /// What is in memory already.
    pub fn from_bytes(nom: &str, bytes: impl Into<Bytes>) -> Result<Self, Illisible> {
        let bytes = bytes.into();
        let taille = bytes.len() as u64;
        Self::new(nom, taille, move || std::future::ready(Ok(stream::iter([Ok(bytes.clone())]))))
    }

    /// A file of the disk, whose size is read now.
    pub async fn from_path(nom: &str, path: impl Into<PathBuf>) -> Result<Self, Illisible> {
        let path = path.into();
        let facts = tokio::fs::metadata(&path)
            .await
            .map_err(|error| Illisible::new(format!("Le fichier {} ne se lit pas\u{a0}: {error}.", path.display())))?;
        Self::new(nom, facts.len(), move || read(path.clone()))
    }

    pub fn nom(&self) -> &str {
        &self.nom
    }

    pub fn taille(&self) -> u64 {
        self.taille
    }

    /// The content, exactly as long as it was said: a shorter or a longer one ends with an error.
    pub(crate) async fn open(&self) -> io::Result<Flux> {
        let content = (self.open)().await?;
        let wrong = |what: &str| io::Error::other(format!("le fichier est plus {what} qu’annoncé"));
        let end = stream::once(std::future::ready(Ok(None)));
        let chunks = content.map_ok(Some).chain(end).scan(self.taille, move |left, chunk| {
            let checked = match chunk {
                Ok(Some(bytes)) => match left.checked_sub(bytes.len() as u64) {
                    Some(rest) => {
                        *left = rest;
                        Ok(bytes)
                    }
                    None => Err(wrong("long")),
                },
                Ok(None) if *left > 0 => Err(wrong("court")),
                Ok(None) => Ok(Bytes::new()),
                Err(error) => Err(error),
            };
            std::future::ready(Some(checked))
        });
        Ok(chunks.try_filter(|bytes| std::future::ready(!bytes.is_empty())).boxed())
    }
}

pub(crate) async fn read(path: impl AsRef<Path>) -> io::Result<impl Stream<Item = io::Result<Bytes>> + Send + 'static> {
    let file = tokio::fs::File::open(path).await?;
    Ok(stream::try_unfold(file, |mut file| async move {
        let mut chunk = Vec::with_capacity(CHUNK);
        let read = file.read_buf(&mut chunk).await?;
        Ok((read > 0).then(|| (Bytes::from(chunk), file)))
    }))
}
