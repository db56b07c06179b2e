//! The register of the RGPD that a collectivité keeps with its shared DPD.
#![doc = include_str!("../README.md")]

mod api;
pub mod cli;
pub mod demo;
pub mod domain;
mod droits;
pub mod gestes;
mod jobs;
mod ports;
mod rapport;
pub mod store;
mod web;

use ::web::{Droit, Fait, MenuEntry, Room, ui::Icon};
use db::Migration;

use droits::{ConsulterRegistre, GererModeles, SuivreRgpd};

/// The schema of the room.
pub const MIGRATIONS: &[Migration] = &[
    Migration { room: "rgpd", name: "0001_rgpd", sql: include_str!("../migrations/0001_rgpd.sql") },
    Migration { room: "rgpd", name: "0002_centre", sql: include_str!("../migrations/0002_centre.sql") },
];

/// The room, as the roof plugs it in.
pub static ROOM: Room = Room {
    nom: "rgpd",
    migrations: MIGRATIONS,
    routes: || web::routes().merge(api::routes()),
    menu,
    faits: FAITS,
    permissions: droits::PERMISSIONS,
    lists: &[&store::traitements::LIST, &store::traitements::LIST_CENTRE, &store::catalogue::LIST],
    register: jobs::register,
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
    Fait {
        code: "rgpd-colonnes",
        phrase: "Le fichier est relu ainsi, et les prochains de mêmes titres le seront aussi.",
    },
    Fait { code: "rgpd-lot-annule", phrase: "Le lot est annulé." },
    Fait { code: "rgpd-lot-fait", phrase: "C’est fait pour tous les traitements cochés." },
    Fait { code: "rgpd-accepte", phrase: "Ce que vous avez coché est pris dans le modèle\u{a0}: relisez la fiche." },
    Fait { code: "rgpd-garde", phrase: "Votre fiche reste telle quelle." },
    Fait { code: "rgpd-publication", phrase: "Vos choix pour la page publique sont enregistrés." },
    Fait { code: "rgpd-piece", phrase: "Le document est joint." },
    Fait { code: "rgpd-piece-retiree", phrase: "Le document est retiré." },
    Fait {
        code: "rgpd-modele-publie",
        phrase: "La version est publiée\u{a0}: elle est proposée à toutes les fiches qui viennent de ce modèle.",
    },
    Fait { code: "rgpd-modele-abandonne", phrase: "La version en cours d’écriture est abandonnée." },
    Fait { code: "rgpd-catalogue", phrase: "La fiche du catalogue est enregistrée." },
    Fait { code: "rgpd-rapproche", phrase: "Ce nom mène désormais à cette fiche." },
    Fait { code: "rgpd-scelle", phrase: "Le registre est scellé." },
    Fait { code: "rgpd-service", phrase: "Le service est ajouté." },
    Fait { code: "rgpd-service-retire", phrase: "Le service est retiré." },
    Fait { code: "rgpd-habilitation", phrase: "Les services de cette personne sont enregistrés." },
];

fn menu() -> Vec<MenuEntry> {
    vec![
        MenuEntry::new(
            "Protection des données",
            "Traitements",
            Icon::ListChecks,
            "/centre/rgpd/traitements",
            SuivreRgpd::PERMISSION,
        ),
        MenuEntry::new(
            "Protection des données",
            "Modèles",
            Icon::BookOpen,
            "/centre/rgpd/modeles",
            GererModeles::PERMISSION,
        ),
        MenuEntry::new(
            "Protection des données",
            "Catalogue",
            Icon::Library,
            "/centre/rgpd/catalogue",
            GererModeles::PERMISSION,
        ),
        MenuEntry::new(
            "Ma collectivité",
            "Registre RGPD",
            Icon::ShieldCheck,
            "/c/{siren}/rgpd",
            ConsulterRegistre::PERMISSION,
        ),
    ]
}
