//! One attempt: a connection, a request, and what is known of its fate.

use std::{
    error::Error,
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use http_body_util::BodyExt;
use hyper::{
    Request, Response, StatusCode,
    body::Incoming,
    client::conn::http1,
    header::{CONTENT_TYPE, HOST, HeaderValue, USER_AGENT},
};
use hyper_util::rt::TokioIo;
use kernel::secret;
use tokio::{net::TcpStream, task::JoinSet, time::timeout};
use tokio_rustls::{TlsConnector, client::TlsStream};

use super::{
    Depot,
    formulaire::{Corps, Unreadable},
};
use crate::{Essai, Fichier, Verdict, adresse::Adresse, explain};

/// How much of an answer is read, and for how long: it only explains a refusal.
const EXCERPT: usize = 500;
const EXCERPT_PATIENCE: Duration = Duration::from_secs(10);

type Cause = Box<dyn Error + Send + Sync>;

pub(super) fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", BASE64_STANDARD.encode(format!("{user}:{password}")))
}

impl Depot {
    pub(super) async fn attempt(&self, adresse: &Adresse, fichier: &Fichier) -> Essai {
        let essai = |verdict, message: String| Essai { url: adresse.url.clone(), verdict, statut: None, message };
        let boundary = format!("beffroi-{}", secret::token::<16>());
        let (body, sent) = match self.formulaire.body(fichier, &boundary).await {
            Ok(body) => body,
            Err(error) => return essai(Verdict::AReessayer, unreadable(fichier, &error)),
        };
        let perhaps =
            |told: String| if sent.load(Ordering::SeqCst) { unknown(&told) } else { (Verdict::AReessayer, told) };
        // The connection lives in the set and dies with it.
        let mut connection = JoinSet::new();
        let answer = self.converse(adresse, self.request(adresse, &boundary, body), &mut connection);
        let (verdict, told) = match timeout(self.total, answer).await {
            Ok(Ok(response)) => return judge(adresse, response, &sent).await,
            Ok(Err(error)) => match find_unreadable(&*error) {
                Some(source) => (Verdict::AReessayer, unreadable(fichier, source)),
                None if explain::is_refused_handshake(&*error) => {
                    (Verdict::AReessayer, explain::explain(&adresse.host, &*error))
                }
                None => perhaps(explain::explain(&adresse.host, &*error)),
            },
            Err(_) => perhaps(format!("Le serveur «\u{a0}{}\u{a0}» ne répond pas à temps.", adresse.host)),
        };
        essai(verdict, told)
    }

    fn request(&self, adresse: &Adresse, boundary: &str, body: Corps) -> Result<Request<Corps>, Cause> {
        let mut request = Request::post(&adresse.path).body(body)?;
        let headers = request.headers_mut();
        headers.insert(HOST, HeaderValue::try_from(&adresse.authority)?);
        headers.insert(USER_AGENT, HeaderValue::from_static("Beffroi"));
        headers.extend(self.headers.clone());
        headers.insert(CONTENT_TYPE, HeaderValue::try_from(format!("multipart/form-data; boundary={boundary}"))?);
        Ok(request)
    }

    async fn converse(
        &self,
        adresse: &Adresse,
        request: Result<Request<Corps>, Cause>,
        connection: &mut JoinSet<Result<(), hyper::Error>>,
    ) -> Result<Response<Incoming>, Cause> {
        let request = request?;
        let late = |_| io::Error::from(io::ErrorKind::TimedOut);
        let stream = timeout(self.connexion, self.connect(adresse)).await.map_err(late)??;
        let (mut sender, driven) = http1::handshake(TokioIo::new(stream)).await?;
        connection.spawn(driven);
        Ok(sender.send_request(request).await?)
    }

    async fn connect(&self, adresse: &Adresse) -> io::Result<TlsStream<TcpStream>> {
        let stream = TcpStream::connect((adresse.host.as_str(), adresse.port)).await?;
        stream.set_nodelay(true)?;
        TlsConnector::from(Arc::clone(&self.tls)).connect(adresse.name.clone(), stream).await
    }
}

/// What a status says. Only 200 is a yes.
async fn judge(adresse: &Adresse, response: Response<Incoming>, sent: &AtomicBool) -> Essai {
    let status = response.status();
    let host = &adresse.host;
    let (verdict, message) = if status == StatusCode::OK && sent.load(Ordering::SeqCst) {
        (Verdict::Accepte, format!("Le serveur «\u{a0}{host}\u{a0}» a reçu le fichier."))
    } else {
        let words = excerpt(response).await;
        let told = format!("Le serveur «\u{a0}{host}\u{a0}» a répondu {}{words}.", status.as_u16());
        match status {
            StatusCode::OK => (Verdict::AReessayer, format!("{told} Il n’avait pas reçu tout le fichier.")),
            status if status.is_success() => unknown(&told),
            StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS => {
                (Verdict::AReessayer, told)
            }
            status if status.is_server_error() => (Verdict::AReessayer, told),
            _ => (Verdict::Refuse, told),
        }
    };
    Essai { url: adresse.url.clone(), verdict, statut: Some(status.as_u16()), message }
}

/// ` (« the first words of the answer »)`, or nothing.
async fn excerpt(response: Response<Incoming>) -> String {
    let mut read = Vec::new();
    let mut body = response.into_body();
    let reading = async {
        while let Some(Ok(frame)) = body.frame().await {
            read.extend_from_slice(frame.data_ref().map_or(&[], |data| &data[..]));
            if read.len() >= EXCERPT {
                break;
            }
        }
    };
    // What was read in time is enough.
    let _ = timeout(EXCERPT_PATIENCE, reading).await;
    read.truncate(EXCERPT);
    let words = String::from_utf8_lossy(&read).split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() { String::new() } else { format!(" («\u{a0}{words}\u{a0}»)") }
}

fn unknown(told: &str) -> (Verdict, String) {
    (Verdict::Inconnu, format!("{told} Le fichier était parti en entier\u{a0}: il a peut-être été reçu."))
}

fn unreadable(fichier: &Fichier, error: &io::Error) -> String {
    format!("Le fichier {} ne se lit pas\u{a0}: {error}.", fichier.nom())
}

fn find_unreadable<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a io::Error> {
    explain::causes(error).find_map(|cause| cause.downcast_ref::<Unreadable>()).map(|Unreadable(source)| source)
}
