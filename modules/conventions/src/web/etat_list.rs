//! The years of the états, and the one to compute next.

use axum::extract::State;
use kernel::{Exercice, Montant, Taux};
use maud::html;
use web::{
    Agent, House, WebError,
    ui::{Action, Aide, Carte, Column, ColumnChart, Empty, Icon, Page, Row, Table},
};

use super::mots::combien;
use crate::{domain::TotalService, droits::ConsulterEtats, store::resumes};

pub(super) const PATH: &str = "/centre/etats";
/// Years drawn.
const DRAWN: usize = 8;

pub(super) async fn list(State(house): State<House>, agent: Agent<ConsulterEtats>) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let years: Vec<(Exercice, TotalService)> = resumes::total_by_year(&mut tx).await?.into_iter().collect();
    drop(tx);
    let next = years.last().map_or_else(|| Exercice::of(house.clock().today()), |(annee, _)| annee.next());
    Ok(view(&house, &agent, &years, next))
}

fn view(house: &House, agent: &Agent<ConsulterEtats>, years: &[(Exercice, TotalService)], next: Exercice) -> Page {
    let page = Page::new(&agent.shell(house), "Les états annuels")
        .aide(
            Aide::new(
                "Qu’est-ce qu’un état annuel\u{a0}?",
                "La liste de tous les services qu’une collectivité a souscrits dans l’année, avec leurs prix. C’est lui qui fonde le titre de recette.",
            )
            .example("Albias, 2020\u{a0}: 3 postes de niveau 2, un pack Internet Confort, le délégué à la protection des données."),
        )
        .primary(Action::link(format!("Préparer les états {next}"), href(next)).icon(Icon::Calculator));
    if years.is_empty() {
        let empty = Empty::new("Aucun état pour l’instant").icon(Icon::ReceiptEuro);
        let empty = empty.next("Importez vos tarifs et vos abonnements, puis calculez une première année.");
        return page.lead("Rien n’a encore été calculé.").content(Carte::untitled().content(empty));
    }
    let total: Montant = years.iter().map(|(_, t)| t.montant).sum();
    page.lead(format!("{} calculées, {} en tout.", combien(count(years.len()), "année", "années"), total.arrondi()))
        .content(html! {
            div.pile {
                @if years.len() > 1 { (Carte::new("Recettes par année").content(chart(years))) }
                (Carte::untitled().content(table(years)))
            }
        })
}

fn table(years: &[(Exercice, TotalService)]) -> Table {
    let table = Table::new("États par année")
        .column(Column::new("annee", "Année"))
        .column(Column::new("etats", "Collectivités").numeric())
        .column(Column::new("total", "Total").numeric())
        .column(Column::new("evolution", "Évolution").numeric());
    let before = |at: usize| at.checked_sub(1).map(|i| years[i].1.montant.cents());
    table.rows(years.iter().enumerate().rev().map(|(at, (annee, total))| {
        let moved = before(at).and_then(|b| Taux::evolution(b, total.montant.cents())).map(Taux::signe);
        Row::new()
            .cell(html! { a href=(href(*annee)) { "États " (annee) } })
            .cell(kernel::nombre(i64::from(total.collectivites)))
            .cell(total.montant.to_string())
            .cell(html! { span.insecable { (moved.unwrap_or_else(|| "—".to_owned())) } })
    }))
}

fn chart(years: &[(Exercice, TotalService)]) -> ColumnChart {
    let drawn = &years[years.len().saturating_sub(DRAWN)..];
    let chart = ColumnChart::new("Recettes par année", ["Recettes"]).heading("Année");
    drawn.iter().fold(chart, |chart, (annee, total)| {
        chart.group(annee.to_string(), [(total.montant.cents(), total.montant.arrondi())])
    })
}

pub(super) fn href(annee: Exercice) -> String {
    format!("{PATH}/{annee}")
}

pub(super) fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
