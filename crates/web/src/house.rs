//! `House`: what every handler may use, built once by the roof; `Room`: what a room gives to the roof.

use std::{ops::Deref, sync::Arc};

use annuaire::Permission;
use db::{Db, ListSql, Migration};
use documents::Documents;
use editique::Presse;
use jobs::{Registry, Wake};
use kernel::Clock;

use crate::{
    Fait, MenuEntry, RouteEntry, Routes,
    ports::{NotOffered, Ports},
};

/// The shared machinery, for the handlers of pages and of jobs alike. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Services(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    parts: Parts,
    ports: Ports,
}

/// What the roof opens.
#[derive(Debug)]
pub struct Parts {
    pub db: Db,
    pub clock: Clock,
    pub config: Config,
    pub documents: Documents,
    pub presse: Presse,
    /// Wakes the workers of this process, after a commit that enqueued.
    pub wake: Wake,
}

/// What the administrator decides.
#[derive(Debug, Clone)]
pub struct Config {
    /// How people reach the server, without a final slash: `https://services.cdg82.fr`.
    pub public_url: String,
    /// How hard passwords are hashed; tests lower it.
    pub durete: annuaire::Durete,
    /// The demo world: the sign-in page lists its accounts, and mails stay on the page « Courriels ».
    pub demo: bool,
    /// The largest file received, in bytes.
    pub max_upload: u64,
    /// Whether a proxy of ours stands before, whose `X-Forwarded-For` tells the true address.
    pub behind_proxy: bool,
}

/// A room, as the roof plugs it in.
#[derive(Debug)]
pub struct Room {
    pub nom: &'static str,
    pub migrations: &'static [Migration],
    pub routes: fn() -> Routes,
    pub menu: fn() -> Vec<MenuEntry>,
    pub faits: &'static [Fait],
    pub permissions: &'static [Permission],
    /// Every list with filters and sorts, for the test that prepares their statements.
    pub lists: &'static [&'static ListSql],
    /// Gives the handlers of its jobs, its abonnements and its schedules.
    pub register: fn(&mut Registry, &Services) -> Result<(), jobs::CronError>,
    /// Offers what this room answers to others.
    pub ports: fn(&mut Ports),
}

/// The state of the server. Cheap to clone.
#[derive(Debug, Clone)]
pub struct House {
    services: Services,
    plan: Arc<Plan>,
}

#[derive(Debug)]
struct Plan {
    registry: Arc<Registry>,
    menu: Vec<MenuEntry>,
    faits: Vec<Fait>,
    permissions: Vec<Permission>,
    routes: Vec<RouteEntry>,
}

impl Services {
    /// Without any room to ask.
    pub fn new(parts: Parts) -> Self {
        Self::with_rooms(parts, &[])
    }

    /// With what these rooms answer to each other.
    pub fn with_rooms(parts: Parts, rooms: &[&Room]) -> Self {
        Self::with_offers(parts, rooms, Ports::default())
    }

    /// With what the roof offers besides: what depends on keys and settings that no room reads.
    pub fn with_offers(parts: Parts, rooms: &[&Room], mut offered: Ports) -> Self {
        for room in rooms {
            (room.ports)(&mut offered);
        }
        Self(Arc::new(Shared { parts, ports: offered }))
    }

    /// The room that answers this question, by its trait: `services.ask::<dyn contracts::rgpd::Registres>()?`.
    pub fn ask<P: ?Sized + Send + Sync + 'static>(&self) -> Result<Arc<P>, NotOffered> {
        self.0.ports.ask()
    }

    pub fn db(&self) -> &Db {
        &self.0.parts.db
    }

    pub fn clock(&self) -> &Clock {
        &self.0.parts.clock
    }

    pub fn config(&self) -> &Config {
        &self.0.parts.config
    }

    pub fn documents(&self) -> &Documents {
        &self.0.parts.documents
    }

    pub fn presse(&self) -> &Presse {
        &self.0.parts.presse
    }

    pub fn wake(&self) -> &Wake {
        &self.0.parts.wake
    }
}

impl House {
    /// Plugs the rooms; gives the state and all their routes, for [`router`](crate::router).
    pub fn new(services: Services, registry: Arc<Registry>, rooms: &[&Room]) -> (Self, Routes) {
        let routes = rooms.iter().fold(Routes::new(), |all, room| all.merge((room.routes)()));
        let plan = Plan {
            registry,
            menu: rooms.iter().flat_map(|room| (room.menu)()).collect(),
            faits: rooms.iter().flat_map(|room| room.faits).copied().collect(),
            permissions: rooms.iter().flat_map(|room| room.permissions).copied().collect(),
            routes: routes.entries().to_vec(),
        };
        (Self { services, plan: Arc::new(plan) }, routes)
    }

    pub fn registry(&self) -> &Registry {
        &self.plan.registry
    }

    /// Every permission of the house, for the page that grants them.
    pub fn permissions(&self) -> &[Permission] {
        &self.plan.permissions
    }

    /// Every route, for the description of the API.
    pub fn routes(&self) -> &[RouteEntry] {
        &self.plan.routes
    }

    pub(crate) fn menu(&self) -> &[MenuEntry] {
        &self.plan.menu
    }

    pub(crate) fn faits(&self) -> &[Fait] {
        &self.plan.faits
    }
}

impl Deref for House {
    type Target = Services;

    fn deref(&self) -> &Services {
        &self.services
    }
}
