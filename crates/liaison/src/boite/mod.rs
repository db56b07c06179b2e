//! `Boite`: an IMAP mailbox whose messages are read in order, and filed once the caller has stored them.

mod connect;
mod dialogue;
mod dossier;

use std::{fmt, net::IpAddr, path::PathBuf, sync::Arc};

use dialogue::Panne;
use dossier::Dossier;
use kernel::Illisible;
use mail_parser::MessageParser;
use rustls::{ClientConfig, pki_types::ServerName};
use serde::Deserialize;

use crate::{Courriel, Empreinte, Keep, LiaisonError, Releve, confiance};

const MEBI: u64 = 1024 * 1024;

/// A mailbox, as `beffroi.toml` describes it.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoiteConfig {
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub user: String,
    pub password: String,
    /// The authorities (PEM) that vouch for the server, in the place of the public ones.
    #[serde(default)]
    pub ca: Option<PathBuf>,
    /// The only certificates that the server may show, if any is given.
    #[serde(default)]
    pub empreintes: Vec<Empreinte>,
    /// The folder that is read.
    #[serde(default = "inbox")]
    pub dossier: String,
    /// Where go the messages that were stored; made when it is missing.
    #[serde(default = "traites")]
    pub traites: String,
    /// Where go those that were refused or that are too big; made when it is missing.
    #[serde(default = "rejetes")]
    pub rejetes: String,
    /// The biggest message that is read, in bytes.
    #[serde(default = "taille_max")]
    pub taille_max: u64,
    /// For each operation: to connect, to read a piece of a message, to move one.
    #[serde(default = "patience")]
    pub patience_secondes: u64,
}

fn inbox() -> String {
    "INBOX".to_owned()
}

fn traites() -> String {
    "Traites".to_owned()
}

fn rejetes() -> String {
    "Rejetes".to_owned()
}

fn taille_max() -> u64 {
    200 * MEBI
}

fn patience() -> u64 {
    60
}

impl BoiteConfig {
    /// Everything else as by default.
    pub fn new(host: &str, port: u16, security: Security, user: &str, password: &str) -> Self {
        Self {
            host: host.to_owned(),
            port,
            security,
            user: user.to_owned(),
            password: password.to_owned(),
            ca: None,
            empreintes: Vec::new(),
            dossier: inbox(),
            traites: traites(),
            rejetes: rejetes(),
            taille_max: taille_max(),
            patience_secondes: patience(),
        }
    }
}

impl fmt::Debug for BoiteConfig {
    /// Without the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { host, port, security, user, dossier, .. } = self;
        write!(f, "BoiteConfig {{ {user} {dossier} {host}:{port}, {security:?} }}")
    }
}

/// How the conversation with the server is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// From the first byte (port 993).
    Tls,
    /// Asked for in clear, then required (port 143).
    StartTls,
    /// Never: a server of the machine itself, and no other.
    Aucune,
}

/// A message that was read whole, and that is still in its folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageRecu {
    /// With `uid`, names the message of this folder for ever: a message presented twice shows the same pair.
    pub uidvalidity: u32,
    pub uid: u32,
    /// Without its angle brackets.
    pub message_id: Option<String>,
    pub octets: Vec<u8>,
}

impl MessageRecu {
    /// What it says; none when it is no mail at all.
    pub fn courriel(&self) -> Option<Courriel> {
        Courriel::read(&self.octets)
    }
}

/// Reads a mailbox; cheap to clone.
#[derive(Clone)]
pub struct Boite {
    config: Arc<BoiteConfig>,
    tls: Arc<ClientConfig>,
    name: ServerName<'static>,
    dossier: Dossier,
    traites: Dossier,
    rejetes: Dossier,
}

impl fmt::Debug for Boite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Boite").field(&self.config).finish()
    }
}

impl Boite {
    /// Refused when a name or a certificate does not read. Nothing is connected yet.
    pub fn new(config: BoiteConfig) -> Result<Self, Illisible> {
        let name = ServerName::try_from(config.host.clone())
            .map_err(|_| Illisible::new(format!("«\u{a0}{}\u{a0}» n’est pas le nom d’un serveur.", config.host)))?;
        if config.user.is_empty()
            || [&config.user, &config.password].iter().any(|text| text.contains(['\0', '\r', '\n']))
        {
            return Err(Illisible::new("Le nom ou le mot de passe de la boîte ne se lit pas."));
        }
        if config.security == Security::Aucune && !is_here(&config.host) {
            return Err(Illisible::new(
                "Le mot de passe de la boîte partirait en clair\u{a0}: choisissez security = \"tls\" ou \"starttls\".",
            ));
        }
        let boite = Self {
            tls: confiance::client(config.ca.as_deref(), &config.empreintes, None)?,
            name,
            dossier: Dossier::parse(&config.dossier)?,
            traites: Dossier::parse(&config.traites)?,
            rejetes: Dossier::parse(&config.rejetes)?,
            config: Arc::new(config),
        };
        if boite.dossier == boite.traites || boite.dossier == boite.rejetes {
            return Err(Illisible::new("Le dossier lu ne peut être celui où les messages sont rangés."));
        }
        Ok(boite)
    }

    /// Gives each message of the folder to `handler`, the oldest first, and files it once the handler has answered.
    /// A message whose handler fails stays there and does not hold up the following ones. When the reading is cut, what was not filed
    /// comes back, the message in hand included: the handler must know again what it has stored.
    pub async fn read<Handler, Answer, Why>(&self, mut handler: Handler) -> Result<Releve, LiaisonError>
    where
        Handler: FnMut(MessageRecu) -> Answer + Send,
        Answer: Future<Output = Result<Keep, Why>> + Send,
        Why: fmt::Display,
    {
        let mut dialogue = self.connect().await?;
        for folder in [&self.traites, &self.rejetes] {
            dialogue.ensure(folder).await.map_err(|panne| self.fail(panne))?;
        }
        let uidvalidity = dialogue.select(&self.dossier).await.map_err(|panne| self.fail(panne))?;
        let uids = dialogue.list().await.map_err(|panne| self.fail(panne))?;
        let mut releve = Releve::default();
        for uid in uids {
            let keep = match dialogue.fetch(uid, self.config.taille_max).await {
                Ok(Some(octets)) => {
                    let message_id = message_id(&octets);
                    handler(MessageRecu { uidvalidity, uid, message_id, octets }).await.map_err(|why| why.to_string())
                }
                // Somebody else took it.
                Ok(None) => continue,
                Err(Panne::TropGros(taille)) => Ok(Keep::Rejete(self.too_big(taille))),
                Err(Panne::Refus(words)) => Err(format!("Le message ne se lit pas\u{a0}: {words}.")),
                Err(Panne::Perdu(why)) => return Err(LiaisonError::Retry(why)),
            };
            let folder = if matches!(keep, Ok(Keep::Traite)) { &self.traites } else { &self.rejetes };
            match keep {
                Err(why) => releve.leave(&uid, &why),
                Ok(keep) => match dialogue.file(uid, folder).await {
                    Ok(()) => releve.file(&uid, keep),
                    Err(Panne::Perdu(why)) => return Err(LiaisonError::Retry(why)),
                    Err(panne) => releve.leave(&uid, &format!("Le message ne se range pas\u{a0}: {panne}.")),
                },
            }
        }
        dialogue.leave().await;
        Ok(releve)
    }

    fn too_big(&self, taille: u64) -> String {
        let mebis = |bytes: u64| bytes.div_ceil(MEBI);
        format!("Le message pèse {} Mio, plus que les {} Mio admis.", mebis(taille), mebis(self.config.taille_max))
    }

    /// A refusal about the mailbox itself calls for somebody.
    fn fail(&self, panne: Panne) -> LiaisonError {
        match panne {
            Panne::Perdu(why) => LiaisonError::Retry(why),
            other => LiaisonError::Fail(format!(
                "La boîte «\u{a0}{}\u{a0}» n’est pas lisible\u{a0}: {other}.",
                self.config.user
            )),
        }
    }
}

/// Whether a host is the machine itself, by its name alone.
fn is_here(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

fn message_id(octets: &[u8]) -> Option<String> {
    MessageParser::new().with_message_ids().parse_headers(octets)?.message_id().map(str::to_owned)
}
