//! The tariffs of a year, each figure with its origin; and the same as a file.

use axum::{
    extract::{Query, State},
    response::Response,
};
use db::Perimetre;
use editique::{Cellule, Colonne, Genre, Tableau};
use kernel::Exercice;
use maud::{Markup, html};
use serde::Deserialize;
use web::{
    Agent, House, WebError,
    ui::{Action, Aide, Carte, Column, Empty, Etat, Icon, Page, Row, Table, Tabs},
};

use super::{
    liste::{Format, attachment, export},
    mots::combien,
};
use crate::{
    domain::{Bareme, ClauseRevision, CleTarif, Grille, Origine, Phase, Tarif, Tranche},
    droits::{ConsulterTarifs, GererTarifs},
    gestes::{grilles, simulation::latest},
    store::grilles as kept,
};

pub(super) const PATH: &str = "/centre/tarifs";

/// `?annee=2020`, and the form of a file.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Voulue {
    annee: Option<i32>,
    #[serde(default)]
    format: Forme,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Forme {
    #[default]
    Toml,
    Csv,
    Xlsx,
    Ods,
}

pub(super) async fn show(
    State(house): State<House>,
    agent: Agent<ConsulterTarifs>,
    Query(voulue): Query<Voulue>,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let Some(grille) = kept::find(&mut tx).await? else { return Ok(nothing(&house, &agent)) };
    let annee = chosen(&grille, voulue.annee)?;
    Ok(view(&house, &agent, &grille, annee))
}

pub(super) async fn download(
    State(house): State<House>,
    _: Agent<ConsulterTarifs>,
    Query(voulue): Query<Voulue>,
) -> Result<Response, WebError> {
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let grille = grilles::current(&mut tx).await?;
    drop(tx);
    let annee = chosen(&grille, voulue.annee)?;
    let format = match voulue.format {
        Forme::Toml => {
            let text = grilles::file(&grille, Some(annee));
            return Ok(attachment(&format!("tarifs-{annee}.toml"), "application/toml", text));
        }
        Forme::Csv => Format::Csv,
        Forme::Xlsx => Format::Xlsx,
        Forme::Ods => Format::Ods,
    };
    export(&house, &format!("tarifs-{annee}"), tableau(&grille, annee), format).await
}

fn chosen(grille: &Grille, asked: Option<i32>) -> Result<Exercice, WebError> {
    match asked {
        Some(annee) => super::mots::exercice(annee),
        None => latest(grille).ok_or(WebError::NotFound),
    }
}

fn nothing(house: &House, agent: &Agent<ConsulterTarifs>) -> Page {
    let empty = Empty::new("Aucune grille de tarifs pour l’instant").icon(Icon::Tags);
    let empty = if agent.can::<GererTarifs>() {
        let import = Action::link("Importer une grille", format!("{PATH}/import")).icon(Icon::Upload);
        empty.next("Importez celle de votre centre\u{a0}: un fichier TOML, par exemple cdg82-2020.toml.").action(import)
    } else {
        empty.next("Un administrateur du centre peut l’importer.")
    };
    Page::new(&agent.shell(house), "Commencez par vos tarifs")
        .lead("Rien ne se calcule sans eux.")
        .content(Carte::untitled().content(empty))
}

fn view(house: &House, agent: &Agent<ConsulterTarifs>, grille: &Grille, annee: Exercice) -> Page {
    let rows = grille.en_vigueur(annee);
    let late = rows.iter().filter(|t| grille.is_a_reviser(t, annee)).count();
    let frozen = grille.validee().is_some_and(|validee| annee <= validee);
    let title = match (frozen, late) {
        (true, _) => format!("Les tarifs {annee} sont validés"),
        (false, 0) => format!("Les tarifs {annee}, à valider"),
        (false, _) => format!("Les tarifs {annee} restent à réviser"),
    };
    let (services, rgpd): (Vec<&Tarif>, Vec<&Tarif>) =
        rows.iter().partition(|t| matches!(t.cle, CleTarif::Rubrique(_)));
    let page = Page::new(&agent.shell(house), title)
        .lead(lead(grille, rows.len(), late, annee))
        .content(years(grille, annee))
        .aide(aide(grille))
        .content(html! {
            div.pile {
                @if !services.is_empty() { (Carte::new("Services").action(files(annee)).content(table(grille, &services, annee))) }
                @if !rgpd.is_empty() { (Carte::new("Délégué à la protection des données").content(dpd(&rgpd))) }
            }
        });
    actions(page, agent, grille, annee)
}

fn actions(page: Page, agent: &Agent<ConsulterTarifs>, grille: &Grille, annee: Exercice) -> Page {
    let page = match grille.clause {
        ClauseRevision::Syntec => page.action(Action::link("Indice Syntec", "/centre/syntec").icon(Icon::TrendingUp)),
        ClauseRevision::Aucune => page,
    };
    if !agent.can::<GererTarifs>() {
        return page;
    }
    let next = grille.validee().map_or(annee, Exercice::next);
    let page = page.action(Action::link("Importer", format!("{PATH}/import")).icon(Icon::Upload));
    let verb = if grille.clause == ClauseRevision::Syntec { "Réviser" } else { "Valider" };
    page.primary(
        Action::link(format!("{verb} les tarifs {next}"), format!("{PATH}/revision/{next}")).icon(Icon::Calculator),
    )
}

fn lead(grille: &Grille, count: usize, late: usize, annee: Exercice) -> String {
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let tarifs = combien(number(count), "tarif", "tarifs");
    let rest = match late {
        0 => format!("tous à leur valeur {annee}"),
        n => format!("dont {} encore à leur valeur d’une année précédente", kernel::nombre(i64::from(number(n)))),
    };
    format!("{}\u{a0}: {tarifs} en euros {}, {rest}.", grille.centre.sigle, grille.prix.libelle())
}

fn files(annee: Exercice) -> Markup {
    let href = |format: &str| format!("{PATH}/export?annee={annee}&format={format}");
    html! {
        div.exports {
            span.discret { (web::ui::icon(Icon::Download)) " Exporter\u{a0}:" }
            a href=(href("toml")) download { "TOML" }
            a href=(href("xlsx")) download { "Excel" }
            a href=(href("ods")) download { "LibreOffice" }
        }
    }
}

/// The years that say something, and the one after the last.
fn years(grille: &Grille, annee: Exercice) -> Tabs {
    let href = |year: Exercice| format!("{PATH}?annee={year}");
    let mut known: Vec<Exercice> = grille.tarifs().map(|t| t.annee).chain(grille.validee()).chain([annee]).collect();
    known.sort_unstable();
    known.dedup();
    known.into_iter().fold(Tabs::new("Années", href(annee)), |tabs, year| tabs.tab(year.to_string(), href(year)))
}

fn table(grille: &Grille, rows: &[&Tarif], annee: Exercice) -> Table {
    Table::new(format!("Tarifs {annee}"))
        .column(Column::new("libelle", "Tarif"))
        .column(Column::new("montant", "Montant").numeric())
        .column(Column::new("origine", "D’où vient ce chiffre"))
        .rows(rows.iter().map(|tarif| {
            Row::new()
                .cell(html! {
                    (tarif.cle.libelle())
                    @if grille.is_a_reviser(tarif, annee) { br; (Etat::attente(format!("Valeur {}", tarif.annee))) }
                })
                .cell(html! { b { (tarif.montant) } })
                .cell(origine(tarif))
        }))
}

pub(super) fn origine(tarif: &Tarif) -> Markup {
    match &tarif.origine {
        Origine::Document(nom) => html! { (nom) },
        // One block: a cell of a stacked table sets its children side by side.
        Origine::Revision(calcul) => {
            html! { div { (calcul) br; span.discret { "indices de " (calcul.apres.0) " et " (calcul.avant.0) } } }
        }
    }
}

/// One row a tranche, one column a phase.
fn dpd(rows: &[&Tarif]) -> Table {
    let cases: Vec<_> = rows
        .iter()
        .filter_map(|t| match t.cle {
            CleTarif::Rgpd(case) => Some((case, t.montant)),
            CleTarif::Rubrique(_) => None,
        })
        .collect();
    let mut phases: Vec<Phase> = cases.iter().map(|(case, _)| case.phase).collect();
    phases.sort_unstable();
    phases.dedup();
    let mut lines: Vec<(Bareme, Tranche)> = cases.iter().map(|(case, _)| (case.bareme, case.jusqu_a)).collect();
    lines.sort_unstable();
    lines.dedup();
    // A grid of one column needs no name for it.
    let named = lines.iter().any(|(bareme, _)| *bareme != lines[0].0);
    let table = Table::new("Tarifs du délégué à la protection des données");
    let table = if named { table.column(Column::new("qui", "Qui")) } else { table };
    let table = table.column(Column::new("population", "Population totale"));
    let table = phases.iter().fold(table, |table, phase| table.column(Column::new("", heading(*phase)).numeric()));
    let price = |line: &(Bareme, Tranche), phase: Phase| {
        cases
            .iter()
            .find(|(case, _)| (case.bareme, case.jusqu_a, case.phase) == (line.0, line.1, phase))
            .map(|(_, m)| *m)
    };
    table.rows(lines.iter().enumerate().map(|(at, line)| {
        let row = if named { Row::new().cell(capital(line.0.libelle())) } else { Row::new() };
        let row = row.cell(tranche(&lines, at));
        phases.iter().fold(row, |row, phase| match price(line, *phase) {
            Some(montant) => row.cell(montant.to_string()),
            None => row.cell("—"),
        })
    }))
}

fn heading(phase: Phase) -> &'static str {
    match phase {
        Phase::Annuel => "Par an",
        Phase::MiseEnPlace => "Première année",
        Phase::Accompagnement => "Années suivantes",
    }
}

/// `de 301 à 500`, `10 000 et plus`, `quelle qu’elle soit`.
fn tranche(lines: &[(Bareme, Tranche)], at: usize) -> String {
    let (bareme, jusqu_a) = lines[at];
    let before = at.checked_sub(1).map(|i| lines[i]).filter(|(b, _)| *b == bareme).map(|(_, t)| t.borne());
    let n = |value: u32| kernel::nombre(i64::from(value));
    match (before, jusqu_a) {
        (None, Tranche::SansLimite) => "quelle qu’elle soit".to_owned(),
        (Some(below), Tranche::SansLimite) => format!("plus de {}", n(below)),
        (None, Tranche::JusquA(above)) => format!("jusqu’à {}", n(above)),
        (Some(below), Tranche::JusquA(above)) => format!("de {} à {}", n(below + 1), n(above)),
    }
}

pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn aide(grille: &Grille) -> Aide {
    match grille.clause {
        ClauseRevision::Syntec => Aide::new(
            "Comment les tarifs évoluent-ils\u{a0}?",
            "Chaque année, dans la proportion de l’indice Syntec de novembre. Les certificats, vendus à prix coûtant, ne bougent pas. Une grille validée ne change plus.",
        )
        .example("126,40\u{a0}€ × l’indice de novembre 2019 ÷ celui de novembre 2018 donne le tarif 2020."),
        ClauseRevision::Aucune => Aide::new(
            "Comment les tarifs évoluent-ils\u{a0}?",
            "Cette grille n’a pas d’indice\u{a0}: un nouveau prix se décide par délibération et par avenant, puis s’importe.",
        ),
    }
}

fn tableau(grille: &Grille, annee: Exercice) -> Tableau {
    let colonnes = [
        Colonne::texte("Code"),
        Colonne::texte("Tarif"),
        Colonne::montant("Montant"),
        Colonne::new("Année du tarif", Genre::Entier),
        Colonne::texte("Origine"),
    ];
    let mut tableau = Tableau::new(format!("Tarifs {annee}"), colonnes).with_note(format!(
        "{}, en euros {}.",
        grille.centre.nom,
        grille.prix.libelle()
    ));
    for tarif in grille.en_vigueur(annee) {
        let origine = match &tarif.origine {
            Origine::Document(nom) => nom.clone(),
            Origine::Revision(calcul) => calcul.to_string(),
        };
        tableau.push([
            tarif.cle.to_string().into(),
            tarif.cle.libelle().into(),
            tarif.montant.into(),
            Cellule::Texte(tarif.annee.to_string()),
            origine.into(),
        ]);
    }
    tableau
}
