//! A person of one's own collectivité: another rôle, other dates, or their departure.

use annuaire::{
    AppartenanceActive,
    appartenances::{self, Appartenance},
};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use db::{Perimetre, Tx};
use kernel::{Id, Siren};
use maud::html;
use web::{
    Agent, Formulaire, House, WebError,
    ui::{Breadcrumb, Carte, Confirm, Form, FormState, Page},
    with_fait,
};

use super::{appartenance_fields, appartenance_words, membre_list, personne_guard};
use crate::{
    droits::{GererCollectivite, ensure_member},
    faits,
    refus::Answer,
    regles::Refus,
};

/// The collectivité and one of its memberships, as an address names them.
type Both = Path<(Siren, Id<AppartenanceActive>)>;

pub(crate) async fn form(
    State(house): State<House>,
    agent: Agent<GererCollectivite>,
    Path((_, id)): Both,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let membership = find(&mut tx, &house, &agent, id).await?;
    Ok(page(&house, &agent, &membership, &FormState::default()))
}

pub(crate) async fn update(
    State(house): State<House>,
    agent: Agent<GererCollectivite>,
    Path((_, id)): Both,
    Formulaire(mut typed): Formulaire,
) -> Result<Response, WebError> {
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    let before = find(&mut tx, &house, &agent, id).await?;
    let refused =
        |typed: &FormState| (StatusCode::UNPROCESSABLE_ENTITY, page(&house, &agent, &before, typed)).into_response();
    let Some(fiche) = appartenance_fields::read(&mut typed, false, &before.fiche) else { return Ok(refused(&typed)) };
    let saved = appartenances::update(&mut tx, house.clock(), &agent.acteur, before.id, &fiche).await;
    if saved.or_error(&mut typed)?.is_none() {
        return Ok(refused(&typed));
    }
    tx.commit().await?;
    Ok(Redirect::to(&with_fait(&membre_list::path(agent.collectivite.fiche.siren), faits::ROLE_CHANGE)).into_response())
}

pub(crate) async fn confirm_end(
    State(house): State<House>,
    agent: Agent<GererCollectivite>,
    Path((_, id)): Both,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let membership = find(&mut tx, &house, &agent, id).await?;
    let (shell, here) = (agent.shell(&house), membre_list::path(agent.collectivite.fiche.siren));
    let question = format!("Retirer {}\u{a0}?", membership.personne_nom);
    let confirm = Confirm::new(question, format!("{here}/{id}/retrait"), &shell.csrf)
        .consequence("Dès maintenant, cette personne ne voit plus votre espace. Son compte reste ouvert pour les autres collectivités où elle travaille.")
        .button("Retirer")
        .cancel(&here)
        .danger();
    Ok(Page::new(&shell, "Retirer une personne").breadcrumb(above(&here)).content(Carte::untitled().content(confirm)))
}

pub(crate) async fn end(
    State(house): State<House>,
    agent: Agent<GererCollectivite>,
    Path((_, id)): Both,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    let before = find(&mut tx, &house, &agent, id).await?;
    appartenances::end(&mut tx, house.clock(), &agent.acteur, before.id).await.answer()?;
    tx.commit().await?;
    Ok(Redirect::to(&with_fait(&membre_list::path(agent.collectivite.fiche.siren), faits::DETACHEE)))
}

/// A membership of this collectivité, not over, and not one's own: another's is as if it did not exist.
async fn find(
    tx: &mut Tx,
    house: &House,
    agent: &Agent<GererCollectivite>,
    id: Id<AppartenanceActive>,
) -> Result<Appartenance, WebError> {
    ensure_member(agent)?;
    let here = |a: &Appartenance| a.collectivite == agent.id() && appartenance_words::is_open(a, house.clock().today());
    let found = appartenances::find(tx, id).await?.filter(here).ok_or(WebError::NotFound)?;
    if found.personne == agent.personne.id {
        return Err(personne_guard::refused(Refus::SeRetirer));
    }
    Ok(found)
}

fn above(here: &str) -> Breadcrumb {
    Breadcrumb::new().link("Qui travaille ici", here)
}

fn page(house: &House, agent: &Agent<GererCollectivite>, membership: &Appartenance, typed: &FormState) -> Page {
    let (shell, here) = (agent.shell(house), membre_list::path(agent.collectivite.fiche.siren));
    let form = appartenance_fields::fields(false, &membership.fiche)
        .into_iter()
        .fold(Form::post(format!("{here}/{}/modification", membership.id), &shell.csrf).state(typed), Form::field)
        .cancel(&here);
    Page::new(&shell, format!("Changer le rôle de {}", membership.personne_nom))
        .breadcrumb(above(&here))
        .lead(html! { (membership.courriel) })
        .content(Carte::untitled().content(form))
}
