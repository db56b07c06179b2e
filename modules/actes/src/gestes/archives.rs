//! Files looked at when they are deposited; archives made as they leave, piece by piece, never whole in memory.

use std::io::{self, Read, Write};

use bytes::Bytes;
use documents::{Documents, Received};
use futures::{Stream, stream};
use norme_actes::{Paquet, TAILLE_MAX};
use tokio::sync::mpsc;

use super::{Geste, GesteError};
use crate::domain::{ActeId, ENTETE, EchangeId, NatureActe, PieceActe, PieceId, Refus, extension};

/// A budget is read whole to be recognised: none is longer.
const BUDGET_MAX: u64 = 32 * 1024 * 1024;
/// Pieces of an archive on their way to the disk.
const PIPE: usize = 8;
const CHUNK: usize = 64 * 1024;

/// A file received and looked at.
#[derive(Debug, Clone)]
pub struct Fichier {
    pub received: Received,
    extension: String,
    entete: Vec<u8>,
    pages: Option<u32>,
    signee: bool,
    scellee: Option<bool>,
}

impl Fichier {
    /// Looks at a file that was received: whether the préfecture reads such a file, and whether it is whole.
    ///
    /// # Errors
    /// A sentence that names the file and says what to do.
    pub async fn look(documents: &Documents, received: Received, nature: NatureActe) -> Geste<Self> {
        let received = if nature == NatureActe::DocumentBudgetaire && received.nom.to_lowercase().ends_with(".gz") {
            unzip(documents, received).await?
        } else {
            received
        };
        let extension = extension(&received.nom, nature)?;
        let opened = documents.open_received(&received).await.map_err(GesteError::internal)?;
        let nom = received.nom.clone();
        let kind = extension.clone();
        let seen = tokio::task::spawn_blocking(move || look(opened, &kind)).await.map_err(GesteError::internal)?;
        let seen = seen.map_err(|raison| Refus::Fichier { nom, raison })?;
        Ok(Self {
            received,
            extension,
            entete: seen.entete,
            pages: seen.pages,
            signee: seen.signee,
            scellee: seen.scellee,
        })
    }

    /// A PDF and nothing else.
    ///
    /// # Errors
    /// A sentence that names the file and says what to do.
    pub async fn look_pdf(documents: &Documents, received: Received) -> Geste<Self> {
        if !received.nom.to_lowercase().ends_with(".pdf") {
            return Err(Refus::PdfSeul.into());
        }
        Self::look(documents, received, NatureActe::Deliberation).await
    }

    pub(crate) fn piece(
        &self,
        (id, acte_id, echange_id): (PieceId, ActeId, Option<EchangeId>),
        (rang, document_id): (u32, documents::DocumentId),
        type_pj: &str,
    ) -> PieceActe {
        PieceActe {
            id,
            acte_id,
            echange_id,
            rang,
            document_id,
            nom: self.received.nom.clone(),
            extension: self.extension.clone(),
            type_pj: type_pj.to_owned(),
            taille: i64::try_from(self.received.taille).unwrap_or(i64::MAX),
            entete: self.entete.clone(),
            pages: self.pages,
            signee: self.signee,
            scellee: self.scellee,
        }
    }
}

/// A budget out of its gzip, as it will leave.
async fn unzip(documents: &Documents, received: Received) -> Geste<Received> {
    let refused = |raison: String| Refus::Fichier { nom: received.nom.clone(), raison };
    let opened = documents.open_received(&received).await.map_err(GesteError::internal)?;
    let inflated = tokio::task::spawn_blocking(move || {
        let mut octets = Vec::new();
        opened.take(BUDGET_MAX).read_to_end(&mut octets).map_err(|e| e.to_string())?;
        norme_actes::unzip_budget(&octets).map_err(|e| e.to_string())
    });
    let octets = inflated.await.map_err(GesteError::internal)?.map_err(refused)?;
    let stem = received.nom.trim_end_matches(".gz").trim_end_matches(".xml");
    let given = stream::once(async move { Ok::<_, std::convert::Infallible>(Bytes::from(octets)) });
    match documents.receive(given, &format!("{stem}.xml"), None).await {
        Ok(received) => Ok(received),
        Err(documents::ReceiveError::Refus(refus)) => Err(refused(refus.to_string()).into()),
        Err(error) => Err(GesteError::internal(error)),
    }
}

#[derive(Debug, Default)]
struct Vu {
    entete: Vec<u8>,
    pages: Option<u32>,
    signee: bool,
    scellee: Option<bool>,
}

/// Reads as much of a file as its kind needs; the error is the end of a sentence.
fn look(mut file: std::fs::File, extension: &str) -> Result<Vu, String> {
    let mut octets = Vec::new();
    let broken = |e: io::Error| format!("le fichier ne se lit pas ({e}).");
    let mut seen = Vu::default();
    match extension {
        "pdf" => {
            file.read_to_end(&mut octets).map_err(broken)?;
            let pdf = pdf::check(&octets).map_err(|e| e.to_string())?;
            seen.pages = Some(u32::try_from(pdf.pages).unwrap_or(u32::MAX));
            seen.signee = pdf.signatures.total() > 0;
        }
        "xml" => {
            Read::by_ref(&mut file).take(BUDGET_MAX).read_to_end(&mut octets).map_err(broken)?;
            let budget = norme_actes::read_budget(&octets).map_err(|e| e.to_string())?;
            seen.scellee = Some(budget.scellement.is_some());
        }
        _ => {
            Read::by_ref(&mut file).take(ENTETE as u64).read_to_end(&mut octets).map_err(broken)?;
        }
    }
    octets.truncate(ENTETE);
    seen.entete = octets;
    Ok(seen)
}

/// Makes the archive of a packet and keeps its bytes; `files` are opened in the order of the packet.
///
/// # Errors
/// What the norm refuses; a full disk.
pub async fn build(
    documents: &Documents,
    paquet: Paquet,
    files: Vec<documents::Download>,
) -> Geste<(Received, Vec<String>)> {
    let (sender, pieces) = pipe();
    let nom = paquet.archive().to_string();
    let names = names(&paquet);
    let mut sources = Vec::with_capacity(files.len());
    for file in files {
        let taille = file.size();
        sources.push(norme_actes::Fichier { taille, source: file.into_std().await });
    }
    let written = tokio::task::spawn_blocking(move || paquet.write(sender, sources, TAILLE_MAX).map(drop));
    let received = documents.receive_own(pieces, &nom).await;
    // What the packer says comes first: a refusal cuts the stream.
    written.await.map_err(GesteError::internal)?.map_err(Refus::from)?;
    match received {
        Ok(received) => Ok((received, names)),
        Err(documents::ReceiveError::Refus(refus)) => Err(Refus::Transport(refus.to_string()).into()),
        Err(error) => Err(GesteError::internal(error)),
    }
}

fn names(paquet: &Paquet) -> Vec<String> {
    let envelope = paquet.archive().enveloppe.to_string();
    let files = paquet.pieces().iter().map(ToString::to_string);
    [envelope, paquet.nom_message().to_string()].into_iter().chain(files).collect()
}

/// Where something is written as it is made, and the stream of its pieces: the writer waits for the reader. What is left in the
/// writer leaves when it is dropped.
pub(crate) fn pipe() -> (impl Write + Send + 'static, impl Stream<Item = io::Result<Bytes>> + Send + 'static) {
    let (sender, waiting) = mpsc::channel::<Bytes>(PIPE);
    let pieces = stream::unfold(waiting, |mut waiting| async move {
        let chunk = waiting.recv().await?;
        Some((Ok(chunk), waiting))
    });
    (io::BufWriter::with_capacity(CHUNK, Pipe(sender)), pieces)
}

struct Pipe(mpsc::Sender<Bytes>);

impl Write for Pipe {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        let gone = |_| io::Error::new(io::ErrorKind::BrokenPipe, "nobody reads");
        self.0.blocking_send(Bytes::copy_from_slice(octets)).map_err(gone)?;
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
