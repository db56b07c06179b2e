//! Everything given back: a backup of the actes in volumes, for oneself, for the archives, for another software.

use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use kernel::{Id, combien, date_courte, parse_date};
use maud::{Markup, html};
use web::{
    Agent, Formulaire, House, WebError,
    telechargement::serve,
    ui::{Aide, Breadcrumb, Carte, Choice, Etat, Field, Form, FormState, Page, Progress, follow},
};

use super::{
    acces::{REFUSED, contexte},
    mots::{base, taille},
};
use crate::{
    domain::sauvegarde::{Demande, DemandeId, Forme},
    droits::Publier,
    gestes::sauvegardes as acts,
    store::sauvegardes,
};

pub(super) async fn list(State(house): State<House>, agent: Agent<Publier>) -> Result<Page, WebError> {
    let state =
        FormState::default().with("id", Id::<()>::new(house.clock()).to_string()).with("forme", Forme::Complete.code());
    view(&house, &agent, &state).await
}

pub(super) async fn ask(
    State(house): State<House>,
    agent: Agent<Publier>,
    Formulaire(mut form): Formulaire,
) -> Result<Response, WebError> {
    let id: DemandeId =
        form.value("id").parse().map_err(|_| WebError::Unreadable("Ce formulaire ne se lit pas.".to_owned()))?;
    let forme = Forme::from_code(form.value("forme")).unwrap_or(Forme::Complete);
    let du = form.read_if_filled("du", parse_date);
    let au = form.read_if_filled("au", parse_date);
    if du.zip(au).is_some_and(|(du, au)| au < du) {
        form.add_error("au", "Ce jour précède le premier\u{a0}: corrigez l’un des deux.");
    }
    if form.is_valid() {
        let mut tx = house.db().begin(agent.perimetre()).await?;
        acts::ask(&mut tx, contexte(&house, &agent), (id, forme, du, au)).await?;
        tx.commit().await?;
        house.wake().now();
        return Ok(Redirect::to(&address(&agent)).into_response());
    }
    Ok((REFUSED, view(&house, &agent, &form).await?).into_response())
}

pub(super) async fn download(
    State(house): State<House>,
    agent: Agent<Publier>,
    Path((_, id, rang)): Path<(String, DemandeId, usize)>,
    asked: HeaderMap,
) -> Result<Response, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let demande = sauvegardes::find(&mut tx, agent.id(), id).await?.ok_or(WebError::NotFound)?;
    let volume = demande.volumes.get(rang).ok_or(WebError::NotFound)?;
    serve(&house, &mut tx, (agent.id(), volume.document), &asked).await
}

fn address(agent: &Agent<Publier>) -> String {
    format!("{}/sauvegardes", base(&agent.collectivite))
}

async fn view(house: &House, agent: &Agent<Publier>, state: &FormState) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let asked = sauvegardes::list(&mut tx, agent.id()).await?;
    drop(tx);
    let shell = agent.shell(house);
    let there = address(agent);
    let formes = Forme::TOUTES.map(|forme| Choice::new(forme.code(), forme.libelle()));
    let form = Form::post(&there, &shell.csrf)
        .state(state)
        .field(Field::hidden("id", state.value("id")))
        .row([Field::date("du", "Décisions du").short().optional(), Field::date("au", "au").short().optional()])
        .field(Field::radios("forme", "Sous quelle forme\u{a0}?", formes).default_value(Forme::Complete.code()))
        .submit("Préparer l’export");
    let page = Page::new(&shell, "Tout récupérer")
        .lead("Les actes, leurs fichiers, leurs accusés, les archives parties et le journal, dans des fichiers ZIP que tout ordinateur ouvre.")
        .breadcrumb(Breadcrumb::new().link("Actes", base(&agent.collectivite)))
        .aide(Aide::new("Pour qui\u{a0}?", "Pour vos archives, ou pour un autre logiciel\u{a0}: rien ne vous retient. Sans dates, tout est pris.").example("un gros historique fait plusieurs volumes\u{a0}; chacun s’ouvre sans les autres."));
    let running = asked.iter().find(|one| one.finie_le.is_none()).map(|one| one.id);
    let page = if running.is_some() { page.refresh_every(3) } else { page };
    Ok(page.content(html! {
        @if running.is_some() { (follow(&there, 3)) }
        div.pile {
            (Carte::new("Nouvel export").content(form))
            @for one in &asked { (card(one, &there, running == Some(one.id))) }
        }
    }))
}

fn card(one: &Demande, there: &str, running: bool) -> Carte {
    let title = format!("Demandé le {} par {}", one.demandee_le.date_heure(), one.demandee_par);
    Carte::new(title).content(html! {
        p.discret { (one.forme.libelle()) ". " (period(one)) ", " (combien(one.total, "acte", "actes")) "." }
        @if running {
            (Progress::new("Préparation de l’export", one.faits.into(), one.total.max(1).into()))
        } @else if one.finie_le.is_none() {
            p { (Etat::attente("attend son tour")) }
        } @else if one.volumes.is_empty() {
            p { "Aucun acte dans cette période." }
        } @else {
            p { (Etat::fait("Prêt")) }
        }
        (volumes(one, there))
    })
}

fn period(one: &Demande) -> String {
    match (one.du, one.au) {
        (None, None) => "Tous les actes".to_owned(),
        (Some(du), None) => format!("Depuis le {}", date_courte(du)),
        (None, Some(au)) => format!("Jusqu’au {}", date_courte(au)),
        (Some(du), Some(au)) => format!("Du {} au {}", date_courte(du), date_courte(au)),
    }
}

fn volumes(one: &Demande, there: &str) -> Markup {
    html! {
        ul {
            @for (volume, rang) in one.volumes.iter().zip(0..) {
                li {
                    a href={ (there) "/" (one.id) "/" (rang) } download { (volume.nom) }
                    br; span.discret { (combien(volume.actes, "acte", "actes")) ", " (taille(volume.taille)) ", SHA-256\u{a0}: " code { (volume.sha256) } }
                }
            }
        }
    }
}
