//! The register of the RGPD that a collectivité keeps with its shared DPD.
#![doc = include_str!("../README.md")]

pub mod cli;
pub mod demo;
pub mod domain;
mod droits;
pub mod gestes;
mod ports;
pub mod store;
mod web;

use ::jobs::{CronError, Registry};
use ::web::{Droit, Fait, MenuEntry, Room, Services, ui::Icon};
use db::Migration;

use droits::ConsulterRegistre;

/// The schema of the room.
pub const MIGRATIONS: &[Migration] =
    &[Migration { room: "rgpd", name: "0001_rgpd", sql: include_str!("../migrations/0001_rgpd.sql") }];

/// The room, as the roof plugs it in.
pub static ROOM: Room = Room {
    nom: "rgpd",
    migrations: MIGRATIONS,
    routes: web::routes,
    menu,
    faits: FAITS,
    permissions: droits::PERMISSIONS,
    lists: &[&store::traitements::LIST, &store::traitements::LIST_CENTRE],
    register,
    ports: ports::offer,
};

const FAITS: &[Fait] = &[
    Fait { code: "rgpd-cree", phrase: "Le traitement est créé\u{a0}: remplissez-le à votre rythme." },
    Fait { code: "rgpd-enregistre", phrase: "C’est enregistré." },
    Fait { code: "rgpd-soumis", phrase: "Le traitement est soumis au délégué." },
    Fait { code: "rgpd-controle", phrase: "Le contrôle est enregistré\u{a0}: le responsable peut valider." },
    Fait { code: "rgpd-renvoye", phrase: "Le traitement est renvoyé à la collectivité, avec vos préconisations." },
    Fait { code: "rgpd-valide", phrase: "Le traitement est validé\u{a0}: cette version ne changera plus." },
    Fait { code: "rgpd-archive", phrase: "Le traitement est archivé." },
    Fait { code: "rgpd-restaure", phrase: "Le traitement est sorti des archives\u{a0}: c’est un brouillon." },
    Fait {
        code: "rgpd-importe", phrase: "Le registre est importé\u{a0}: relisez les brouillons, puis soumettez-les."
    },
    Fait {
        code: "rgpd-modele",
        phrase: "Le modèle est repris\u{a0}: relisez-le, et confirmez les mesures qui sont en place.",
    },
    Fait { code: "rgpd-scelle", phrase: "Le registre est scellé." },
    Fait { code: "rgpd-service", phrase: "Le service est ajouté." },
    Fait { code: "rgpd-service-retire", phrase: "Le service est retiré." },
    Fait { code: "rgpd-habilitation", phrase: "Les services de cette personne sont enregistrés." },
];

fn menu() -> Vec<MenuEntry> {
    let entry = |groupe, libelle, icone, href, permission| MenuEntry {
        groupe,
        libelle,
        icone,
        href,
        permission: Some(permission),
    };
    vec![entry("Ma collectivité", "Registre RGPD", Icon::ShieldCheck, "/c/{siren}/rgpd", ConsulterRegistre::PERMISSION)]
}

/// The room has no job yet.
#[expect(clippy::unnecessary_wraps, reason = "the shape that every room gives")]
fn register(_registry: &mut Registry, _services: &Services) -> Result<(), CronError> {
    Ok(())
}
