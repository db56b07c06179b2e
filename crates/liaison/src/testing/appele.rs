//! `ServeurAppel`: a server, encrypted or not, that keeps the requests it takes and answers as the test says.

use std::{
    fmt, io,
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{Request, Response, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpListener,
    sync::Notify,
    task::{JoinHandle, JoinSet},
};
use tokio_rustls::TlsAcceptor;

use super::{Autorite, Options, Reponse, serveur};

/// A request, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appele {
    pub methode: String,
    pub chemin: String,
    /// In lower case.
    pub entetes: Vec<(String, String)>,
    pub octets: Bytes,
}

impl Appele {
    /// The value of a header, empty when it is not there.
    pub fn entete(&self, nom: &str) -> &str {
        self.entetes.iter().find(|(name, _)| name == nom).map_or("", |(_, value)| value)
    }
}

type Answer = dyn Fn(&Appele) -> Reponse + Send + Sync;

struct Etat {
    answer: Box<Answer>,
    tls: Option<TlsAcceptor>,
    appels: Mutex<Vec<Appele>>,
    fermee: Notify,
}

/// The server; it stops when it is dropped.
pub struct ServeurAppel {
    pub port: u16,
    etat: Arc<Etat>,
    task: JoinHandle<()>,
}

impl fmt::Debug for ServeurAppel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ServeurAppel({})", self.port)
    }
}

impl Drop for ServeurAppel {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl ServeurAppel {
    /// Listens on a free port, with a certificate of `localhost` that the authority signed; in clear without an authority.
    pub async fn start(
        autorite: Option<&Autorite>,
        answer: impl Fn(&Appele) -> Reponse + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let options = Options { certificat_exige: false, ..Options::default() };
        let tls = autorite.map(|autorite| serveur::tls(autorite, &options));
        let etat = Arc::new(Etat { answer: Box::new(answer), tls, appels: Mutex::default(), fermee: Notify::new() });
        let task = tokio::spawn(listen(listener, Arc::clone(&etat)));
        Self { port, etat, task }
    }

    pub fn url(&self) -> String {
        let scheme = if self.etat.tls.is_some() { "https" } else { "http" };
        format!("{scheme}://localhost:{}/crochet?x=1", self.port)
    }

    /// Once a client has closed its connection: it has read the answer, or does not want it.
    pub async fn fermee(&self) {
        self.etat.fermee.notified().await;
    }

    /// The requests read until now, in order.
    pub fn appels(&self) -> Vec<Appele> {
        self.etat.appels.lock().unwrap().clone()
    }
}

async fn listen(listener: TcpListener, etat: Arc<Etat>) {
    let mut connections = JoinSet::new();
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let etat = Arc::clone(&etat);
        // A client that goes away is what tests are made of.
        connections.spawn(async move {
            let served = match &etat.tls {
                Some(tls) => etat.serve(tls.accept(stream).await?).await,
                None => etat.serve(stream).await,
            };
            etat.fermee.notify_one();
            served
        });
    }
}

impl Etat {
    async fn serve(&self, stream: impl AsyncRead + AsyncWrite + Unpin) -> io::Result<()> {
        let service = service_fn(|request| self.answer(request));
        http1::Builder::new().serve_connection(TokioIo::new(stream), service).await.map_err(io::Error::other)
    }

    async fn answer(&self, request: Request<Incoming>) -> io::Result<Response<Full<Bytes>>> {
        let (head, body) = request.into_parts();
        let read = |value: &hyper::header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let appele = Appele {
            methode: head.method.to_string(),
            chemin: head.uri.to_string(),
            entetes: head.headers.iter().map(|(name, value)| (name.as_str().to_owned(), read(value))).collect(),
            octets: body.collect().await.map_err(io::Error::other)?.to_bytes(),
        };
        let answer = (self.answer)(&appele);
        self.appels.lock().unwrap().push(appele);
        answer.give().await
    }
}
