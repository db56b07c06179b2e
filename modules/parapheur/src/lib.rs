//! The room of signatures.
#![doc = include_str!("../README.md")]

mod api;
pub mod domain;
mod droits;
pub mod gestes;
pub mod store;
mod web;

use ::web::{Droit, Fait, MenuEntry, Room, ui::Icon};
use db::Migration;

use droits::GererConfiance;

/// The schema of the room.
pub const MIGRATIONS: &[Migration] =
    &[Migration { room: "parapheur", name: "0001_confiance", sql: include_str!("../migrations/0001_confiance.sql") }];

/// The room, as the roof plugs it in.
pub static ROOM: Room = Room {
    nom: "parapheur",
    migrations: MIGRATIONS,
    routes: || web::routes().merge(api::routes()),
    menu,
    faits: FAITS,
    permissions: droits::PERMISSIONS,
    lists: &[&store::autorites::LIST],
    register: |_, _| Ok(()),
    ports: |_| {},
};

const FAITS: &[Fait] = &[
    Fait { code: "parapheur-autorites", phrase: "Les autorités sont ajoutées." },
    Fait { code: "parapheur-autorite-retiree", phrase: "Cette autorité n’est plus reconnue." },
];

fn menu() -> Vec<MenuEntry> {
    vec![MenuEntry::new(
        "Plateforme",
        "Autorités de confiance",
        Icon::BadgeCheck,
        "/centre/confiance",
        GererConfiance::PERMISSION,
    )]
}
