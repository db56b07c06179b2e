//! The room of actes.
#![doc = include_str!("../README.md")]

mod api;
pub mod cli;
pub mod demo;
pub mod domain;
mod droits;
pub mod gestes;
mod jobs;
mod roads;
pub mod store;
pub mod transport;
mod web;

pub use domain::WEBHOOKS;
pub use jobs::retour_fetch::RELEVE;

use ::web::{Droit, Fait, MenuEntry, Room, ui::Icon};
use db::Migration;

use droits::{ConsulterActes, SuivreActes};

/// The schema of the room.
pub const MIGRATIONS: &[Migration] =
    &[Migration { room: "actes", name: "0001_actes", sql: include_str!("../migrations/0001_actes.sql") }];

/// The room, as the roof plugs it in.
pub static ROOM: Room = Room {
    nom: "actes",
    migrations: MIGRATIONS,
    routes: || web::routes().merge(api::routes()),
    menu,
    faits: FAITS,
    permissions: droits::PERMISSIONS,
    lists: &[&store::actes::LIST, &store::envois::JOURNAL],
    register: jobs::register,
    ports: |_| {},
};

const FAITS: &[Fait] = &[
    Fait {
        code: "actes-depose",
        phrase: "L’acte est déposé\u{a0}: choisissez sa matière, vérifiez, puis transmettez.",
    },
    Fait { code: "actes-enregistre", phrase: "C’est enregistré." },
    Fait { code: "actes-pret", phrase: "L’acte attend la personne qui peut le transmettre." },
    Fait { code: "actes-piece", phrase: "Les fichiers sont ajoutés." },
    Fait { code: "actes-transmis", phrase: "L’acte part à la préfecture\u{a0}: sa réponse s’affichera ici." },
    Fait {
        code: "actes-lot-transmis",
        phrase: "Ce qui était prêt part à la préfecture\u{a0}; le reste attend ici, avec sa raison.",
    },
    Fait { code: "actes-annulation", phrase: "La demande d’annulation part à la préfecture." },
    Fait { code: "actes-reponse", phrase: "Votre réponse part à la préfecture." },
    Fait { code: "actes-supprime", phrase: "Le brouillon est supprimé." },
    Fait { code: "actes-publie", phrase: "L’acte est en ligne\u{a0}: tout le monde peut le lire." },
    Fait { code: "actes-retire", phrase: "L’acte n’est plus sur la page publique." },
    Fait { code: "actes-reglages", phrase: "Les réglages sont enregistrés." },
    Fait { code: "actes-raccordement", phrase: "Le raccordement est enregistré." },
    Fait { code: "actes-formation", phrase: "La formation est notée." },
    Fait {
        code: "actes-ecole", phrase: "La préfecture d’exercice a écrit\u{a0}: sa lettre arrive dans la minute."
    },
    Fait { code: "actes-relance", phrase: "L’envoi repart." },
    Fait { code: "actes-pause", phrase: "Rien ne part tant que dure la pause." },
    Fait { code: "actes-reprise", phrase: "Les envois reprennent." },
];

fn menu() -> Vec<MenuEntry> {
    vec![
        MenuEntry::new("Dématérialisation", "Télétransmission", Icon::Send, "/centre/actes", SuivreActes::PERMISSION),
        MenuEntry::new("Ma collectivité", "Actes", Icon::Send, "/c/{siren}/actes", ConsulterActes::PERMISSION),
    ]
}
