//! Opens an installation: its database, its files, its services, its rooms.

use std::sync::Arc;

use actes::transport::reel::Reel;
use anyhow::{Context, Result, anyhow};
use axum::Router;
use db::{Db, Migration};
use documents::{Antivirus, Documents, Limits};
use editique::Presse;
use jobs::{Registry, Wake};
use kernel::Clock;
use mail::{Mailer, Transport};
use web::{Config, House, Parts, Services};
use webhooks::Webhooks;

use crate::{
    rooms::{ROOMS, WEBHOOKS, migrations},
    settings::{Settings, make_data},
    upkeep,
};

/// An open installation. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Opened {
    pub services: Services,
    pub registry: Arc<Registry>,
}

/// Opens without touching the schema.
pub async fn open(settings: &Settings) -> Result<Opened> {
    make_data(&settings.data)?;
    let db = Db::open(&settings.database, settings.connections).await?;
    open_with(settings, db, Clock::system(), annuaire::Durete::recommandee()).await
}

/// Opens, and brings the schema up to date.
pub async fn open_migrated(settings: &Settings) -> Result<Opened> {
    let opened = open(settings).await?;
    opened.migrate().await?;
    Ok(opened)
}

/// Opens on a database and a clock of one's own: the tests.
pub async fn open_with(settings: &Settings, db: Db, clock: Clock, durete: annuaire::Durete) -> Result<Opened> {
    let config = Config {
        public_url: settings.public_url.clone(),
        durete,
        demo: settings.demo,
        max_upload: settings.max_upload,
        behind_proxy: settings.behind_proxy,
    };
    let antivirus = settings.clamd.as_deref().map(Antivirus::new).transpose().map_err(|e| anyhow!(e.0))?;
    // Without an antivirus nothing is ever scanned: everything is served as it came.
    let limits = Limits { max_size: settings.max_upload, serve_unscanned: antivirus.is_none() };
    let documents = Documents::new(settings.data.join("documents"), limits, antivirus)
        .await
        .context("Le dossier des documents ne peut pas être ouvert")?;
    let presse = Presse::new().context("L’éditique ne peut pas être préparée")?;
    let mut offered = web::Ports::default();
    if let Some(config) = &settings.actes {
        let road = Reel::new(config.clone(), clock.clone()).map_err(|e| anyhow!(e.0))?;
        offered.offer::<dyn actes::transport::Transport>(Arc::new(road));
    }
    let told = Webhooks::new(&settings.webhooks, &settings.data, WEBHOOKS.iter().copied().flatten().copied());
    let webhooks = Arc::new(told.map_err(|e| anyhow!(e.0))?);
    offered.offer(Arc::clone(&webhooks));
    let parts = Parts { db, clock, config, documents, presse, wake: Wake::new() };
    let services = Services::with_offers(parts, ROOMS, offered);
    let registry = Arc::new(register(&services, settings, (*webhooks).clone())?);
    Ok(Opened { services, registry })
}

fn register(services: &Services, settings: &Settings, webhooks: Webhooks) -> Result<Registry> {
    let transport = match &settings.smtp {
        Some(smtp) if !settings.demo => Transport::Smtp(smtp.clone()),
        _ => Transport::Page,
    };
    let mut registry = Registry::new();
    mail::register(&mut registry, Mailer::new(transport)?);
    webhooks::register(&mut registry, webhooks);
    webhooks::housekeeping(&mut registry)?;
    jobs::housekeeping(&mut registry, 90)?;
    upkeep::register(&mut registry, services)?;
    for room in ROOMS {
        (room.register)(&mut registry, services).with_context(|| format!("La pièce {} ne se branche pas", room.nom))?;
    }
    Ok(registry)
}

impl Opened {
    /// Brings the schema up to date; gives the steps applied.
    pub async fn migrate(&self) -> Result<Vec<Migration>> {
        Ok(self.services.db().migrate(&migrations(), self.services.clock()).await?)
    }

    pub fn house(&self) -> (House, web::Routes) {
        House::new(self.services.clone(), Arc::clone(&self.registry), ROOMS)
    }

    /// Everything that the server answers.
    pub fn router(&self) -> Router {
        let (house, routes) = self.house();
        web::router(house, routes)
    }

    /// Runs the jobs until none is due: command line, demo and tests.
    pub async fn drain(&self) -> Result<()> {
        let (db, clock) = (self.services.db().clone(), self.services.clock().clone());
        jobs::Worker::new(db, Arc::clone(&self.registry), clock, "ligne de commande").drain().await?;
        Ok(())
    }
}
