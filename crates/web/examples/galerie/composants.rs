//! Everything else: states, messages, tabs, definitions, timelines, progress, gestures, icons.

use axum::extract::RawQuery;
use maud::{Markup, html};
use web::ui::{
    Action, ActionButton, Alert, Carte, Column, Definitions, Empty, Etat, EtatTon, Flash, Icon, Page, Progress, Row,
    Stepper, Table, Tabs, Timeline, TimelineEvent, Ton, copyable, details, icon, print_button,
};

pub async fn show() -> Page {
    let mut shell = super::shell("/composants");
    shell.flash = Some(Flash { ton: Ton::Succes, texte: "La convention est enregistrée.".into() });
    let tabs =
        Tabs::new("La convention", "/composants").tab("Résumé", "/composants").tab_count("Souscriptions", "/liste", 6);
    Page::new(&shell, "Convention avec la communauté de communes du Quercy vert-Aveyron et des vallées réunies")
        .lead("Un titre trop long, exprès\u{a0}: il doit rester lisible à 320 pixels.")
        .primary(Action::link("Modifier", "/formulaire").icon(Icon::Pencil))
        .action(Action::danger("Résilier", "/suppression").icon(Icon::Trash2))
        .action(print_button())
        .content(tabs.tab("Documents", "/liste-vide").tab_count("Historique", "/travail", 1_284))
        .content(html! {
            div.grille {
                div.pile { (summary()) (states()) (messages()) (totals()) (icons()) }
                div.pile { (history()) (gestures()) (Carte::new("Rien ici").content(nothing())) }
            }
        })
}

/// A long work; `?fini` shows its end.
pub async fn work(RawQuery(query): RawQuery) -> Page {
    let finished = query.is_some_and(|query| query.contains("fini"));
    let steps = Stepper::new("Étapes de l’état annuel", if finished { 4 } else { 1 });
    let steps = steps.step("Contrôles").step("Calcul").step("Documents").step("Envoi");
    let progress = Progress::new("Calcul de l’état annuel 2021", if finished { 205 } else { 128 }, 205);
    let progress = if finished {
        progress.finished(true).detail(html! { "C’est fini. " a href="/liste" { "Voir les 205 états" } })
    } else {
        progress
            .detail("En ce moment\u{a0}: Saint-Étienne-de-Tulmont. Vous pouvez quitter cette page, le calcul continue.")
    };
    let page = Page::new(&super::shell("/travail"), "Calcul de l’état annuel 2021").content(steps);
    page.refresh_every(2).content(Carte::untitled().content(progress.poll("/travail?fini", 2)))
}

fn summary() -> Carte {
    let facts = Definitions::new()
        .fact("SIREN", copyable("200 067 254"))
        .fact("Régime", "Un an, reconduction tacite")
        .fact("Prochaine échéance", html! { "31\u{a0}décembre 2026 " (Etat::attente("À renouveler")) })
        .fact_or_dash("Délibération", None::<&str>);
    Carte::new("Résumé").action(html! { a href="/formulaire" { "Corriger" } }).content(facts)
}

fn states() -> Carte {
    let all =
        [Etat::fait("Validé"), Etat::attente("À contrôler"), Etat::refus("AIPD à faire"), Etat::neutre("Brouillon")];
    Carte::new("États").content(html! { div.rang { @for etat in &all { (etat) } } })
}

fn messages() -> Carte {
    Carte::new("Messages").content(html! { div.pile { @for (ton, text) in super::TONS { (Alert::new(ton, text)) } } })
}

fn totals() -> Carte {
    let table = Table::new("Souscriptions")
        .column(Column::new("service", "Service"))
        .column(Column::new("quantite", "Quantité").numeric())
        .column(Column::new("montant", "Montant").numeric())
        .row(Row::new().cell("Postes, niveau 2").cell(6).cell("1\u{202f}050,00\u{a0}€"))
        .row(Row::new().cell("RGPD, première année").cell(1).cell("792,50\u{a0}€"))
        .foot(Row::new().cell("Total").cell("").cell("1\u{202f}842,50\u{a0}€"));
    Carte::new("Souscriptions")
        .content(table)
        .footer(details("Comment ce prix est-il calculé\u{a0}?", "Six postes à 175\u{a0}€."))
}

fn icons() -> Carte {
    let all: Markup = html! { div.rang { @for drawing in Icon::ALL { (icon(*drawing)) } } };
    Carte::new("Icônes").content(all)
}

fn history() -> Carte {
    let event = TimelineEvent::new;
    let events = [
        event("12\u{a0}mars 2026 à 14\u{a0}h\u{a0}05", "Convention signée").who("Claire Arnaud").ton(EtatTon::Fait),
        event("3\u{a0}mars 2026", "Délibération refusée")
            .ton(EtatTon::Refus)
            .body("Il manque le cachet de la préfecture."),
        event("2\u{a0}mars 2026", "Délibération reçue").who("Mairie d’Albias").ton(EtatTon::Attente),
        event("1er\u{a0}février 2026", "Brouillon créé"),
    ];
    Carte::new("Historique").content(Timeline::new(events))
}

fn gestures() -> Carte {
    Carte::new("Gestes").content(html! {
        div.rang {
            (ActionButton::new("Relancer", "/liste/choix", "jeton").context("Albias").icon(Icon::Bell))
            (ActionButton::new("Valider", "/liste/choix", "jeton").primary())
            (ActionButton::new("Retirer", "/liste/choix", "jeton").quiet())
            (Action::link("Télécharger", "/liste/export").icon(Icon::Download).download())
            button.btn.btn-primary type="button" disabled { "Pas encore possible" }
        }
    })
}

fn nothing() -> Empty {
    Empty::new("Aucun document").next("Le PDF de la convention apparaîtra ici une fois signé.").icon(Icon::FileText)
}
