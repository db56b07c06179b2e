//! The file of the CNIL: chosen, shown, then confirmed. Nothing changes before it was seen.

use annuaire::CollectiviteLigne;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use kernel::{combien, nombre};
use maud::{Markup, html};
use web::{
    Agent, Depot, Formulaire, House, WebError,
    ui::{
        Action, ActionButton, Alert, Carte, Column, Etat, Field, Form, FormState, Icon, Page, Row, Stepper, Table, Ton,
        details,
    },
    with_fait,
};

use super::{
    designation_list::{HERE, trail},
    mots::page_of,
    sees,
};
use crate::{
    domain::{Sort, Suite},
    droits::Importer,
    gestes::designations::{self as acts, Plan},
    store::imports::ImportId,
};

pub(super) async fn form(State(house): State<House>, agent: Agent<Importer>) -> Page {
    choose(&house, &agent, &FormState::default())
}

/// Reads the file, keeps the lines of members, and shows what they change at an address that can be loaded again.
pub(super) async fn receive(
    State(house): State<House>,
    agent: Agent<Importer>,
    mut depot: Depot,
) -> Result<Response, WebError> {
    let file = depot.file("fichier").cloned();
    if file.is_none() && depot.form.error("fichier").is_none() {
        depot.form.add_error("fichier", "Choisissez le fichier CSV de la CNIL.");
    }
    if let Some(file) = file {
        let mut tx = house.db().read(agent.perimetre()).await?;
        let members = acts::sirens(&mut tx, &house).await?;
        drop(tx);
        let opened = house.documents().open_received(&file).await.map_err(WebError::internal)?;
        match acts::parse(opened, members).await {
            Ok(lecture) => {
                let named = (file.nom.as_str(), file.sha256.to_string());
                let mut tx = house.db().begin(agent.perimetre()).await?;
                let id = acts::prepare(&mut tx, &house, &agent.acteur, named, lecture).await?;
                tx.commit().await?;
                return Ok(Redirect::to(&format!("{HERE}/import/{id}")).into_response());
            }
            Err(refused) => refused.into_form(&mut depot.form, "fichier")?,
        }
    }
    Ok((StatusCode::UNPROCESSABLE_ENTITY, choose(&house, &agent, &depot.form)).into_response())
}

pub(super) async fn preview(
    State(house): State<House>,
    agent: Agent<Importer>,
    Path(id): Path<ImportId>,
) -> Result<Response, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let plan = acts::plan(&mut tx, &house, id).await?;
    drop(tx);
    if plan.import.confirme_le.is_some() {
        return Ok(Redirect::to(HERE).into_response());
    }
    Ok(view(&house, &agent, &plan).into_response())
}

pub(super) async fn confirm(
    State(house): State<House>,
    agent: Agent<Importer>,
    Path(id): Path<ImportId>,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    // Who confirms saw what disappears.
    acts::apply(&mut tx, &house, &agent.acteur, id, true).await?;
    tx.commit().await?;
    house.wake().now();
    Ok(Redirect::to(&with_fait(HERE, "dpd-designations")))
}

fn steps(current: usize) -> Stepper {
    Stepper::new("Import des désignations", current).step("Choisir").step("Vérifier").step("Confirmer")
}

fn choose(house: &House, agent: &Agent<Importer>, state: &FormState) -> Page {
    let shell = agent.shell(house);
    let form = Form::post(format!("{HERE}/import"), &shell.csrf)
        .state(state)
        .field(Field::file("fichier", "Fichier de la CNIL", ".csv,.txt").help(
            "Le CSV «\u{a0}Organismes ayant désigné un délégué à la protection des données\u{a0}» de data.gouv.fr, tel quel.",
        ))
        .submit("Vérifier le fichier")
        .cancel(HERE);
    Page::new(&shell, "Importer les désignations de la CNIL")
        .lead("Rien ne change avant que vous ayez vu ce qui va changer.")
        .breadcrumb(trail())
        .content(steps(0))
        .content(Carte::untitled().content(form))
}

fn view(house: &House, agent: &Agent<Importer>, plan: &Plan) -> Page {
    let shell = agent.shell(house);
    let (import, bilan) = (&plan.import, plan.bilan);
    let title = match bilan.changes() {
        0 => "Ce fichier ne change rien".to_owned(),
        n => format!("{} à confirmer", combien(n, "changement", "changements")),
    };
    let lead = format!(
        "{} lues, dont {} de vos adhérents\u{a0}: {}, {}, {}, {}.",
        combien(import.lignes, "ligne", "lignes"),
        nombre(i64::try_from(import.retenues.len()).unwrap_or(i64::MAX)),
        combien(bilan.nouvelles, "nouvelle", "nouvelles"),
        combien(bilan.reparues, "reparue", "reparues"),
        combien(bilan.inchangees, "inchangée", "inchangées"),
        combien(bilan.terminees, "terminée", "terminées"),
    );
    let there = format!("{HERE}/import/{}", import.id);
    let verb = if bilan.changes() == 0 { "Confirmer la date du fichier" } else { "Confirmer" };
    let page = Page::new(&shell, title)
        .lead(lead)
        .breadcrumb(trail())
        .action(Action::link("Choisir un autre fichier", format!("{HERE}/import")))
        .action(ActionButton::new(verb, there, &shell.csrf).icon(Icon::Check).primary());
    page.content(html! {
        (steps(1))
        div.pile {
            @if bilan.is_suspect() {
                (Alert::new(Ton::Attention, "Ce fichier fait disparaître plus de désignations qu’il n’en garde\u{a0}: vérifiez qu’il est entier avant de confirmer."))
            }
            (Carte::new("Adhérent par adhérent").content(table(plan, agent)))
            (absents(plan, agent))
        }
    })
}

/// Members that the file changes first; the others are counted.
fn table(plan: &Plan, agent: &Agent<Importer>) -> Markup {
    let seen = plan.suites.iter().filter(|(one, _)| sees(agent, one.id));
    let changed: Vec<_> = seen.filter(|(_, suite)| changes(suite)).collect();
    let table = Table::new("Ce que le fichier change")
        .column(Column::new("nom", "Collectivité"))
        .column(Column::new("suite", "Ce qui se passera"))
        .rows(changed.iter().map(|(one, suite)| Row::new().cell(name(one)).cell(what(suite))));
    html! {
        @if changed.is_empty() { p.discret { "Aucune désignation de vos adhérents ne change." } } @else { (table) }
    }
}

fn changes(suite: &Suite) -> bool {
    !suite.nouvelles.is_empty() || suite.tenues.iter().any(|(sort, _)| matches!(sort, Sort::Reparue | Sort::Terminee))
}

fn name(one: &CollectiviteLigne) -> Markup {
    html! { a href=(page_of(one.siren)) { (one.nom_complet()) } }
}

fn what(suite: &Suite) -> Markup {
    let who = |nom: &str| if nom.is_empty() { "une personne physique".to_owned() } else { nom.to_owned() };
    html! {
        ul.raisons {
            @for line in &suite.nouvelles { li { (Etat::fait(format!("Nouvelle\u{a0}: {}", who(&line.organisme_nom)))) } }
            @for (sort, declaration) in &suite.tenues {
                @match sort {
                    Sort::Reparue => li { (Etat::fait(format!("Reparue\u{a0}: {}", declaration.qui()))) },
                    Sort::Terminee => li { (Etat::refus(format!("Absente du fichier\u{a0}: {}", declaration.qui()))) },
                    _ => {},
                }
            }
        }
    }
}

fn absents(plan: &Plan, agent: &Agent<Importer>) -> Markup {
    let seen: Vec<_> = plan.absents.iter().filter(|one| sees(agent, one.id)).collect();
    let count = u32::try_from(seen.len()).unwrap_or(u32::MAX);
    html! {
        @if count > 0 {
            (details(&combien(count, "adhérent n’a jamais été dans le fichier", "adhérents n’ont jamais été dans le fichier"), html! {
                ul { @for one in seen { li { (name(one)) } } }
            }))
        }
    }
}
