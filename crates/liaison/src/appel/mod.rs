//! `Appel`: a small body posted to an address that somebody typed, without letting it reach where the machine alone may go.

mod request;

use std::{fmt, io, net::SocketAddr, path::PathBuf, pin::Pin, sync::Arc, time::Duration};

use kernel::Illisible;
use rustls::ClientConfig;
use serde::Deserialize;

use crate::{
    Reseau, Reseaux,
    adresse::{Adresse, invalid},
    confiance,
};

/// How such addresses are reached, as `beffroi.toml` describes it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AppelConfig {
    /// The networks that may be reached besides the public Internet: `["10.82.0.0/16"]`.
    pub reseaux: Vec<Reseau>,
    /// Whether `http://localhost` may be reached, in clear: a program of the same machine.
    pub http_local: bool,
    /// The authorities (PEM) that vouch for the servers, in the place of the public ones.
    pub ca: Option<PathBuf>,
    /// To find an address, reach it and agree on the encryption.
    pub connexion_secondes: u64,
    /// For the whole exchange.
    pub total_secondes: u64,
}

impl Default for AppelConfig {
    fn default() -> Self {
        Self { reseaux: Vec::new(), http_local: false, ca: None, connexion_secondes: 10, total_secondes: 20 }
    }
}

/// What a server answered, whatever its status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReponseAppel {
    pub statut: u16,
    /// The header `Retry-After`, as it was written.
    pub retry_after: Option<String>,
    /// The beginning of the body, [`Appel::EXTRAIT`] bytes at most, as text that both engines keep.
    pub extrait: String,
}

/// Why there was no answer: a complete French sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppelError {
    /// The address is not one to which anything is sent.
    #[error("{0}")]
    Interdite(String),
    #[error("{0}")]
    SansReponse(String),
}

type Resolution<'a> = Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send + 'a>>;

/// Who tells the addresses of a name: the system, unless told otherwise.
pub trait Resolveur: fmt::Debug + Send + Sync {
    fn resolve<'a>(&'a self, host: &'a str, port: u16) -> Resolution<'a>;
}

#[derive(Debug)]
struct Systeme;

impl Resolveur for Systeme {
    fn resolve<'a>(&'a self, host: &'a str, port: u16) -> Resolution<'a> {
        Box::pin(async move { Ok(tokio::net::lookup_host((host, port)).await?.collect()) })
    }
}

/// Posts; cheap to clone.
#[derive(Debug, Clone)]
pub struct Appel {
    tls: Arc<ClientConfig>,
    reseaux: Reseaux,
    resolveur: Arc<dyn Resolveur>,
    http_local: bool,
    connexion: Duration,
    total: Duration,
}

impl Appel {
    /// How much of an answer is read, in bytes.
    pub const EXTRAIT: usize = 4_096;

    /// Refused when the authorities do not read.
    pub fn new(config: &AppelConfig) -> Result<Self, Illisible> {
        Ok(Self {
            tls: confiance::client(config.ca.as_deref(), &[], None)?,
            reseaux: Reseaux::new(config.reseaux.clone()),
            resolveur: Arc::new(Systeme),
            http_local: config.http_local,
            connexion: Duration::from_secs(config.connexion_secondes),
            total: Duration::from_secs(config.total_secondes),
        })
    }

    /// The addresses of names come from there.
    #[must_use]
    pub fn resolveur(self, resolveur: Arc<dyn Resolveur>) -> Self {
        Self { resolveur, ..self }
    }

    /// What can be said of an address before anything is sent: it reads, it is encrypted, and it does not itself name a reserved
    /// network. Where a name leads is only known, and checked, at each sending.
    pub fn check(&self, url: &str) -> Result<(), Illisible> {
        self.adresse(url).map(|_| ())
    }

    fn adresse(&self, url: &str) -> Result<Adresse, Illisible> {
        let read = Adresse::parse_any(url)?;
        if !read.chiffree {
            let here = ["localhost", "127.0.0.1", "::1"].contains(&read.host.as_str());
            if !(self.http_local && here) {
                return Err(invalid(url, "elle doit commencer par https://"));
            }
        }
        match read.host.parse() {
            Ok(ip) if !self.admits(&read, SocketAddr::new(ip, read.port)) => {
                Err(invalid(url, "elle désigne un réseau privé ou réservé"))
            }
            _ => Ok(read),
        }
    }

    /// In clear, nothing leaves the machine.
    fn admits(&self, adresse: &Adresse, found: SocketAddr) -> bool {
        if adresse.chiffree { self.reseaux.admits(found.ip()) } else { found.ip().is_loopback() }
    }
}
