//! How mails leave: an SMTP server, or nowhere (the demo).

use std::{
    fmt,
    path::{Path, PathBuf},
    time::Duration,
};

use documents::Documents;
use kernel::Illisible;
use lettre::{
    AsyncSmtpTransport, Tokio1Executor,
    transport::smtp::{
        authentication::Credentials,
        client::{Certificate, Tls, TlsParameters},
    },
};
use serde::Deserialize;

use crate::Correspondant;

const PATIENCE: Duration = Duration::from_secs(30);

/// An SMTP server, as `beffroi.toml` describes it.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmtpConfig {
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub user: Option<String>,
    pub password: Option<String>,
    /// The certificate (PEM) of one's own authority, trusted besides the public ones.
    pub ca: Option<PathBuf>,
    /// `Centre de gestion de Tarn-et-Garonne <ne-pas-repondre@cdg82.fr>`; its domain names the `Message-ID`s.
    pub from: Correspondant,
}

/// How the conversation with the server is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// From the first byte (port 465).
    Tls,
    /// Asked for in clear, then required (port 587).
    StartTls,
    /// Never: a relay of the machine or of the local network.
    Aucune,
}

/// Where mails go.
#[derive(Debug, Clone)]
pub enum Transport {
    Smtp(SmtpConfig),
    /// They are kept and shown on the page « Courriels », and nothing leaves.
    Page,
}

/// Sends mails; cheap to clone.
#[derive(Clone)]
pub struct Mailer {
    pub(crate) way: Way,
    pub(crate) documents: Option<Documents>,
}

#[derive(Clone)]
pub(crate) enum Way {
    Smtp { transport: AsyncSmtpTransport<Tokio1Executor>, from: Correspondant },
    Page,
}

impl fmt::Debug for SmtpConfig {
    /// Without the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { host, port, security, user, from, .. } = self;
        write!(f, "SmtpConfig {{ {host}:{port}, {security:?}, user: {user:?}, from: {from} }}")
    }
}

impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if matches!(self.way, Way::Page) { "Mailer(Page)" } else { "Mailer(Smtp)" })
    }
}

impl Mailer {
    /// Nothing is sent yet: a server that does not answer is found out by the first mail. Refused when the configuration
    /// would send a password in clear over a network.
    pub fn new(transport: Transport) -> Result<Self, Illisible> {
        let way = match transport {
            Transport::Page => Way::Page,
            Transport::Smtp(config) => Way::Smtp { transport: connect(&config)?, from: config.from },
        };
        Ok(Self { way, documents: None })
    }

    /// Where the documents attached to mails are read.
    #[must_use]
    pub fn documents(self, documents: Documents) -> Self {
        Self { documents: Some(documents), ..self }
    }
}

fn connect(config: &SmtpConfig) -> Result<AsyncSmtpTransport<Tokio1Executor>, Illisible> {
    let here = ["localhost", "127.0.0.1", "::1"].contains(&config.host.as_str());
    if config.security == Security::Aucune && config.password.is_some() && !here {
        return Err(Illisible::new(
            "Le mot de passe du serveur de courriel partirait en clair : choisissez security = \"tls\" ou \"starttls\".",
        ));
    }
    let authority = config.ca.as_deref().map(authority).transpose()?;
    let tls = |host: &str| {
        let builder = TlsParameters::builder(host.to_owned());
        let builder = authority.iter().fold(builder, |builder, one| builder.add_root_certificate(one.clone()));
        builder
            .build()
            .map_err(|error| Illisible::new(format!("Le serveur de courriel « {host} » n’est pas valable : {error}.")))
    };
    let tls = match config.security {
        Security::Tls => Tls::Wrapper(tls(&config.host)?),
        Security::StartTls => Tls::Required(tls(&config.host)?),
        Security::Aucune => Tls::None,
    };
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&config.host)
        .port(config.port)
        .tls(tls)
        .timeout(Some(PATIENCE));
    if let (Some(user), Some(password)) = (&config.user, &config.password) {
        builder = builder.credentials(Credentials::new(user.clone(), password.clone()));
    }
    Ok(builder.build())
}

/// How a certificate begins in PEM (RFC 7468).
const MARK: &[u8] = b"-----BEGIN CERTIFICATE-----";

fn authority(file: &Path) -> Result<Certificate, Illisible> {
    let read = std::fs::read(file).map_err(|error| error.to_string());
    let read = read.and_then(|pem| {
        if pem.windows(MARK.len()).any(|line| line == MARK) {
            Certificate::from_pem(&pem).map_err(|error| error.to_string())
        } else {
            Err("il ne contient pas de certificat au format PEM".to_owned())
        }
    });
    read.map_err(|why| {
        Illisible::new(format!("Le certificat d’autorité {} ne se lit pas\u{a0}: {why}.", file.display()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(host: &str, security: Security) -> SmtpConfig {
        let from = "CDG 82 <contact@cdg82.fr>".parse().unwrap();
        SmtpConfig {
            host: host.to_owned(),
            port: 25,
            security,
            user: Some("u".to_owned()),
            password: Some("secret".to_owned()),
            ca: None,
            from,
        }
    }

    #[test]
    fn a_password_does_not_leave_in_clear_nor_show_in_a_log() {
        assert!(connect(&config("smtp.exemple.fr", Security::Aucune)).unwrap_err().to_string().contains("en clair"));
        assert!(!format!("{:?}", config("smtp.exemple.fr", Security::Tls)).contains("secret"));
    }
}
