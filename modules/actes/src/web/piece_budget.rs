//! The budget of an acte as a page: its sections by chapter, their totals, a chart each.

use axum::extract::{Path, State};
use kernel::{Montant, date_courte};
use maud::{Markup, html};
use norme_actes::{Budget, Chapitre, Section};
use web::{
    Agent, House, WebError,
    ui::{Action, Alert, BarChart, Breadcrumb, Carte, Column, Definitions, Icon, Page, Row, Table, Ton},
};

use super::{
    acces::find,
    mots::{base, page_of},
};
use crate::{
    domain::{ActeId, PieceActe, PieceId, Refus},
    droits::ConsulterActes,
    gestes::GesteError,
    store::pieces,
};

/// The two senses of a line, as the schema writes them, and in words.
const SENS: [(&str, &str); 2] = [("D", "Dépenses"), ("R", "Recettes")];

pub(super) async fn show(
    State(house): State<House>,
    agent: Agent<ConsulterActes>,
    Path((_, id, piece)): Path<(String, ActeId, PieceId)>,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let acte = find(&mut tx, &house, &agent, id).await?;
    let piece = pieces::find(&mut tx, agent.id(), (id, piece)).await?.filter(PieceActe::is_budget);
    let piece = piece.ok_or(WebError::NotFound)?;
    let read = house.documents().read(&mut tx, agent.id(), piece.document_id).await;
    let octets = read.map_err(GesteError::internal)?.ok_or(WebError::NotFound)?;
    drop(tx);
    let budget = tokio::task::spawn_blocking(move || norme_actes::read_budget(&octets)).await;
    let budget = budget.map_err(GesteError::internal)?.map_err(|error| GesteError::from(Refus::from(error)))?;
    let shell = agent.shell(&house);
    let there = page_of(&agent.collectivite, id);
    let objet = if acte.fiche.objet.is_empty() { "Acte sans objet".to_owned() } else { acte.fiche.objet };
    Ok(Page::new(&shell, title(&budget))
        .lead(lead(&budget))
        .breadcrumb(Breadcrumb::new().link("Actes", base(&agent.collectivite)).link(objet, &there))
        .action(Action::link("Le fichier XML", format!("{there}/pieces/{}", piece.id)).download().icon(Icon::Download))
        .content(html! {
            div.pile {
                (facts(&budget))
                @for section in Section::TOUTES {
                    @let chapters = of(&budget, section);
                    @if !chapters.is_empty() { (card(section, &chapters)) }
                }
            }
        }))
}

/// « Budget primitif 2026 ».
fn title(budget: &Budget) -> String {
    let what = budget.decision().unwrap_or("Document budgétaire");
    [what, budget.exercice.as_deref().unwrap_or_default()].join(" ").trim().to_owned()
}

fn lead(budget: &Budget) -> String {
    let who = budget.etablissement.as_deref().or(budget.collectivite.as_deref()).unwrap_or("Budget");
    format!("{who}\u{a0}: {} de dépenses, {} de recettes.", budget.previsions("D"), budget.previsions("R"))
}

fn facts(budget: &Budget) -> Markup {
    let known = |text: &Option<String>| text.clone();
    let definitions = Definitions::new()
        .fact_or_dash("Collectivité", known(&budget.collectivite))
        .fact_or_dash("SIRET du budget", known(&budget.id_etab))
        .fact_or_dash("Nomenclature", known(&budget.nomenclature))
        .fact_or_dash("Décision du", budget.date_decision.map(date_courte))
        .fact_or_dash("Scellé le", budget.scellement.as_ref().map(|seal| seal.date.replace('T', " à ")));
    html! {
        @if budget.scellement.is_none() {
            (Alert::new(Ton::Attention, "Ce budget n’est pas scellé\u{a0}: la préfecture le refuserait. Scellez-le dans votre logiciel financier, ou dans TotEM."))
        }
        @if budget.montants_illisibles > 0 {
            (Alert::new(Ton::Attention, "Certains montants du fichier ne se lisent pas\u{a0}: les totaux ci-dessous sont incomplets."))
        }
        (Carte::untitled().content(definitions))
    }
}

fn of(budget: &Budget, section: Section) -> Vec<&Chapitre> {
    budget.chapitres.iter().filter(|chapter| chapter.section() == section).collect()
}

fn card(section: Section, chapters: &[&Chapitre]) -> Carte {
    Carte::new(section.libelle()).content(html! {
        div.colonnes {
            @for (sens, words) in SENS {
                @let rows: Vec<_> = chapters.iter().copied().filter(|chapter| chapter.sens == sens).collect();
                @if !rows.is_empty() {
                    div.pile {
                        h3 { (words) "\u{a0}: " (rows.iter().map(|row| amount(row)).sum::<Montant>()) }
                        (chart(section, words, &rows).detailed(table(section, words, &rows)))
                    }
                }
            }
        }
    })
}

fn name(chapter: &Chapitre) -> String {
    let code = if chapter.code.is_empty() { "Sans chapitre" } else { &chapter.code };
    chapter.libelle().map_or_else(|| code.to_owned(), |libelle| format!("{code} {libelle}"))
}

/// What one looks at: what is planned, else what was done (accounts plan nothing).
fn amount(chapter: &Chapitre) -> Montant {
    if chapter.previsions.is_zero() { chapter.realisations } else { chapter.previsions }
}

fn chart(section: Section, words: &str, rows: &[&Chapitre]) -> BarChart {
    let label = format!("{}\u{a0}: {}", section.libelle(), words.to_lowercase());
    rows.iter().fold(BarChart::new(label, "Montant").heading("Chapitre"), |chart, chapter| {
        chart.bar(name(chapter), amount(chapter).cents().max(0), amount(chapter).arrondi())
    })
}

/// The columns that hold something.
fn table(section: Section, words: &str, rows: &[&Chapitre]) -> Table {
    type Amount = fn(&Chapitre) -> Montant;
    let columns: [(&'static str, Amount); 3] = [
        ("Prévu", |chapter| chapter.previsions),
        ("Restes à réaliser", |chapter| chapter.restes),
        ("Réalisé", |chapter| chapter.realisations),
    ];
    let shown: Vec<_> = columns.into_iter().filter(|(_, of)| rows.iter().any(|row| !of(row).is_zero())).collect();
    let caption = format!("{}\u{a0}: {}", section.libelle(), words.to_lowercase());
    let table = shown.iter().fold(Table::new(caption).column(Column::new("", "Chapitre")), |table, (heading, _)| {
        table.column(Column::new("", *heading).numeric())
    });
    let line = |first: Markup, of: &dyn Fn(Amount) -> Montant| {
        shown.iter().fold(Row::new().cell(first), |row, (_, amount)| row.cell(of(*amount).to_string()))
    };
    let total = line(html! { b { "Total" } }, &|amount| rows.iter().map(|row| amount(row)).sum());
    table.rows(rows.iter().map(|row| line(html! { (name(row)) }, &|amount| amount(row)))).foot(total)
}
