//! `ServeurDepot`: an HTTPS server that takes forms, and that answers, cuts or keeps silent as the test says.

use std::{
    fmt, io,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use bytes::Bytes;
use futures::StreamExt;
use http_body_util::{BodyExt, BodyStream, Full};
use hyper::{
    Request, Response, StatusCode, body::Incoming, header::CONTENT_TYPE, server::conn::http1, service::service_fn,
};
use hyper_util::rt::TokioIo;
use rustls::{
    RootCertStore, ServerConfig, SupportedProtocolVersion,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    server::WebPkiClientVerifier,
};
use tokio::{
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
};
use tokio_rustls::TlsAcceptor;

use super::Autorite;
use crate::Certificat;

/// What a test asks of the server.
#[derive(Debug, Clone)]
pub struct Options {
    /// The name that its certificate bears.
    pub nom: &'static str,
    /// Whether a client certificate of the authority is required.
    pub certificat_exige: bool,
    pub versions: &'static [&'static SupportedProtocolVersion],
    /// Whether the files are kept; else they are only counted.
    pub garder: bool,
    /// Answers this status as soon as the headers are read.
    pub sans_lire: Option<u16>,
}

impl Default for Options {
    fn default() -> Self {
        Self { nom: "localhost", certificat_exige: true, versions: rustls::ALL_VERSIONS, garder: true, sans_lire: None }
    }
}

/// What the server does once it has read the whole form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reponse {
    Statut(u16, &'static str),
    /// A status, one header besides, and a body.
    Entete(u16, (&'static str, String), Vec<u8>),
    /// Closes the connection without a word.
    Couper,
    /// Keeps the connection open without a word.
    Muet,
}

impl Reponse {
    pub fn ok() -> Self {
        Self::Statut(200, "")
    }

    pub(super) async fn give(self) -> io::Result<Response<Full<Bytes>>> {
        let (status, header, body) = match self {
            Self::Statut(status, text) => (status, None, Bytes::from(text)),
            Self::Entete(status, header, body) => (status, Some(header), Bytes::from(body)),
            Self::Couper => return Err(io::ErrorKind::ConnectionAborted.into()),
            Self::Muet => std::future::pending().await,
        };
        let mut response = Response::new(Full::from(body));
        *response.status_mut() = StatusCode::from_u16(status).unwrap();
        if let Some((name, value)) = header {
            response.headers_mut().insert(name, value.parse().unwrap());
        }
        Ok(response)
    }
}

/// A form that was read whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Depose {
    /// The part that holds the file.
    pub partie: String,
    /// The name of the file.
    pub nom: String,
    pub taille: u64,
    /// Empty when files are not kept.
    pub octets: Bytes,
    pub textes: Vec<(String, String)>,
    pub entetes: Vec<(String, String)>,
    /// The subject of the client certificate.
    pub client: Option<String>,
}

type Answer = dyn Fn(&Depose) -> Reponse + Send + Sync;

struct Etat {
    options: Options,
    answer: Box<Answer>,
    tls: TlsAcceptor,
    deposes: Mutex<Vec<Depose>>,
    octets: AtomicU64,
}

/// The server; it stops when it is dropped.
pub struct ServeurDepot {
    port: u16,
    etat: Arc<Etat>,
    task: JoinHandle<()>,
}

impl fmt::Debug for ServeurDepot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ServeurDepot({})", self.port)
    }
}

impl Drop for ServeurDepot {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl ServeurDepot {
    /// Listens on a free port, with a certificate of `localhost`, and requires a certificate of its clients.
    pub async fn start(autorite: &Autorite, answer: impl Fn(&Depose) -> Reponse + Send + Sync + 'static) -> Self {
        Self::start_with(autorite, Options::default(), answer).await
    }

    pub async fn start_with(
        autorite: &Autorite,
        options: Options,
        answer: impl Fn(&Depose) -> Reponse + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let tls = tls(autorite, &options);
        let (deposes, octets) = (Mutex::default(), AtomicU64::new(0));
        let etat = Arc::new(Etat { options, answer: Box::new(answer), tls, deposes, octets });
        let task = tokio::spawn(listen(listener, Arc::clone(&etat)));
        Self { port, etat, task }
    }

    pub fn url(&self) -> String {
        format!("https://localhost:{}/depot", self.port)
    }

    /// The forms read until now, in order.
    pub fn deposes(&self) -> Vec<Depose> {
        self.etat.deposes.lock().unwrap().clone()
    }

    /// How many bytes of forms have arrived, whole or not.
    pub fn octets(&self) -> u64 {
        self.etat.octets.load(Ordering::SeqCst)
    }
}

pub(super) fn tls(autorite: &Autorite, options: &Options) -> TlsAcceptor {
    let papiers = autorite.serveur(options.nom);
    let certificates =
        |file: &Path| CertificateDer::pem_file_iter(file).unwrap().map(Result::unwrap).collect::<Vec<_>>();
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(certificates(&autorite.ca()));
    let crypto = Arc::new(ring::default_provider());
    let builder =
        ServerConfig::builder_with_provider(Arc::clone(&crypto)).with_protocol_versions(options.versions).unwrap();
    let clients = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), crypto);
    let builder = if options.certificat_exige {
        builder.with_client_cert_verifier(clients.build().unwrap())
    } else {
        builder.with_no_client_auth()
    };
    let key = PrivateKeyDer::from_pem_file(&papiers.cle).unwrap();
    TlsAcceptor::from(Arc::new(builder.with_single_cert(certificates(&papiers.certificat), key).unwrap()))
}

async fn listen(listener: TcpListener, etat: Arc<Etat>) {
    let mut connections = JoinSet::new();
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let etat = Arc::clone(&etat);
        // A client that goes away or that is refused is what tests are made of.
        connections.spawn(async move { etat.serve(stream).await.is_ok() });
    }
}

impl Etat {
    async fn serve(&self, stream: TcpStream) -> io::Result<()> {
        let stream = self.tls.accept(stream).await?;
        let shown = stream.get_ref().1.peer_certificates().and_then(|chain| chain.first());
        let client = shown.map(|der| Certificat::from_der(der).unwrap().sujet);
        let service = service_fn(|request| self.answer(request, client.clone()));
        http1::Builder::new().serve_connection(TokioIo::new(stream), service).await.map_err(io::Error::other)
    }

    async fn answer(&self, request: Request<Incoming>, client: Option<String>) -> io::Result<Response<Full<Bytes>>> {
        if let Some(status) = self.options.sans_lire {
            return Reponse::Statut(status, "").give().await;
        }
        let depose = self.read(request, client).await.map_err(io::Error::other)?;
        let answer = (self.answer)(&depose);
        self.deposes.lock().unwrap().push(depose);
        answer.give().await
    }

    async fn read(&self, request: Request<Incoming>, client: Option<String>) -> Result<Depose, multer::Error> {
        let read = |value: &hyper::header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let entetes: Vec<_> =
            request.headers().iter().map(|(name, value)| (name.as_str().to_owned(), read(value))).collect();
        let boundary = multer::parse_boundary(request.headers().get(CONTENT_TYPE).map(read).unwrap_or_default())?;
        let frames = BodyStream::new(request.into_body().map_frame(|frame| {
            self.octets.fetch_add(frame.data_ref().map_or(0, |data| data.len() as u64), Ordering::SeqCst);
            frame
        }));
        let chunks = frames.filter_map(async |frame| frame.map(|frame| frame.into_data().ok()).transpose());
        let mut form = multer::Multipart::new(chunks, boundary);
        let mut depose = Depose { entetes, client, ..Depose::default() };
        while let Some(mut field) = form.next_field().await? {
            let part = field.name().unwrap_or_default().to_owned();
            let Some(file) = field.file_name().map(str::to_owned) else {
                depose.textes.push((part, field.text().await?));
                continue;
            };
            let mut kept = Vec::new();
            while let Some(chunk) = field.chunk().await? {
                depose.taille += chunk.len() as u64;
                kept.extend_from_slice(if self.options.garder { &chunk } else { &[] });
            }
            (depose.partie, depose.nom, depose.octets) = (part, file, Bytes::from(kept));
        }
        Ok(depose)
    }
}
