//! The dashboard of the reference pictures, made of components.

use maud::html;
use time::macros::date;
use web::ui::{
    Action, Aide, BarChart, Carte, Echeance, Echeances, Mosaique, MosaiqueTile, Niveau, Page, Tuile, tuiles,
};

const NIVEAUX: [Niveau; 4] = [Niveau::Haut, Niveau::Moyen, Niveau::Bas, Niveau::Aucun];

pub async fn show() -> Page {
    let figures = tuiles([
        Tuile::new("Anomalies de l’état 2021", 7)
            .link("3 devis manquants, 4 annexes non signées", "/liste")
            .urgent(true),
        Tuile::new("Recettes prévues 2021", "366\u{202f}800\u{a0}€").follow("+\u{a0}4,2\u{a0}% sur 2020"),
        Tuile::new("Conventions à renouveler", 12).link("avant le 31\u{a0}décembre", "/liste"),
        Tuile::new("Registres RGPD à jour", "148\u{a0}/\u{a0}187").link("voir les 39 autres", "/liste"),
    ]);
    Page::new(&super::shell("/"), "Bonjour Claire, trois choses vous attendent")
        .lead("205 adhérents, dont 195 communes. L’état annuel 2021 est calculé, il reste à valider.")
        .primary(Action::link("Valider l’état 2021", "/suppression"))
        .action(Action::link("Nouvelle collectivité", "/formulaire"))
        .content(figures)
        .content(html! {
            div.grille {
                div.pile {
                    (Carte::new("Recettes par service, 2021").content(revenue()))
                    (Carte::new("Adhésion des 195 communes au service RGPD").content(map()))
                }
                div.pile {
                    (Carte::new("Prochaines échéances").content(due()))
                    (Aide::new("Qu’est-ce qu’une annexe de recensement\u{a0}?", "La liste des postes, signée chaque année par la collectivité, où elle choisit le niveau de service poste par poste. Sans annexe signée, l’état annuel reprend celle de l’an passé.").example("la mairie d’Albias déclare 6 postes, dont 2 en niveau 2."))
                }
            }
        })
}

fn revenue() -> BarChart {
    BarChart::new("Recettes 2021 par service, en euros", "Recettes")
        .heading("Service")
        .bar("RGPD", 95_400, "95\u{202f}400\u{a0}€")
        .bar("Postes N1–N3", 141_200, "141\u{202f}200\u{a0}€")
        .bar("Dématérialisation", 62_800, "62\u{202f}800\u{a0}€")
        .bar("Packs Internet", 58_100, "58\u{202f}100\u{a0}€")
        .bar("Messagerie", 9_300, "9\u{202f}300\u{a0}€")
        .export("/liste/export?format=xlsx")
}

fn due() -> Echeances {
    Echeances::new([
        Echeance::new(date!(2021 - 11 - 24), "Valeur Syntec de novembre", "/liste")
            .why("attendue pour réviser les tarifs 2022"),
        Echeance::new(date!(2021 - 11 - 30), "Caussade\u{a0}: réponse à une demande d’accès", "/liste")
            .why("dernier jour du délai d’un mois")
            .urgent(true),
        Echeance::new(date!(2021 - 12 - 01), "Lafrançaise\u{a0}: reconduction expresse", "/liste")
            .why("deux mois avant la fin de la convention"),
    ])
}

fn map() -> Mosaique {
    let tiles = |from: usize, count: usize| {
        (from..from + count)
            .map(|n| MosaiqueTile::new(format!("Commune n°\u{a0}{n}"), format!("/liste?q={n}"), NIVEAUX[n * n % 7 % 4]))
    };
    Mosaique::new("adhesion")
        .legend(Niveau::Haut, "registre à jour")
        .legend(Niveau::Moyen, "en cours")
        .legend(Niveau::Bas, "sans registre")
        .legend(Niveau::Aucun, "non adhérente")
        .group("Arrondissement de Castelsarrasin", tiles(0, 102))
        .group("Arrondissement de Montauban", tiles(102, 93))
}
