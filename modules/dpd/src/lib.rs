//! The room of the shared délégué à la protection des données.
#![doc = include_str!("../README.md")]

mod api;
pub mod cli;
pub mod demo;
pub mod domain;
mod droits;
pub mod gestes;
pub mod jobs;
pub mod store;
mod web;

use ::jobs::{CronError, Registry};
use ::web::{Droit, Fait, MenuEntry, Room, Services, ui::Icon};
use db::Migration;

use droits::Suivre;

/// The schema of the room.
pub const MIGRATIONS: &[Migration] =
    &[Migration { room: "dpd", name: "0001_dpd", sql: include_str!("../migrations/0001_dpd.sql") }];

/// The room, as the roof plugs it in.
pub static ROOM: Room = Room {
    nom: "dpd",
    migrations: MIGRATIONS,
    routes: || web::routes().merge(api::routes()),
    menu,
    faits: FAITS,
    permissions: droits::PERMISSIONS,
    lists: &[],
    register,
    ports: |_| {},
};

const FAITS: &[Fait] = &[
    Fait { code: "dpd-note", phrase: "L’échange est noté." },
    Fait { code: "dpd-corrige", phrase: "L’échange est corrigé." },
    Fait { code: "dpd-retire", phrase: "L’échange est retiré." },
    Fait { code: "dpd-recepisse", phrase: "Le récépissé est enregistré." },
    Fait { code: "dpd-designations", phrase: "Les désignations sont à jour." },
    Fait { code: "dpd-campagne", phrase: "Les courriels partent, l’un après l’autre." },
];

fn menu() -> Vec<MenuEntry> {
    let entry =
        |libelle, icone, href| MenuEntry::new("Protection des données", libelle, icone, href, Suivre::PERMISSION);
    vec![
        entry("Qui a besoin de moi", Icon::ShieldCheck, "/centre/rgpd"),
        entry("Échanges et temps", Icon::Clock, "/centre/rgpd/echanges"),
        entry("Désignations CNIL", Icon::BadgeCheck, "/centre/rgpd/designations"),
        entry("Campagnes", Icon::Mail, "/centre/rgpd/campagnes"),
    ]
}

#[expect(clippy::unnecessary_wraps, reason = "the shape that every room gives")]
fn register(registry: &mut Registry, services: &Services) -> Result<(), CronError> {
    jobs::campagne_send::register(registry, services);
    Ok(())
}
