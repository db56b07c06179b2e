//! A letter of the préfecture, and its answer.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use kernel::date_courte;
use maud::html;
use web::{
    Agent, Depot, House, WebError,
    ui::{Breadcrumb, Carte, Choice, Field, Form, FormState, Page},
    with_fait,
};

use super::{
    acces::{REFUSED, contexte, find},
    acte_create::ACCEPTES,
    mots::{base, page_of},
};
use crate::{
    domain::{Acte, ActeId, Echange, EchangeId, Refus, Reponse},
    droits::Transmettre,
    gestes::{archives::Fichier, suites},
    store::echanges,
};

pub(super) async fn show(
    State(house): State<House>,
    agent: Agent<Transmettre>,
    Path((_, id, echange)): Path<(String, ActeId, EchangeId)>,
) -> Result<Page, WebError> {
    let (acte, letter) = load(&house, &agent, (id, echange)).await?;
    Ok(view(&house, &agent, (&acte, &letter), &FormState::default()))
}

pub(super) async fn answer(
    State(house): State<House>,
    agent: Agent<Transmettre>,
    Path((_, id, echange)): Path<(String, ActeId, EchangeId)>,
    mut depot: Depot,
) -> Result<Response, WebError> {
    let (acte, letter) = load(&house, &agent, (id, echange)).await?;
    let reponse = depot.form.read("reponse", |code| Reponse::from_code(code).ok_or(Refus::ReponseImpossible));
    let mut files = Vec::new();
    let received: Vec<_> = depot.files("documents").cloned().collect();
    for file in received {
        match Fichier::look(house.documents(), file, acte.fiche.nature).await {
            Ok(file) => files.push((file, String::new())),
            Err(refused) => refused.into_form(&mut depot.form, "documents")?,
        }
    }
    if let (Some(reponse), true) = (reponse, depot.form.is_valid()) {
        let mut tx = house.db().begin(agent.perimetre()).await?;
        let ctx = contexte(&house, &agent);
        match suites::answer(&mut tx, &house, ctx, (id, echange), (reponse, &files)).await {
            Ok(()) => {
                tx.commit().await?;
                house.wake().now();
                return Ok(Redirect::to(&with_fait(&page_of(&agent.collectivite, id), "actes-reponse")).into_response());
            }
            Err(refused) => refused.into_form(&mut depot.form, "documents")?,
        }
    }
    Ok((REFUSED, view(&house, &agent, (&acte, &letter), &depot.form)).into_response())
}

async fn load(
    house: &House,
    agent: &Agent<Transmettre>,
    (id, echange): (ActeId, EchangeId),
) -> Result<(Acte, Echange), WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let acte = find(&mut tx, house, agent, id).await?;
    let letter = echanges::find(&mut tx, agent.id(), (id, echange)).await?.ok_or(WebError::NotFound)?;
    Ok((acte, letter))
}

fn view(house: &House, agent: &Agent<Transmettre>, (acte, letter): (&Acte, &Echange), state: &FormState) -> Page {
    let shell = agent.shell(house);
    let there = page_of(&agent.collectivite, acte.id);
    let choices = letter.genre.reponses().iter().map(|reponse| Choice::new(reponse.code(), reponse.libelle()));
    let form = Form::post(format!("{there}/courriers/{}", letter.id), &shell.csrf)
        .state(state)
        .field(Field::radios("reponse", "Votre réponse", choices).default_value(
            letter.genre.reponses().first().map(Reponse::code).unwrap_or_default(),
        ))
        .field(Field::file("documents", "Documents", ACCEPTES).multiple().help(
            "Le courrier de réponse, ou les pièces demandées. Les pièces peuvent être plusieurs\u{a0}; un courrier est seul.",
        ))
        .submit("Envoyer à la préfecture")
        .cancel(&there);
    Page::new(&shell, letter.genre.libelle())
        .lead(html! { "Du " (date_courte(letter.date_courrier)) ", au sujet de «\u{a0}" (acte.fiche.objet) "\u{a0}»." })
        .breadcrumb(Breadcrumb::new().link("Actes", base(&agent.collectivite)).link(&acte.fiche.objet, &there))
        .content(html! {
            div.pile {
                @if !letter.texte.is_empty() { (Carte::new("Ce que la préfecture écrit").content(html! { blockquote { (letter.texte) } })) }
                @if letter.genre.reponses().is_empty() {
                    (Carte::new("Votre réponse").content(html! { p { "Un déféré se plaide devant le tribunal administratif\u{a0}: il n’y a pas de réponse à envoyer ici." } }))
                } @else {
                    (Carte::new("Votre réponse").content(form))
                }
            }
        })
}
