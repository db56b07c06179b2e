//! Acting in somebody else's name, and stopping: the journal keeps both names.

use annuaire::{personnes, sessions};
use axum::{
    extract::{Path, State},
    response::Redirect,
};
use db::Perimetre;
use kernel::PersonneId;
use web::{
    Agent, Connecte, Formulaire, House, WebError,
    ui::{Carte, Confirm, Page},
    with_fait,
};

use super::personne_show;
use crate::{droits::AgirPour, faits, refus::Answer};

pub(crate) async fn confirm(
    State(house): State<House>,
    agent: Agent<AgirPour>,
    Path(id): Path<PersonneId>,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let personne = personnes::find(&mut tx, id).await?.ok_or(WebError::NotFound)?;
    let (shell, here) = (agent.shell(&house), personne_show::path(id));
    let question = format!("Agir pour {}\u{a0}?", personne.nom_complet());
    let confirm = Confirm::new(question, format!("{here}/agir-pour"), &shell.csrf)
        .consequence("Vous verrez ce qu’elle voit et ferez ce qu’elle peut faire. Chaque acte est écrit au journal sous vos deux noms. Vous y mettez fin depuis «\u{a0}Mon compte\u{a0}».")
        .button("Agir pour elle")
        .cancel(here);
    let page = Page::new(&shell, "Agir pour quelqu’un d’autre").breadcrumb(personne_show::above(&personne));
    Ok(page.content(Carte::untitled().content(confirm)))
}

/// The permission is the gate's; the annuaire refuses who is as strong as oneself, or works out of one's reach.
pub(crate) async fn start(
    State(house): State<House>,
    _: Agent<AgirPour>,
    connecte: Connecte,
    Path(id): Path<PersonneId>,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    sessions::start_acting(&mut tx, house.clock(), &connecte.session, id).await.answer()?;
    tx.commit().await?;
    Ok(Redirect::to("/compte"))
}

pub(crate) async fn stop(State(house): State<House>, connecte: Connecte, _: Formulaire) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    sessions::stop_acting(&mut tx, house.clock(), &connecte.session).await.answer()?;
    tx.commit().await?;
    Ok(Redirect::to(&with_fait("/compte", faits::RETOUR)))
}
