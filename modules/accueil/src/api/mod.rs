//! The reception for programs: who one is, the people, where they work.

mod appartenances;
mod formes;
mod membres;
mod moi;
mod personnes;
mod porteur;

use web::{
    Operation, Routes,
    api::{PageApi, Parametre},
};

use formes::{AppartenanceApi, ArriveeApi, MoiApi, PersonneApi, PlaceApi, SaisieArriveeApi, SaisieMembreApi};

const TAG: &str = "personnes";

const FILTRES: &[Parametre] = &[
    Parametre { nom: "q", description: "Mots du nom ou du courriel." },
    Parametre { nom: "role", description: "Code d’un rôle\u{a0}: administrateur, dpd, secretaire…" },
    Parametre { nom: "actif", description: "oui ou non." },
    Parametre { nom: "apres", description: "La «\u{a0}suite\u{a0}» de la page précédente." },
    Parametre { nom: "par_page", description: "500 au plus, 100 sans rien dire." },
];

pub(crate) fn routes() -> Routes {
    let on = |id, resume| Operation::new(TAG, id, resume);
    Routes::new()
        .api("GET", "/api/v1/moi", on("moi", "Qui l’on est, et ce que l’on peut faire.").gives::<MoiApi>(), moi::show)
        .api(
            "GET",
            "/api/v1/personnes",
            on("listerPersonnes", "Les comptes.").query(FILTRES).gives::<PageApi<PersonneApi>>(),
            personnes::list,
        )
        .api(
            "POST",
            "/api/v1/personnes",
            on("inviterPersonne", "Ouvre un compte dans une collectivité, et envoie l’invitation.")
                .takes::<SaisieArriveeApi>()
                .gives::<ArriveeApi>()
                .status(201),
            personnes::create,
        )
        .api(
            "GET",
            "/api/v1/personnes/{id}/appartenances",
            on("listerAppartenances", "Où travaille une personne.").gives::<PageApi<AppartenanceApi>>(),
            appartenances::list,
        )
        .api(
            "POST",
            "/api/v1/personnes/{id}/appartenances",
            on("ajouterAppartenance", "Rattache une personne à une collectivité.")
                .takes::<PlaceApi>()
                .gives::<AppartenanceApi>()
                .status(201),
            appartenances::create,
        )
        .api(
            "DELETE",
            "/api/v1/personnes/{id}/appartenances/{appartenance}",
            on("terminerAppartenance", "Met fin à un rattachement, dès aujourd’hui.").status(204),
            appartenances::end,
        )
        .api(
            "GET",
            "/api/v1/collectivites/{siren}/personnes",
            on("listerMembres", "Qui travaille dans une collectivité.").gives::<PageApi<AppartenanceApi>>(),
            membres::list,
        )
        .api(
            "POST",
            "/api/v1/collectivites/{siren}/personnes",
            on("inviterMembre", "Invite un élu ou un agent dans une collectivité.")
                .takes::<SaisieMembreApi>()
                .gives::<ArriveeApi>()
                .status(201),
            membres::create,
        )
}
