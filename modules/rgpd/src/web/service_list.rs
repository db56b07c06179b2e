//! The services of a collectivité, and who is limited to which.

use annuaire::appartenances::{self, Appartenance};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use kernel::PersonneId;
use maud::{Markup, html};
use web::{
    Agent, Formulaire, House, WebError,
    ui::{ActionButton, Aide, Breadcrumb, Carte, Choice, Column, Field, Form, FormState, Page, Row, Table},
    with_fait,
};

use super::{
    acces::contexte,
    mots::{combien, registre},
};
use crate::{
    domain::ServiceId,
    droits::GererRegistre,
    gestes::services as acts,
    store::services::{self, Habilitation, Service},
};

pub(super) async fn list(State(house): State<House>, agent: Agent<GererRegistre>) -> Result<Page, WebError> {
    view(&house, &agent, &FormState::default()).await
}

pub(super) async fn add(
    State(house): State<House>,
    agent: Agent<GererRegistre>,
    Formulaire(mut form): Formulaire,
) -> Result<Response, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    match acts::add(&mut tx, contexte(&house, &agent), form.value("nom")).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(Redirect::to(&with_fait(&here(&agent), "rgpd-service")).into_response())
        }
        Err(refused) => {
            drop(tx);
            form.add_error("nom", refused.sentence()?);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, view(&house, &agent, &form).await?).into_response())
        }
    }
}

pub(super) async fn remove(
    State(house): State<House>,
    agent: Agent<GererRegistre>,
    Path((_, id)): Path<(String, ServiceId)>,
    _form: Formulaire,
) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    acts::remove(&mut tx, contexte(&house, &agent), id).await?;
    tx.commit().await?;
    Ok(Redirect::to(&with_fait(&here(&agent), "rgpd-service-retire")))
}

pub(super) async fn assign(
    State(house): State<House>,
    agent: Agent<GererRegistre>,
    Path((_, personne)): Path<(String, PersonneId)>,
    Formulaire(form): Formulaire,
) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let people = appartenances::in_collectivite(&mut tx, agent.id()).await?;
    let who = people.iter().find(|a| a.personne == personne).ok_or(WebError::NotFound)?;
    let chosen: Result<Vec<ServiceId>, _> = form.all("services").filter(|id| !id.is_empty()).map(str::parse).collect();
    acts::assign(&mut tx, contexte(&house, &agent), (personne, &who.personne_nom), &chosen?).await?;
    tx.commit().await?;
    Ok(Redirect::to(&with_fait(&here(&agent), "rgpd-habilitation")))
}

fn here(agent: &Agent<GererRegistre>) -> String {
    format!("{}/services", registre(&agent.collectivite))
}

async fn view(house: &House, agent: &Agent<GererRegistre>, state: &FormState) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let services = services::list(&mut tx, agent.id()).await?;
    let assigned = services::habilitations(&mut tx, agent.id()).await?;
    let people = appartenances::in_collectivite(&mut tx, agent.id()).await?;
    drop(tx);
    let shell = agent.shell(house);
    let here = here(agent);
    let add = Form::post(&here, &shell.csrf)
        .state(state)
        .field(Field::text("nom", "Nom du service").help("Exemple\u{a0}: Service scolaire.").max_length(120))
        .submit("Ajouter le service");
    Ok(Page::new(&shell, "Les services et qui voit quoi")
        .lead(format!("{}. Un agent ne voit que les traitements de ses services\u{a0}; la secrétaire, le maire et le délégué voient tout.", combien(u32::try_from(services.len()).unwrap_or(0), "service", "services")))
        .breadcrumb(Breadcrumb::new().link("Registre RGPD", registre(&agent.collectivite)))
        .aide(Aide::new("Un auditeur de passage\u{a0}?", "Invitez-le comme partenaire, avec une date de fin, et donnez-lui les deux droits de consultation du registre RGPD\u{a0}: il verra tout, sans rien pouvoir changer, jusqu’à cette date."))
        .content(html! {
            div.pile {
                (Carte::new("Services").content(table(&services, &here, &shell.csrf)).content(add))
                @if !services.is_empty() { (Carte::new("Qui est rattaché à quel service").content(assignments(&services, &assigned, &people, (&here, &shell.csrf)))) }
            }
        }))
}

fn table(services: &[Service], here: &str, csrf: &str) -> Markup {
    html! {
        @if services.is_empty() {
            p.discret { "Aucun service\u{a0}: tout le registre est commun. Ajoutez-en si des agents ne doivent voir qu’une partie." }
        } @else {
            (Table::new("Services")
                .column(Column::new("nom", "Service"))
                .column(Column::new("traitements", "Traitements").numeric())
                .column(Column::new("geste", "Geste"))
                .rows(services.iter().map(|s| Row::new().cell(&s.nom).cell(s.traitements).cell(html! {
                    @if s.traitements == 0 { (ActionButton::new("Retirer", format!("{here}/{}/retrait", s.id), csrf).quiet().context(&s.nom)) } @else { "—" }
                }))))
        }
    }
}

fn assignments(
    services: &[Service],
    assigned: &[Habilitation],
    people: &[Appartenance],
    (here, csrf): (&str, &str),
) -> Markup {
    let mut seen: Vec<PersonneId> = Vec::new();
    let people = people.iter().filter(|a| {
        let new = !seen.contains(&a.personne);
        seen.push(a.personne);
        new
    });
    html! {
        @for who in people {
            @let own = assigned.iter().filter(|h| h.personne_id == who.personne);
            @let state = own.fold(FormState::default().with("rempli", "oui"), |state, h| state.with("services", h.service_id.to_string()));
            @let choices = services.iter().map(|s| Choice::new(s.id.to_string(), &s.nom));
            (Form::post(format!("{here}/personnes/{}", who.personne), csrf)
                .id_prefix(format!("h-{}-", who.personne))
                .state(&state)
                .field(Field::checkboxes("services", format!("{} — {}", who.personne_nom, who.fiche.role.libelle()), choices))
                .submit(format!("Enregistrer pour {}", who.personne_nom)))
        }
    }
}
