//! One exchange: the name resolved once, its addresses sifted, the connection made to the very address that was sifted.

use std::{error::Error, io, net::SocketAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{
    Request, Response,
    body::Incoming,
    client::conn::http1,
    header::{CONTENT_TYPE, HOST, HeaderName, HeaderValue, RETRY_AFTER, USER_AGENT},
};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    task::JoinSet,
    time::timeout,
};
use tokio_rustls::TlsConnector;

use super::{Appel, AppelError, ReponseAppel};
use crate::{adresse::Adresse, explain};

/// The addresses of a name that are tried.
const TRIED: usize = 4;
/// How long the body of an answer may take: its status is known already.
const PATIENCE_CORPS: Duration = Duration::from_secs(5);
/// What the headers of an answer may weigh, in bytes.
const TETE: usize = 32 * 1024;

type Cause = Box<dyn Error + Send + Sync>;

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// Why a name leads nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
enum Impasse {
    #[error("reserved network")]
    Reserve,
    #[error("unknown name")]
    Inconnu,
}

impl Appel {
    /// Posts JSON, with these headers besides. No redirect is followed, no proxy is used, one connection serves once.
    pub async fn post(
        &self,
        url: &str,
        headers: &[(&'static str, String)],
        body: impl Into<Bytes>,
    ) -> Result<ReponseAppel, AppelError> {
        let adresse = self.adresse(url).map_err(|wrong| AppelError::Interdite(wrong.0))?;
        let host = &adresse.host;
        // The connection lives in the set and dies with it.
        let mut connection = JoinSet::new();
        let answer = self.converse(&adresse, request(&adresse, headers, body.into()), &mut connection);
        match timeout(self.total, answer).await {
            Ok(Ok(response)) => Ok(read(response).await),
            Ok(Err(error)) => Err(match error.downcast_ref() {
                Some(Impasse::Reserve) => AppelError::Interdite(format!(
                    "L’adresse «\u{a0}{host}\u{a0}» mène à un réseau privé ou réservé\u{a0}: rien n’y est envoyé."
                )),
                Some(Impasse::Inconnu) => {
                    AppelError::SansReponse(format!("Le nom de serveur «\u{a0}{host}\u{a0}» est inconnu."))
                }
                None => AppelError::SansReponse(explain::explain(host, &*error)),
            }),
            Err(_) => Err(AppelError::SansReponse(format!("Le serveur «\u{a0}{host}\u{a0}» ne répond pas à temps."))),
        }
    }

    async fn converse(
        &self,
        adresse: &Adresse,
        request: Result<Request<Full<Bytes>>, Cause>,
        connection: &mut JoinSet<Result<(), hyper::Error>>,
    ) -> Result<Response<Incoming>, Cause> {
        let request = request?;
        let late = |_| io::Error::from(io::ErrorKind::TimedOut);
        let stream = timeout(self.connexion, self.connect(adresse)).await.map_err(late)??;
        let (mut sender, driven) = http1::Builder::new().max_buf_size(TETE).handshake(TokioIo::new(stream)).await?;
        connection.spawn(driven);
        Ok(sender.send_request(request).await?)
    }

    async fn connect(&self, adresse: &Adresse) -> Result<Box<dyn Stream>, Cause> {
        let stream = self.reach(adresse).await?;
        stream.set_nodelay(true)?;
        if !adresse.chiffree {
            return Ok(Box::new(stream));
        }
        Ok(Box::new(TlsConnector::from(Arc::clone(&self.tls)).connect(adresse.name.clone(), stream).await?))
    }

    /// The first that answers among the addresses admitted.
    async fn reach(&self, adresse: &Adresse) -> Result<TcpStream, Cause> {
        let found = self.resolveur.resolve(&adresse.host, adresse.port).await.map_err(|_| Impasse::Inconnu)?;
        let admitted: Vec<SocketAddr> = found.iter().copied().filter(|one| self.admits(adresse, *one)).collect();
        if admitted.is_empty() {
            return Err(if found.is_empty() { Impasse::Inconnu } else { Impasse::Reserve }.into());
        }
        let tried = &admitted[..admitted.len().min(TRIED)];
        // An address that leads nowhere leaves their share of the time to the next ones.
        let share = self.connexion / u32::try_from(tried.len()).unwrap_or(1).max(1);
        let mut last = io::Error::from(io::ErrorKind::TimedOut);
        for one in tried {
            match timeout(share, TcpStream::connect(one)).await {
                Ok(Ok(stream)) => return Ok(stream),
                Ok(Err(error)) => last = error,
                Err(_) => last = io::Error::from(io::ErrorKind::TimedOut),
            }
        }
        Err(last.into())
    }
}

fn request(adresse: &Adresse, headers: &[(&'static str, String)], body: Bytes) -> Result<Request<Full<Bytes>>, Cause> {
    let mut request = Request::post(&adresse.path).body(Full::new(body))?;
    let all = request.headers_mut();
    all.insert(HOST, HeaderValue::try_from(&adresse.authority)?);
    all.insert(USER_AGENT, HeaderValue::from_static("Beffroi"));
    all.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    for (name, value) in headers {
        all.insert(HeaderName::from_static(name), HeaderValue::try_from(value)?);
    }
    Ok(request)
}

async fn read(response: Response<Incoming>) -> ReponseAppel {
    let statut = response.status().as_u16();
    let retry_after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let mut kept = Vec::new();
    let mut body = response.into_body();
    let reading = async {
        while let Some(Ok(frame)) = body.frame().await {
            let data = frame.data_ref().map_or(&[][..], |data| &data[..]);
            kept.extend_from_slice(&data[..data.len().min(Appel::EXTRAIT - kept.len())]);
            if kept.len() == Appel::EXTRAIT {
                break;
            }
        }
    };
    // What was read in time is enough.
    let _ = timeout(PATIENCE_CORPS, reading).await;
    ReponseAppel { statut, retry_after, extrait: text(&kept) }
}

/// Text without the control characters that PostgreSQL or a page would not take.
fn text(bytes: &[u8]) -> String {
    let shown = |c: char| if c.is_control() && !matches!(c, '\n' | '\t') { char::REPLACEMENT_CHARACTER } else { c };
    String::from_utf8_lossy(bytes).replace("\r\n", "\n").chars().map(shown).collect()
}
