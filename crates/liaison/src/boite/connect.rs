//! From an address to a session: encryption, then the password.

use std::{io, sync::Arc, time::Duration};

use async_imap::{Authenticator, Client, Session, error::Error};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::TlsConnector;

use super::{Boite, Security, dialogue::Dialogue};
use crate::{LiaisonError, explain::explain};

/// The connection, encrypted or not.
pub(super) trait Flux: AsyncRead + AsyncWrite + Unpin + Send + std::fmt::Debug {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send + std::fmt::Debug> Flux for T {}

pub(super) type Connected = Box<dyn Flux>;

impl Boite {
    pub(super) async fn connect(&self) -> Result<Dialogue, LiaisonError> {
        let patience = Duration::from_secs(self.config.patience_secondes);
        let late = |_| LiaisonError::Retry(self.late());
        let client = timeout(patience, self.reach()).await.map_err(late)??;
        let session = timeout(patience, self.login(client)).await.map_err(late)??;
        let mut dialogue = Dialogue::new(session, &self.config.host, patience);
        dialogue.learn().await.map_err(|panne| self.fail(panne))?;
        Ok(dialogue)
    }

    pub(super) fn late(&self) -> String {
        format!("Le serveur «\u{a0}{}\u{a0}» ne répond pas à temps.", self.config.host)
    }

    async fn reach(&self) -> Result<Client<Connected>, LiaisonError> {
        let host = &self.config.host;
        let lost = |error: io::Error| LiaisonError::Retry(explain(host, &error));
        let stream = TcpStream::connect((host.as_str(), self.config.port)).await.map_err(lost)?;
        stream.set_nodelay(true).map_err(lost)?;
        match self.config.security {
            Security::Tls => Self::greeted(self.encrypt(Box::new(stream)).await.map_err(lost)?).await.map_err(lost),
            Security::StartTls => {
                let mut clear = Self::greeted(Box::new(stream)).await.map_err(lost)?;
                clear.run_command_and_check_ok("STARTTLS", None).await.map_err(|error| match error {
                    Error::No(_) | Error::Bad(_) => LiaisonError::Fail(format!(
                        "Le serveur «\u{a0}{host}\u{a0}» ne propose pas STARTTLS\u{a0}: rien ne lui a été confié."
                    )),
                    error => self.lost(&error),
                })?;
                // What the server said in clear before the encryption is forgotten with the client.
                Ok(Client::new(self.encrypt(clear.into_inner()).await.map_err(lost)?))
            }
            Security::Aucune if stream.peer_addr().map_err(lost)?.ip().is_loopback() => {
                Self::greeted(Box::new(stream)).await.map_err(lost)
            }
            Security::Aucune => Err(LiaisonError::Fail(format!(
                "Le mot de passe de la boîte partirait en clair vers «\u{a0}{host}\u{a0}»\u{a0}: choisissez security = \"tls\" ou \"starttls\"."
            ))),
        }
    }

    async fn encrypt(&self, stream: Connected) -> io::Result<Connected> {
        let stream = TlsConnector::from(Arc::clone(&self.tls)).connect(self.name.clone(), stream).await?;
        Ok(Box::new(stream))
    }

    async fn greeted(stream: Connected) -> io::Result<Client<Connected>> {
        let mut client = Client::new(stream);
        client.read_response().await?.ok_or(io::ErrorKind::UnexpectedEof)?;
        Ok(client)
    }

    /// `LOGIN`, or `AUTHENTICATE PLAIN` for what `LOGIN` cannot carry.
    async fn login(&self, client: Client<Connected>) -> Result<Session<Connected>, LiaisonError> {
        let (user, password) = (&self.config.user, &self.config.password);
        let done = if user.is_ascii() && password.is_ascii() {
            client.login(user, password).await
        } else {
            client.authenticate("PLAIN", Plain(format!("\0{user}\0{password}"))).await
        };
        done.map_err(|(error, _)| match &error {
            // RFC 5530: the server is at fault, not the password.
            Error::No(words) if !words.contains("UNAVAILABLE") => LiaisonError::Fail(format!(
                "Le serveur «\u{a0}{}\u{a0}» refuse le nom ou le mot de passe de la boîte «\u{a0}{user}\u{a0}».",
                self.config.host
            )),
            _ => self.lost(&error),
        })
    }

    fn lost(&self, error: &Error) -> LiaisonError {
        LiaisonError::Retry(match error {
            Error::ConnectionLost => explain(&self.config.host, &io::Error::from(io::ErrorKind::UnexpectedEof)),
            error => explain(&self.config.host, error),
        })
    }
}

/// RFC 4616.
struct Plain(String);

impl Authenticator for Plain {
    type Response = String;

    fn process(&mut self, _: &[u8]) -> String {
        self.0.clone()
    }
}
