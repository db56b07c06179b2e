//! `Depot`: a file posted over HTTPS with a client certificate, to an address or to its rescue.

mod formulaire;
mod request;

use std::{fmt, path::PathBuf, sync::Arc, time::Duration};

pub use formulaire::Formulaire;
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use kernel::Illisible;
use rustls::ClientConfig;
use serde::Deserialize;

use crate::{Certificat, Empreinte, Fichier, Identite, Issue, Verdict, adresse::Adresse, confiance};

/// Where and how files are deposited, as `beffroi.toml` describes it.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DepotConfig {
    /// `https://…`; tried first.
    pub url: String,
    /// Tried when the first one did not take the file.
    #[serde(default)]
    pub secours: Option<String>,
    #[serde(default)]
    pub formulaire: Formulaire,
    /// Headers added to the request: `[["X-User-Agent", "beffroi"]]`.
    #[serde(default)]
    pub entetes: Vec<(String, String)>,
    /// HTTP Basic.
    #[serde(default)]
    pub user: Option<String>,
    #[serde(default)]
    pub password: Option<String>,
    /// The client certificate and its chain (PEM), and its key if it is not in `cle`.
    #[serde(default)]
    pub certificat: Option<PathBuf>,
    #[serde(default)]
    pub cle: Option<PathBuf>,
    /// The authorities (PEM) that vouch for the server, in the place of the public ones.
    #[serde(default)]
    pub ca: Option<PathBuf>,
    /// The only certificates that the server may show, if any is given.
    #[serde(default)]
    pub empreintes: Vec<Empreinte>,
    /// To reach an address and to agree on the encryption.
    #[serde(default = "connexion")]
    pub connexion_secondes: u64,
    /// For the whole exchange with an address, its answer included.
    #[serde(default = "total")]
    pub total_secondes: u64,
}

fn connexion() -> u64 {
    60
}

fn total() -> u64 {
    180
}

impl DepotConfig {
    /// Everything as by default.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            secours: None,
            formulaire: Formulaire::default(),
            entetes: Vec::new(),
            user: None,
            password: None,
            certificat: None,
            cle: None,
            ca: None,
            empreintes: Vec::new(),
            connexion_secondes: connexion(),
            total_secondes: total(),
        }
    }
}

impl fmt::Debug for DepotConfig {
    /// Without the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { url, secours, user, .. } = self;
        write!(f, "DepotConfig {{ {url}, secours: {secours:?}, user: {user:?} }}")
    }
}

/// Sends files; cheap to clone. The certificate and the authorities were read when it was made.
#[derive(Debug, Clone)]
pub struct Depot {
    adresses: Vec<Adresse>,
    formulaire: Formulaire,
    headers: HeaderMap,
    tls: Arc<ClientConfig>,
    certificat: Option<Certificat>,
    connexion: Duration,
    total: Duration,
}

impl Depot {
    /// Refused when an address, a header or a certificate does not read. Nothing is sent yet.
    pub fn new(config: &DepotConfig) -> Result<Self, Illisible> {
        let urls = std::iter::once(&config.url).chain(&config.secours);
        let identite = match &config.certificat {
            Some(file) => Some(Identite::read(file, config.cle.as_deref())?),
            None => None,
        };
        Ok(Self {
            adresses: urls.map(|url| Adresse::parse(url)).collect::<Result<_, _>>()?,
            formulaire: config.formulaire.clone(),
            headers: headers(config)?,
            tls: confiance::client(config.ca.as_deref(), &config.empreintes, identite.as_ref())?,
            certificat: identite.map(|one| one.certificat().clone()),
            connexion: Duration::from_secs(config.connexion_secondes),
            total: Duration::from_secs(config.total_secondes),
        })
    }

    /// The client certificate, for the alert before it expires.
    pub fn certificat(&self) -> Option<&Certificat> {
        self.certificat.as_ref()
    }

    /// Sends the file to the address, then to its rescue as long as none took it. The rescue is not tried after a sending whose
    /// answer was lost: the file may have been received, and would arrive twice.
    pub async fn send(&self, fichier: &Fichier) -> Issue {
        let mut essais = Vec::new();
        for adresse in &self.adresses {
            let essai = self.attempt(adresse, fichier).await;
            let verdict = essai.verdict;
            essais.push(essai);
            if matches!(verdict, Verdict::Accepte | Verdict::Inconnu) {
                break;
            }
        }
        Issue { essais }
    }
}

fn headers(config: &DepotConfig) -> Result<HeaderMap, Illisible> {
    let mut headers = HeaderMap::new();
    for (name, value) in &config.entetes {
        let read = HeaderName::try_from(name).ok().zip(HeaderValue::try_from(value).ok());
        let wrong = || Illisible::new(format!("L’en-tête HTTP «\u{a0}{}\u{a0}» ne se lit pas.", name.escape_debug()));
        let (name, value) = read.ok_or_else(wrong)?;
        headers.append(name, value);
    }
    match (&config.user, &config.password) {
        (Some(user), Some(password)) if !user.contains(':') => {
            let mut value = HeaderValue::try_from(request::basic(user, password))
                .map_err(|_| Illisible::new("Le nom ou le mot de passe du dépôt ne se lit pas."))?;
            value.set_sensitive(true);
            headers.insert(hyper::header::AUTHORIZATION, value);
        }
        (None, None) => {}
        _ => {
            return Err(Illisible::new(
                "Le dépôt demande un nom (sans deux-points) et un mot de passe, ou aucun des deux.",
            ));
        }
    }
    Ok(headers)
}
