//! Of what one is told by mail: each person chooses for themselves.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use web::{
    Agent, Formulaire, House, WebError,
    ui::{Breadcrumb, Carte, Choice, Field, Form, FormState, Page},
    with_fait,
};

use super::{
    acces::{REFUSED, contexte},
    mots::base,
};
use crate::{
    domain::{ANNONCES, ChoixAvis, GenreEvenement, Portee},
    droits::ConsulterActes,
    gestes::avis,
};

pub(super) async fn form(State(house): State<House>, agent: Agent<ConsulterActes>) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let chosen = avis::choice(&mut tx, contexte(&house, &agent)).await?;
    drop(tx);
    let state = FormState::default().with("portee", chosen.portee.code());
    let state = chosen.genres.iter().fold(state, |state, genre| state.with("genres", genre.code()));
    Ok(view(&house, &agent, &state))
}

pub(super) async fn save(
    State(house): State<House>,
    agent: Agent<ConsulterActes>,
    Formulaire(mut form): Formulaire,
) -> Result<Response, WebError> {
    let portee =
        form.read("portee", |code| Portee::from_code(code).ok_or("Choisissez de quels actes vous êtes prévenu."));
    let genres =
        form.all("genres").filter_map(GenreEvenement::from_code).filter(|genre| ANNONCES.contains(genre)).collect();
    let Some(portee) = portee else { return Ok((REFUSED, view(&house, &agent, &form)).into_response()) };
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let ctx = contexte(&house, &agent);
    let chosen = ChoixAvis { portee, genres, ..avis::choice(&mut tx, ctx).await? };
    avis::choose(&mut tx, ctx, &chosen).await?;
    tx.commit().await?;
    let there = format!("{}/avis", base(&agent.collectivite));
    Ok(Redirect::to(&with_fait(&there, "actes-reglages")).into_response())
}

fn view(house: &House, agent: &Agent<ConsulterActes>, state: &FormState) -> Page {
    let shell = agent.shell(house);
    let base = base(&agent.collectivite);
    let scopes = Portee::TOUTES.into_iter().map(|portee| Choice::new(portee.code(), portee.libelle()));
    let steps = ANNONCES.iter().map(|genre| Choice::new(genre.code(), genre.libelle()));
    let form = Form::post(format!("{base}/avis"), &shell.csrf)
        .state(state)
        .field(Field::radios("portee", "De quels actes\u{a0}?", scopes))
        .field(Field::checkboxes("genres", "À quel moment\u{a0}?", steps).optional())
        .submit("Enregistrer")
        .cancel(&base);
    Page::new(&shell, "Être prévenu par courriel")
        .lead("Ce choix ne concerne que vous.")
        .breadcrumb(Breadcrumb::new().link("Actes", &base))
        .content(Carte::untitled().content(form))
}
