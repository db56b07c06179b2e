//! What the administrator decides: flags, then `BEFFROI_*`, then `beffroi.toml`, then the defaults.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::cli::Place;

/// Everything the house needs to open.
#[derive(Debug, Clone)]
pub struct Settings {
    pub data: PathBuf,
    pub database: String,
    pub connections: u32,
    pub listen: SocketAddr,
    pub public_url: String,
    pub behind_proxy: bool,
    pub max_upload: u64,
    pub workers: usize,
    pub smtp: Option<mail::SmtpConfig>,
    /// Where clamd listens: `tcp:127.0.0.1:3310` or `unix:/run/clamav/clamd.ctl`.
    pub clamd: Option<String>,
    /// The key of the webhooks, and where they may go.
    pub webhooks: webhooks::WebhooksConfig,
    /// The road to the préfecture.
    pub actes: Option<actes::transport::reel::ReelConfig>,
    pub demo: bool,
}

/// `beffroi.toml`, every line optional.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    database: Option<String>,
    connections: Option<u32>,
    listen: Option<SocketAddr>,
    public_url: Option<String>,
    behind_proxy: Option<bool>,
    max_upload_mo: Option<u64>,
    workers: Option<usize>,
    smtp: Option<mail::SmtpConfig>,
    clamd: Option<String>,
    #[serde(default)]
    webhooks: webhooks::WebhooksConfig,
    actes: Option<actes::transport::reel::ReelConfig>,
}

impl Settings {
    pub fn read(place: &Place) -> Result<Self> {
        let file = read_file(place)?;
        let data = place.data.clone();
        let database = place.database.clone().or(file.database);
        let listen = place.listen.or(file.listen).unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8082)));
        let public_url = place.public_url.clone().or(file.public_url).unwrap_or_else(|| format!("http://{listen}"));
        Ok(Self {
            database: database.unwrap_or_else(|| format!("sqlite:{}", data.join("beffroi.db").display())),
            // A marker that `beffroi demo` leaves in its data directory: never true elsewhere.
            demo: data.join("demo").exists(),
            data,
            connections: file.connections.unwrap_or(8),
            listen,
            public_url: public_url.trim_end_matches('/').to_owned(),
            behind_proxy: file.behind_proxy.unwrap_or(false),
            max_upload: file.max_upload_mo.unwrap_or(150) * 1024 * 1024,
            workers: file.workers.unwrap_or(2),
            smtp: file.smtp,
            clamd: file.clamd,
            webhooks: file.webhooks,
            actes: file.actes,
        })
    }
}

/// The file named, which must then exist; else `beffroi.toml` in the data directory, if it is there.
fn read_file(place: &Place) -> Result<File> {
    let path = place.config.clone().unwrap_or_else(|| place.data.join("beffroi.toml"));
    if place.config.is_none() && !path.exists() {
        return Ok(File::default());
    }
    let text =
        std::fs::read_to_string(&path).with_context(|| format!("Le fichier {} ne se lit pas", path.display()))?;
    toml::from_str(&text).with_context(|| format!("Le fichier {} est mal écrit", path.display()))
}

/// Makes the data directory, with a sentence that says which one cannot be made.
pub fn make_data(data: &Path) -> Result<()> {
    std::fs::create_dir_all(data).with_context(|| format!("Le dossier {} ne peut pas être créé", data.display()))
}
