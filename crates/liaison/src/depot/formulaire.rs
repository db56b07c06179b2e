//! `Formulaire`: the parts of the form (multipart/form-data, RFC 7578), and its body as it leaves.

use std::{
    fmt::Write,
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures::{StreamExt, stream};
use hyper::body::{Body, Frame, SizeHint};
use serde::Deserialize;

use crate::{Fichier, fichier::Flux};

/// What stands for the name of the file.
const NOM: &str = "{nom}";

/// How the parts are named. `{nom}` stands for the name of the file that is sent.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Formulaire {
    /// The part that holds the file.
    pub fichier: String,
    /// Text parts that precede it, each a name and a value: `[["filename", "{nom}"]]`.
    pub textes: Vec<(String, String)>,
}

impl Default for Formulaire {
    /// One part, named after the file.
    fn default() -> Self {
        Self { fichier: NOM.to_owned(), textes: Vec::new() }
    }
}

impl Formulaire {
    /// The body, and a flag raised when all of it has been handed over.
    pub(super) async fn body(&self, fichier: &Fichier, boundary: &str) -> io::Result<(Corps, Arc<AtomicBool>)> {
        let head = Bytes::from(self.head(fichier.nom(), boundary));
        let tail = Bytes::from(format!("\r\n--{boundary}--\r\n"));
        let left = head.len() as u64 + fichier.taille() + tail.len() as u64;
        let content = fichier.open().await?;
        let flux = stream::iter([Ok(head)]).chain(content).chain(stream::iter([Ok(tail)])).boxed();
        let sent = Arc::new(AtomicBool::new(false));
        Ok((Corps { flux, left, sent: Arc::clone(&sent) }, sent))
    }

    fn head(&self, nom: &str, boundary: &str) -> String {
        let mut head = String::new();
        for (part, value) in &self.textes {
            let (part, value) = (quoted(&part.replace(NOM, nom)), value.replace(NOM, nom));
            let _ = write!(head, "--{boundary}\r\nContent-Disposition: form-data; name=\"{part}\"\r\n\r\n{value}\r\n");
        }
        let (part, file) = (quoted(&self.fichier.replace(NOM, nom)), quoted(nom));
        let disposition = format!("Content-Disposition: form-data; name=\"{part}\"; filename=\"{file}\"");
        let _ = write!(head, "--{boundary}\r\n{disposition}\r\nContent-Type: application/octet-stream\r\n\r\n");
        head
    }
}

/// A name between quotes, as browsers write it.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// The bytes of the form, of a known length.
pub(super) struct Corps {
    flux: Flux,
    left: u64,
    sent: Arc<AtomicBool>,
}

/// The file itself could not be read: it is no fault of the server's.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Unreadable(pub io::Error);

impl Body for Corps {
    type Data = Bytes;
    type Error = Unreadable;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Unreadable>>> {
        Poll::Ready(match ready!(self.flux.poll_next_unpin(cx)) {
            None => None,
            Some(Err(error)) => Some(Err(Unreadable(error))),
            Some(Ok(bytes)) => {
                self.left = self.left.saturating_sub(bytes.len() as u64);
                // Raised before the last bytes leave: a server that has all of them is never believed to have less.
                self.sent.fetch_or(self.left == 0, Ordering::SeqCst);
                Some(Ok(Frame::data(bytes)))
            }
        })
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
