//! The reception of the house: signing in, one's own account, the people and what each may do.
#![doc = include_str!("../README.md")]

mod api;
mod courriels;
mod demo;
mod droits;
mod faits;
mod gestes;
mod refus;
mod regles;
mod routes;
mod suite;
mod web;

use ::web::{MenuEntry, Room, ui::Icon};

pub use demo::MOT_DE_PASSE as DEMO_MOT_DE_PASSE;

/// The reception, for the roof. It has no table: it shows the annuaire.
pub static ROOM: Room = Room {
    nom: "accueil",
    migrations: &[],
    routes: routes::routes,
    menu,
    faits: faits::FAITS,
    permissions: droits::PERMISSIONS,
    lists: &[],
    register: |_, _| Ok(()),
    ports: |_| {},
};

fn menu() -> Vec<MenuEntry> {
    let of = |permission, href| MenuEntry::new("Plateforme", "Personnes", Icon::Users, href, permission);
    vec![
        of(<droits::Gerer as ::web::Droit>::PERMISSION, "/centre/personnes"),
        of(<droits::GererCollectivite as ::web::Droit>::PERMISSION, "/c/{siren}/personnes"),
    ]
}
