//! The check list of a year: what is doubtful, by kind, each with the way to put it right.

use axum::extract::{Path, State};
use kernel::Exercice;
use maud::html;
use web::{
    Agent, House, WebError,
    ui::{
        Action, ActionButton, Aide, Alert, Breadcrumb, Carte, Column, Etat, Icon, Page, Row, Table, Tabs, Ton, details,
    },
};

use super::{
    etat_list::{self, count},
    mots::{combien, en_lettres, exercice},
    tarif_list::capital,
};
use crate::{
    domain::Gravite,
    droits::{CalculerEtats, ConsulterEtats},
    store::tableaux::{self, ConstatMembre},
};

/// Warnings shown without being asked for.
const UNFOLDED: usize = 8;
/// What each kind is called, for a title.
const LIBELLES: [(&str, &str); 8] = [
    ("sans_convention", "Services sans convention en vigueur"),
    ("population_manquante", "Population inconnue"),
    ("devis_manquant", "Devis manquant"),
    ("tarif_absent", "Tarif absent de la grille"),
    ("grille_non_revisee", "Grille non révisée"),
    ("deux_niveaux", "Poste recensé à deux niveaux"),
    ("deux_packs", "Deux packs Internet"),
    ("annexe_non_signee", "Annexe de recensement non signée"),
];

pub(super) async fn show(
    State(house): State<House>,
    agent: Agent<ConsulterEtats>,
    Path(annee): Path<i32>,
) -> Result<Page, WebError> {
    let annee = exercice(annee)?;
    let mut tx = house.db().read(agent.perimetre()).await?;
    let found = tableaux::constats(&mut tx, annee).await?;
    drop(tx);
    Ok(view(&house, &agent, annee, &found))
}

/// The words of a kind.
pub(super) fn libelle(code: &str) -> &str {
    LIBELLES.iter().find(|(known, _)| *known == code).map_or(code, |(_, libelle)| libelle)
}

pub(super) fn sign(gravite: Gravite) -> Etat {
    match gravite {
        Gravite::Bloquante => Etat::refus("Bloquante"),
        Gravite::Avertissement => Etat::attente("À savoir"),
    }
}

/// Where a kind is put right for everybody at once; none when it is member by member.
fn for_all(code: &str, annee: Exercice) -> Option<Action> {
    match code {
        "tarif_absent" => {
            Some(Action::link("Importer les tarifs manquants", "/centre/tarifs/import").icon(Icon::Upload))
        }
        "grille_non_revisee" => Some(
            Action::link(format!("Réviser les tarifs {annee}"), format!("/centre/tarifs/revision/{annee}"))
                .icon(Icon::Calculator),
        ),
        _ => None,
    }
}

/// Where it is put right for one member.
fn remedy(code: &str, siren: &str) -> (String, &'static str) {
    match code {
        "sans_convention" => (format!("/c/{siren}/conventions"), "Ouvrir ses conventions"),
        "population_manquante" => (format!("/centre/collectivites/{siren}"), "Renseigner sa population"),
        "devis_manquant" => (format!("/c/{siren}/devis"), "Établir un devis"),
        "deux_packs" => (format!("/c/{siren}/abonnements"), "Ouvrir ses abonnements"),
        _ => (format!("/c/{siren}/recensements"), "Ouvrir son recensement"),
    }
}

fn view(house: &House, agent: &Agent<ConsulterEtats>, annee: Exercice, found: &[ConstatMembre]) -> Page {
    let base = etat_list::href(annee);
    let shell = agent.shell(house);
    let blocking = kinds(found, Gravite::Bloquante);
    let warnings = kinds(found, Gravite::Avertissement);
    let page = Page::new(&shell, title(&blocking, annee))
        .lead(lead(&blocking, &warnings))
        .breadcrumb(Breadcrumb::new().link("États annuels", etat_list::PATH).link(annee.to_string(), &base))
        .aide(aide());
    let page = if agent.can::<CalculerEtats>() {
        page.action(
            ActionButton::new("Recalculer", format!("{base}/calcul"), &shell.csrf).icon(Icon::Calculator).primary(),
        )
    } else {
        page
    };
    if found.is_empty() {
        return page.content(Alert::new(Ton::Succes, "Aucune anomalie\u{a0}: les états peuvent être validés."));
    }
    let all: Vec<&Kind> = blocking.iter().chain(&warnings).collect();
    let tabs = all.iter().fold(Tabs::new("Sortes d’anomalies", ""), |tabs, (code, rows)| {
        tabs.tab_count(libelle(code), format!("#{code}"), i64::try_from(rows.len()).unwrap_or(i64::MAX))
    });
    page.content(tabs).content(html! { div.pile { @for kind in all { (card(kind, annee)) } } })
}

/// A code, and the members it concerns.
type Kind<'a> = (&'a str, Vec<&'a ConstatMembre>);

/// The anomalies of a gravity by kind, as they come: by code then by name.
fn kinds(found: &[ConstatMembre], gravite: Gravite) -> Vec<Kind<'_>> {
    let mut kinds: Vec<Kind> = Vec::new();
    for row in found.iter().filter(|row| row.constat.gravite == gravite) {
        match kinds.last_mut() {
            Some((code, rows)) if *code == row.constat.code => rows.push(row),
            _ => kinds.push((&row.constat.code, vec![row])),
        }
    }
    kinds
}

fn title(blocking: &[Kind], annee: Exercice) -> String {
    match blocking.len() {
        0 => format!("Rien n’empêche de valider les états {annee}"),
        1 => format!("Une chose à corriger avant de valider {annee}"),
        n => format!("{} choses à corriger avant de valider {annee}", capital(&en_lettres(n))),
    }
}

fn lead(blocking: &[Kind], warnings: &[Kind]) -> String {
    let sum = |kinds: &[Kind]| count(kinds.iter().map(|(_, rows)| rows.len()).sum());
    format!(
        "{}, {}.",
        combien(sum(blocking), "anomalie bloquante", "anomalies bloquantes"),
        combien(sum(warnings), "avertissement", "avertissements")
    )
}

fn card((code, rows): &Kind, annee: Exercice) -> Carte {
    let gravite = rows.first().map_or(Gravite::Bloquante, |row| row.constat.gravite);
    let card = Carte::new(libelle(code)).id(*code).action(sign(gravite));
    if let Some(action) = for_all(code, annee) {
        return card.content(html! {
            p { (combien(concerned(rows), "collectivité est concernée", "collectivités sont concernées")) ". Cela se corrige une fois pour toutes." }
            div.rang { (action) }
            (details("Le détail", each(rows, false)))
        });
    }
    if gravite == Gravite::Avertissement && rows.len() > UNFOLDED {
        let summary = format!("Voir les {} collectivités", rows.len());
        return card.content(html! {
            p { "Rien n’empêche de valider\u{a0}: la règle dit quoi facturer en attendant." }
            (details(&summary, each(rows, true)))
        });
    }
    card.content(each(rows, true))
}

/// The members, each once.
fn concerned(rows: &[&ConstatMembre]) -> u32 {
    let mut who: Vec<_> = rows.iter().map(|row| row.collectivite).collect();
    who.sort_unstable();
    who.dedup();
    count(who.len())
}

fn each(rows: &[&ConstatMembre], with_remedy: bool) -> Table {
    let table = Table::new("Collectivités concernées")
        .column(Column::new("nom", "Collectivité"))
        .column(Column::new("quoi", "Ce qui ne va pas"));
    let table = if with_remedy { table.column(Column::new("remede", "Que faire")) } else { table };
    table.rows(rows.iter().map(|row| {
        let line = Row::new()
            .cell(html! { a href={ "/c/" (row.siren) "/etats/" (row.etat) } { (row.nom) } })
            .cell(&row.constat.message);
        if !with_remedy {
            return line;
        }
        let (href, verb) = remedy(&row.constat.code, row.siren.as_str());
        line.cell(html! { a href=(href) { (verb) span.visually-hidden { " de " (row.nom) } } })
    }))
}

fn aide() -> Aide {
    Aide::new(
        "Dans quel ordre\u{a0}?",
        "Corrigez d’abord ce qui concerne tout le monde (la grille), puis collectivité par collectivité. Recalculez quand vous voulez\u{a0}: ce qui est corrigé disparaît d’ici.",
    )
    .example("une communauté de communes sans devis pour le délégué à la protection des données.")
}
