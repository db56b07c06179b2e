//! Conventions, tariffs, abonnements and the yearly état of a centre de gestion.
#![doc = include_str!("../README.md")]

mod api;
pub mod cli;
pub mod cli_conventions;
pub mod demo;
pub mod domain;
mod droits;
pub mod editions;
pub mod gestes;
pub mod jobs;
mod ports;
pub mod store;
mod web;

use ::jobs::{CronError, Registry};
use ::web::{Droit, Fait, MenuEntry, Room, Services, ui::Icon};
use contracts::{Told, conventions::EtatValide};
use db::Migration;

use droits::{ConsulterConventions, ConsulterEtats, ConsulterTarifs, SuivreConventions, VoirTableau};
use jobs::{devis_mail, echeance_rappel, etat_emit, etat_year, recensement_rappel};

/// The schema of the room.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        room: "conventions",
        name: "0001_conventions",
        sql: include_str!("../migrations/0001_conventions.sql"),
    },
    Migration { room: "conventions", name: "0002_envois", sql: include_str!("../migrations/0002_envois.sql") },
    Migration {
        room: "conventions",
        name: "0003_devis_envoye",
        sql: include_str!("../migrations/0003_devis_envoye.sql"),
    },
];

/// The room, as the roof plugs it in.
pub static ROOM: Room = Room {
    nom: "conventions",
    migrations: MIGRATIONS,
    routes: || web::routes().merge(api::routes()),
    menu,
    faits: FAITS,
    permissions: droits::PERMISSIONS,
    lists: &[&store::membres::LIST, &store::recensements::LIST, &store::resumes::LIST],
    register,
    ports: ports::offer,
};

const FAITS: &[Fait] = &[
    Fait { code: "tarifs-importes", phrase: "Les tarifs sont importés." },
    Fait { code: "tarifs-valides", phrase: "La grille est validée : ses tarifs ne changeront plus." },
    Fait { code: "indice-enregistre", phrase: "L’indice est enregistré." },
    Fait {
        code: "etats-valides", phrase: "Les états sont validés. Ils partent par courriel, l’un après l’autre."
    },
    Fait { code: "etat-valide", phrase: "L’état est validé. Il part par courriel." },
    Fait {
        code: "convention-proposee", phrase: "La convention est proposée : faites-la signer par les deux parties."
    },
    Fait { code: "signature", phrase: "La signature est enregistrée." },
    Fait { code: "denonciation", phrase: "La dénonciation est enregistrée." },
    Fait { code: "reconduction", phrase: "La reconduction est enregistrée." },
    Fait { code: "resiliation", phrase: "La résiliation est enregistrée." },
    Fait { code: "avenants", phrase: "L’avenant est enregistré." },
    Fait { code: "deliberations", phrase: "La délibération est enregistrée." },
    Fait { code: "assimilation", phrase: "L’assimilation est enregistrée." },
    Fait { code: "budget", phrase: "La ligne budgétaire est enregistrée." },
    Fait { code: "engagement", phrase: "L’engagement est mis à jour." },
    Fait { code: "abonnement-ajoute", phrase: "L’abonnement est enregistré." },
    Fait { code: "abonnement-modifie", phrase: "La quantité est enregistrée." },
    Fait { code: "abonnement-termine", phrase: "L’abonnement se termine à la fin de l’année choisie." },
    Fait { code: "abonnements-importes", phrase: "Les abonnements sont importés." },
    Fait { code: "devis-prepare", phrase: "Le devis est prêt : vérifiez-le, puis envoyez-le." },
    Fait {
        code: "devis-envoye",
        phrase: "Le devis est envoyé par courriel : la collectivité le voit aussi dans son espace et peut y répondre.",
    },
    Fait { code: "devis-accepte", phrase: "Le devis est accepté : il devient un abonnement." },
    Fait { code: "devis-refuse", phrase: "Le devis est refusé." },
    Fait { code: "recensement", phrase: "Le recensement est enregistré." },
    Fait { code: "recensement-signe", phrase: "L’annexe est signée : ses niveaux valent pour toute l’année." },
    Fait { code: "recensement-rappel", phrase: "Les rappels partent par courriel, l’un après l’autre." },
    Fait { code: "etat-rectifie", phrase: "L’état rectificatif est calculé : vérifiez-le, puis validez-le." },
];

fn menu() -> Vec<MenuEntry> {
    vec![
        MenuEntry::new("Pilotage", "Tableau de bord", Icon::LayoutDashboard, "/centre", VoirTableau::PERMISSION),
        MenuEntry::new(
            "Adhérents",
            "Conventions",
            Icon::FileSignature,
            "/centre/conventions",
            SuivreConventions::PERMISSION,
        ),
        MenuEntry::new(
            "Adhérents",
            "Échéances",
            Icon::CalendarClock,
            "/centre/echeances",
            SuivreConventions::PERMISSION,
        ),
        MenuEntry::new("Adhérents", "États annuels", Icon::ReceiptEuro, "/centre/etats", ConsulterEtats::PERMISSION),
        MenuEntry::new("Adhérents", "Tarifs", Icon::Tags, "/centre/tarifs", ConsulterTarifs::PERMISSION),
        MenuEntry::new(
            "Ma collectivité",
            "Tableau de bord",
            Icon::LayoutDashboard,
            "/c/{siren}",
            VoirTableau::PERMISSION,
        ),
        MenuEntry::new(
            "Ma collectivité",
            "Conventions",
            Icon::FileSignature,
            "/c/{siren}/conventions",
            ConsulterConventions::PERMISSION,
        ),
        MenuEntry::new(
            "Ma collectivité",
            "Abonnements",
            Icon::ListChecks,
            "/c/{siren}/abonnements",
            ConsulterConventions::PERMISSION,
        ),
        MenuEntry::new(
            "Ma collectivité",
            "Postes",
            Icon::MonitorCog,
            "/c/{siren}/recensements",
            ConsulterConventions::PERMISSION,
        ),
        MenuEntry::new(
            "Ma collectivité",
            "Devis",
            Icon::Calculator,
            "/c/{siren}/devis",
            ConsulterConventions::PERMISSION,
        ),
        MenuEntry::new(
            "Ma collectivité",
            "États annuels",
            Icon::ReceiptEuro,
            "/c/{siren}/etats",
            ConsulterEtats::PERMISSION,
        ),
    ]
}

fn register(registry: &mut Registry, services: &Services) -> Result<(), CronError> {
    echeance_rappel::register(registry, services)?;
    recensement_rappel::register(registry, services);
    devis_mail::register(registry, services);
    let services = services.clone();
    registry.on(etat_year::CALCUL, etat_year::run);
    registry.on(etat_emit::EMISSION, move |ctx| etat_emit::run(ctx, services.clone()));
    registry.subscribe(EtatValide::KIND, etat_emit::EMISSION);
    Ok(())
}
