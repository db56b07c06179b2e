//! The Syntec index by month: what is known, one more to record, one to correct with care.

use std::collections::{BTreeMap, BTreeSet};

use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use db::Perimetre;
use kernel::{Exercice, Indice};
use maud::html;
use serde::Deserialize;
use web::{
    Agent, Formulaire, House, WebError,
    ui::{Aide, Breadcrumb, Carte, Column, Empty, Field, Form, FormState, Icon, LineChart, Page, Row, Table},
    with_fait,
};

use super::tarif_list::capital;
use crate::{
    domain::{Grille, Mois, Origine, Syntec},
    droits::{ConsulterTarifs, GererTarifs},
    gestes::syntec as acts,
    store::{grilles, syntec},
};

const PATH: &str = "/centre/syntec";
/// Months drawn, at most: five years.
const DRAWN: usize = 60;

/// The month to record, and the revision that waits for it.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Attendu {
    mois: Option<String>,
    retour: Option<i32>,
}

struct Vue {
    values: Syntec,
    grille: Option<Grille>,
}

pub(super) async fn show(
    State(house): State<House>,
    agent: Agent<ConsulterTarifs>,
    Query(attendu): Query<Attendu>,
) -> Result<Page, WebError> {
    let vue = read(&house).await?;
    let proposed = attendu.mois.filter(|m| m.parse::<Mois>().is_ok()).unwrap_or_else(|| expected(&vue, &house).iso());
    let retour = attendu.retour.map(|annee| annee.to_string()).unwrap_or_default();
    let state = FormState::default().with("mois", proposed).with("retour", retour);
    Ok(view(&house, &agent, &vue, &state))
}

pub(super) async fn record(
    State(house): State<House>,
    agent: Agent<GererTarifs>,
    Formulaire(mut form): Formulaire,
) -> Result<Response, WebError> {
    let mois = form.read("mois", str::parse::<Mois>);
    let indice = form.read("indice", str::parse::<Indice>);
    let vue = read(&house).await?;
    if let (Some(mois), Some(indice)) = (mois, indice)
        && let Some(known) = vue.values.get(mois).filter(|known| *known != indice)
        && !form.checked("corriger")
    {
        let sentence = format!(
            "L’indice de {mois} est déjà enregistré, {known}\u{a0}: cochez «\u{a0}Corriger\u{a0}» pour le remplacer."
        );
        form.add_error("corriger", sentence);
    }
    let (Some(mois), Some(indice), true) = (mois, indice, form.is_valid()) else {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, view(&house, &agent, &vue, &form)).into_response());
    };
    let mut tx = house.db().begin(agent.perimetre()).await?;
    acts::set(&mut tx, house.clock(), &agent.acteur, mois, indice).await?;
    tx.commit().await?;
    let back = form.value("retour").parse::<i32>().ok().and_then(|annee| Exercice::new(annee).ok());
    let next = back.map_or_else(|| PATH.to_owned(), |annee| format!("/centre/tarifs/revision/{annee}"));
    Ok(Redirect::to(&with_fait(&next, "indice-enregistre")).into_response())
}

async fn read(house: &House) -> Result<Vue, WebError> {
    let mut tx = house.db().read(Perimetre::Commun).await?;
    Ok(Vue { values: syntec::list(&mut tx).await?, grille: grilles::find(&mut tx).await? })
}

/// The next November that a revision will ask for.
fn expected(vue: &Vue, house: &House) -> Mois {
    let first = vue.grille.as_ref().and_then(|g| g.tarifs().map(|t| t.annee).min());
    let first = first.unwrap_or(Exercice::of(house.clock().today())).previous();
    let mut year = first;
    while vue.values.get(Mois::novembre(year)).is_some() {
        year = year.next();
    }
    Mois::novembre(year)
}

/// The years whose tariffs a month computed.
fn used(grille: Option<&Grille>) -> BTreeMap<Mois, BTreeSet<Exercice>> {
    let mut years: BTreeMap<Mois, BTreeSet<Exercice>> = BTreeMap::new();
    for tarif in grille.into_iter().flat_map(Grille::tarifs) {
        if let Origine::Revision(calcul) = &tarif.origine {
            for mois in [calcul.apres.0, calcul.avant.0] {
                years.entry(mois).or_default().insert(tarif.annee);
            }
        }
    }
    years
}

fn view<P>(house: &House, agent: &Agent<P>, vue: &Vue, state: &FormState) -> Page {
    let page = Page::new(&agent.shell(house), title(vue, house))
        .lead("Celui de novembre révise les tarifs de l’année suivante.")
        .breadcrumb(Breadcrumb::new().link("Tarifs", super::tarif_list::PATH))
        .aide(aide());
    let known = Carte::new("Indices enregistrés").content(table(vue));
    let drawn = (vue.values.iter().count() > 1).then(|| Carte::new("Son évolution").content(chart(&vue.values)));
    page.content(html! {
        div.pile {
            @if agent.can::<GererTarifs>() { (Carte::new("Saisir un indice").content(form(&agent.shell(house).csrf, state))) }
            @if let Some(drawn) = drawn { (drawn) }
            (known)
        }
    })
}

fn title(vue: &Vue, house: &House) -> String {
    let last = vue.values.iter().last();
    let expected = expected(vue, house);
    match last {
        None => "Saisissez le premier indice Syntec".to_owned(),
        Some(_) if expected.annee() < Exercice::of(house.clock().today()) => format!("L’indice de {expected} manque"),
        Some((mois, indice)) => format!("L’indice Syntec est de {indice} en {mois}"),
    }
}

fn form<'a>(csrf: &str, state: &'a FormState) -> Form<'a> {
    Form::post(PATH, csrf)
        .state(state)
        .row([
            Field::text("mois", "Mois").short().autocomplete("off").help("Par exemple 2019-11."),
            Field::text("indice", "Indice")
                .short()
                .input_mode("decimal")
                .autocomplete("off")
                .help("Par exemple 274,5."),
        ])
        .field(
            Field::checkbox("corriger", "Corriger un indice déjà enregistré")
                .help("Les tarifs déjà validés gardent l’indice qui les a calculés."),
        )
        .field(Field::hidden("retour", ""))
        .submit("Enregistrer l’indice")
}

fn chart(values: &Syntec) -> LineChart {
    let all: Vec<(Mois, Indice)> = values.iter().collect();
    let drawn = &all[all.len().saturating_sub(DRAWN)..];
    drawn.iter().fold(LineChart::new("Indice Syntec", "Indice").heading("Mois"), |chart, (mois, indice)| {
        chart.point(mois.iso(), indice.centiemes(), indice.to_string())
    })
}

fn table(vue: &Vue) -> maud::Markup {
    let used = used(vue.grille.as_ref());
    let table = Table::new("Indices Syntec")
        .column(Column::new("mois", "Mois"))
        .column(Column::new("indice", "Indice").numeric())
        .column(Column::new("usage", "À quoi il a servi"));
    let mut rows: Vec<(Mois, Indice)> = vue.values.iter().collect();
    rows.reverse();
    if rows.is_empty() {
        let empty = Empty::new("Aucun indice pour l’instant").icon(Icon::TrendingUp);
        return html! { (empty.next("Commencez par novembre de l’année qui précède vos premiers tarifs.")) };
    }
    html! {
        (table.rows(rows.into_iter().map(|(mois, indice)| {
            Row::new().cell(capital(&mois.to_string())).cell(html! { b { (indice) } }).cell(usage(mois, &used))
        })))
    }
}

fn usage(mois: Mois, used: &BTreeMap<Mois, BTreeSet<Exercice>>) -> String {
    if let Some(years) = used.get(&mois) {
        let years: Vec<String> = years.iter().map(ToString::to_string).collect();
        return format!("A révisé les tarifs {}", years.join(" et "));
    }
    if mois == Mois::novembre(mois.annee()) {
        format!("Révisera les tarifs {}", mois.annee().next())
    } else {
        "—".to_owned()
    }
}

fn aide() -> Aide {
    Aide::new(
        "Où trouver cet indice\u{a0}?",
        "Sur le site de la fédération Syntec, qui le publie chaque mois. Seul celui de novembre sert à la révision\u{a0}; les autres mois sont facultatifs.",
    )
    .example("novembre 2019\u{a0}: 274,5.")
}
