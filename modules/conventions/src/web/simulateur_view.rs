//! The page of the simulator: the questions, and the answer to print.

use std::collections::BTreeSet;

use kernel::{Exercice, GenreCollectivite, Montant, nombre};
use maud::{Markup, html};
use web::{
    Public,
    ui::{
        Aide, Alert, Carte, Choice, Column, Empty, Field, Form, FormState, Icon, PublicPage, Row, Table, Ton, Tuile,
        print_button, tuiles,
    },
};

use super::simulateur_show::PACKS;
use crate::{
    domain::{Anomalie, CleTarif, Demande, Grille, LigneEtat, Rubrique, Service},
    gestes::simulation::Chiffrage,
};

pub(super) const PATH: &str = "/public/simulateur";

/// What was asked, and its price.
#[derive(Debug)]
pub(super) struct Reponse {
    pub chiffrage: Chiffrage,
    pub demande: Demande,
    /// The commune whose population was found.
    pub commune: Option<String>,
}

pub(super) fn view(
    _: &Public,
    form: &FormState,
    grille: Option<(&Grille, Exercice)>,
    reponse: Option<&Reponse>,
) -> PublicPage {
    let Some((grille, annee)) = grille else {
        let empty = Empty::new("Le centre de gestion n’a pas encore publié ses tarifs").icon(Icon::Tags);
        return PublicPage::new("Combien coûteraient nos services\u{a0}?")
            .content(empty.next("Revenez dans quelques jours, ou demandez-lui un devis."));
    };
    let title = match reponse {
        Some(reponse) => format!("{} la première année", reponse.chiffrage.simulation.totals().0),
        None => "Combien coûteraient nos services\u{a0}?".to_owned(),
    };
    PublicPage::new(title)
        .wide()
        .lead(lead(grille, annee, reponse))
        .content(html! {
            div.pile {
                @if let Some(reponse) = reponse { (answer(reponse)) }
                (Carte::new(if reponse.is_some() { "Changer la demande" } else { "Votre demande" }).content(questions(form, grille, annee)))
                (aide())
            }
        })
        .footer(grille.centre.nom.as_str())
}

fn lead(grille: &Grille, annee: Exercice, reponse: Option<&Reponse>) -> String {
    let prix = grille.prix.libelle();
    let Some(Reponse { demande, commune, chiffrage }) = reponse else {
        return format!(
            "Une estimation immédiate, aux tarifs {annee} du {}, {prix}. Sans compte, sans engagement.",
            grille.centre.sigle
        );
    };
    let who = match (commune, demande.population) {
        (Some(nom), Some(n)) => format!("{nom}, {} habitants", nombre(i64::from(n))),
        (_, Some(n)) => format!("{}, {} habitants", demande.genre.libelle(), nombre(i64::from(n))),
        (_, None) => demande.genre.libelle().to_owned(),
    };
    format!("{who}\u{a0}: puis {} chaque année, aux tarifs {annee} {prix}.", chiffrage.simulation.totals().1)
}

fn answer(reponse: &Reponse) -> Markup {
    let (first, following) = reponse.chiffrage.simulation.totals();
    let reserves: Vec<String> = reponse.chiffrage.reserves().filter_map(told).collect();
    html! {
        (tuiles([Tuile::new("La première année", first.to_string()), Tuile::new("Chaque année suivante", following.to_string())]))
        @for reserve in &reserves { (Alert::new(Ton::Attention, reserve)) }
        (Carte::new("Le détail").action(print_button()).content(html! {
            (table(reponse))
            p.discret { "Estimation sans engagement\u{a0}: seuls la convention et l’état annuel font foi. Les tarifs sont révisés chaque année." }
        }))
    }
}

/// What the grid cannot answer, told to whoever asks.
fn told(anomalie: &Anomalie) -> Option<String> {
    match anomalie {
        Anomalie::PopulationManquante => Some(
            "Le prix du délégué à la protection des données dépend de la population totale\u{a0}: indiquez la commune ou la population.".to_owned(),
        ),
        Anomalie::DevisManquant(service) => Some(format!(
            "{} se chiffre sur devis pour votre collectivité\u{a0}: demandez-le au centre de gestion. Il n’est pas compté ici.",
            service.libelle()
        )),
        Anomalie::TarifAbsent { libelle, .. } => Some(format!("«\u{a0}{libelle}\u{a0}» n’a pas de tarif\u{a0}: ce service n’est pas compté ici.")),
        _ => None,
    }
}

/// One row a line of either year, in the order of the catalogue.
fn table(reponse: &Reponse) -> Table {
    let simulation = &reponse.chiffrage.simulation;
    let (first, following) = (&simulation.premiere_annee.lignes, &simulation.annees_suivantes.lignes);
    let mut seen = BTreeSet::new();
    let mut lines: Vec<&LigneEtat> =
        first.iter().chain(following).filter(|l| seen.insert((l.service, merged(l).to_owned()))).collect();
    lines.sort_by_key(|l| l.service);
    let table = Table::new("Détail de l’estimation")
        .column(Column::new("service", "Service"))
        .column(Column::new("premiere", "Première année").numeric())
        .column(Column::new("suivantes", "Années suivantes").numeric());
    let rows = lines.into_iter().map(|line| {
        Row::new()
            .cell(html! {
                (merged(line))
                @if line.quantite > 1 { br; span.discret { (line.quantite) "\u{a0}× " (line.prix_unitaire) } }
            })
            .cell(cell(first, line))
            .cell(cell(following, line))
    });
    let (one, two) = simulation.totals();
    table.rows(rows).foot(Row::new().cell("Total").cell(one.to_string()).cell(two.to_string()))
}

/// The DPD's two prices have two names and are one service.
fn merged(line: &LigneEtat) -> &str {
    if line.service == Service::Rgpd { Service::Rgpd.libelle() } else { &line.libelle }
}

fn cell(lines: &[LigneEtat], like: &LigneEtat) -> Markup {
    let found: Option<Montant> =
        lines.iter().find(|l| l.service == like.service && merged(l) == merged(like)).map(|l| l.montant);
    html! { @match found { Some(montant) => (montant), None => span.discret { "—" } } }
}

/// Only what the grid prices is asked.
fn questions<'a>(form: &'a FormState, grille: &Grille, annee: Exercice) -> Form<'a> {
    let priced = |rubrique: Rubrique| grille.tarif(rubrique, annee).is_some();
    let genres =
        GenreCollectivite::all().filter(|g| *g != GenreCollectivite::Cdg).map(|g| Choice::new(g.code(), g.libelle()));
    let mut asked = Form::get(PATH).state(form).submit("Estimer le prix").row([
        Field::select("genre", "Type de collectivité", genres).without_blank().default_value("commune"),
        Field::text("commune", "Commune").optional().help("Sa population est retrouvée d’après son nom."),
        Field::number("population", "Population totale")
            .optional()
            .suffix("habitants")
            .help("Si la commune n’est pas indiquée."),
    ]);
    let number = |service: Service, label: &str, unit: &'static str| {
        Field::number(service.code(), label).default_value("0").suffix(unit)
    };
    let section = |title: &str, explanation: &str| html! { div { h3 { (title) } p.discret { (explanation) } } };
    if priced(Rubrique::PosteN1) || priced(Rubrique::PosteN2) {
        let told = section(
            "Postes informatiques",
            "Chaque ordinateur compte une fois, à son niveau\u{a0}: antivirus et inventaire (1), assistance systèmes et bureautique (2), logiciels métiers (3).",
        );
        asked = asked.markup(told).row([
            number(Service::N1, "Niveau 1", "postes"),
            number(Service::N2, "Niveau 2", "postes"),
            number(Service::N3, "Niveau 3", "postes"),
        ]);
    }
    if priced(Rubrique::UtilisateurDemat) {
        let told = section(
            "Dématérialisation",
            "Les personnes qui envoient des actes, des flux comptables ou des marchés\u{a0}; et les modules qu’elles utilisent.",
        );
        asked = asked.markup(told).row([
            number(Service::Demat, "Télétransmission", "utilisateurs"),
            number(Service::ModuleParapheur, "Parapheur", "utilisateurs"),
            number(Service::ModuleConvocations, "Convocations", "utilisateurs"),
        ]);
    }
    if priced(Rubrique::PackDecouverte) {
        let packs = PACKS.iter().map(|pack| Choice::new(pack.code(), pack.libelle()));
        let told = section("Site et messagerie", "Un pack par an, et ce qui s’y ajoute.");
        asked = asked
            .markup(told)
            .field(Field::select("pack", "Pack Internet", packs).blank("Aucun pack").optional().medium())
            .row([
                number(Service::Domaine, "Noms de domaine", "noms"),
                number(Service::Mel5, "Adresses de 5\u{a0}Go", "adresses"),
                number(Service::Mel10, "Suppléments de 10\u{a0}Go", "boîtes"),
            ]);
    }
    if grille.en_vigueur(annee).iter().any(|t| matches!(t.cle, CleTarif::Rgpd(_))) {
        asked = asked.markup(section("Accompagnement", "Le prix du délégué dépend de la population."));
        asked =
            asked.field(Field::checkbox(Service::Rgpd.code(), "Délégué à la protection des données mutualisé (RGPD)"));
    }
    if priced(Rubrique::Journee) {
        asked = asked.field(number(Service::Journee, "Journées d’intervention hors convention", "jours"));
    }
    asked
}

fn aide() -> Aide {
    Aide::new(
        "Pourquoi deux prix\u{a0}?",
        "Certains services demandent une installation ou une mise en place\u{a0}: ils coûtent plus cher la première année. Rien n’est réduit au prorata en cours d’année.",
    )
    .example("la première année, le délégué à la protection des données forme et fait l’inventaire\u{a0}; les suivantes, il accompagne.")
}
