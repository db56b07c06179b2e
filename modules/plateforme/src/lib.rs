//! The room of the platform itself: collectivités, journal, jobs, mails, documents, search, the API's description.
#![doc = include_str!("../README.md")]

mod api;
mod droits;
mod import;
mod mots;
mod refus;
mod verification;
mod web;

use ::web::{Droit, Fait, MenuEntry, Room, Services, ui::Icon};
use jobs::Registry;

use droits::{Consulter, ConsulterCourriels, ConsulterJournal, GererTravaux, LireFiche, RelierLogiciels};

/// The plug. This room owns no table: it shows services.
pub const ROOM: Room = Room {
    nom: "plateforme",
    migrations: &[],
    routes: || web::routes().merge(api::routes()),
    menu,
    faits: FAITS,
    permissions: droits::PERMISSIONS,
    lists: &[],
    register,
    ports: |_| {},
};

const FAITS: &[Fait] = &[
    Fait {
        code: "collectivite-creee", phrase: "La collectivité est ajoutée. Complétez sa fiche quand vous voudrez."
    },
    Fait { code: "collectivite-desactivee", phrase: "La collectivité est désactivée." },
    Fait { code: "collectivite-reactivee", phrase: "La collectivité est réactivée." },
    Fait { code: "fiche-modifiee", phrase: "La fiche est enregistrée." },
    Fait { code: "population-enregistree", phrase: "La population est enregistrée." },
    Fait { code: "contact-ajoute", phrase: "Le contact est ajouté." },
    Fait { code: "contact-modifie", phrase: "Le contact est enregistré." },
    Fait { code: "contact-retire", phrase: "Le contact est retiré." },
    Fait { code: "travail-relance", phrase: "Le travail est relancé." },
    Fait { code: "travail-annule", phrase: "Le travail est annulé, ou s’arrêtera dès que possible." },
    Fait { code: "courriel-relance", phrase: "Le courriel repart." },
    Fait { code: "webhook-enregistre", phrase: "Le logiciel relié est enregistré." },
    Fait { code: "webhook-arrete", phrase: "Ce logiciel n’est plus prévenu." },
    Fait { code: "webhook-repris", phrase: "Ce logiciel est de nouveau prévenu." },
    Fait { code: "webhook-essai", phrase: "L’essai part\u{a0}: rechargez la page pour voir sa réponse." },
    Fait { code: "webhook-renvoi", phrase: "C’est renvoyé." },
    Fait { code: "webhook-supprime", phrase: "Ce logiciel n’est plus relié." },
];

fn menu() -> Vec<MenuEntry> {
    vec![
        MenuEntry::new("Adhérents", "Collectivités", Icon::Building2, "/centre/collectivites", Consulter::PERMISSION),
        MenuEntry::new("Plateforme", "Courriels", Icon::Mail, "/centre/courriels", ConsulterCourriels::PERMISSION),
        MenuEntry::new("Plateforme", "Travaux", Icon::ListChecks, "/centre/travaux", GererTravaux::PERMISSION),
        MenuEntry::new("Plateforme", "Journal", Icon::ScrollText, "/centre/journal", ConsulterJournal::PERMISSION),
        MenuEntry::new(
            "Plateforme",
            "Logiciels reliés",
            Icon::Webhook,
            "/centre/webhooks",
            RelierLogiciels::PERMISSION,
        ),
        MenuEntry::new("Ma collectivité", "Fiche", Icon::Landmark, "/c/{siren}/fiche", LireFiche::PERMISSION),
        MenuEntry::new(
            "Ma collectivité",
            "Journal",
            Icon::ScrollText,
            "/c/{siren}/journal",
            ConsulterJournal::PERMISSION,
        ),
        MenuEntry::new(
            "Ma collectivité",
            "Logiciels reliés",
            Icon::Webhook,
            "/c/{siren}/webhooks",
            RelierLogiciels::PERMISSION,
        ),
    ]
}

fn register(registry: &mut Registry, services: &Services) -> Result<(), jobs::CronError> {
    web::sante::started(services.clock());
    import::register(registry, services);
    verification::register(registry)
}
