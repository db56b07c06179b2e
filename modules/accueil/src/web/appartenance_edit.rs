//! A membership of somebody: another rôle, other dates, or its end.

use annuaire::{
    AppartenanceActive,
    appartenances::{self, Appartenance},
};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use db::Perimetre;
use kernel::{Id, PersonneId};
use maud::html;
use web::{
    Agent, Formulaire, House, WebError,
    ui::{Breadcrumb, Carte, Confirm, Form, FormState, Page},
    with_fait,
};

use super::{appartenance_fields, personne_guard, personne_list, personne_show};
use crate::{droits::Gerer, faits, gestes, refus::Answer, regles};

/// A person and one of their memberships, as an address names them.
pub(super) type Both = Path<(PersonneId, Id<AppartenanceActive>)>;

pub(crate) async fn form(State(house): State<House>, agent: Agent<Gerer>, Path(both): Both) -> Result<Page, WebError> {
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let (appartenance, exploitant) = gestes::membership(&mut tx, both).await?;
    Ok(page(&house, &agent, &appartenance, exploitant, &FormState::default()))
}

pub(crate) async fn update(
    State(house): State<House>,
    agent: Agent<Gerer>,
    Path(both): Both,
    Formulaire(mut typed): Formulaire,
) -> Result<Response, WebError> {
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    let (before, exploitant) = gestes::membership(&mut tx, both).await?;
    let refused = |typed: &FormState| {
        (StatusCode::UNPROCESSABLE_ENTITY, page(&house, &agent, &before, exploitant, typed)).into_response()
    };
    let Some(fiche) = appartenance_fields::read(&mut typed, exploitant, &before.fiche) else {
        return Ok(refused(&typed));
    };
    for role in [before.fiche.role, fiche.role] {
        regles::may_give_role(&agent.droits, role).map_err(personne_guard::refused)?;
    }
    let saved = appartenances::update(&mut tx, house.clock(), &agent.acteur, before.id, &fiche).await;
    if saved.or_error(&mut typed)?.is_none() {
        return Ok(refused(&typed));
    }
    tx.commit().await?;
    Ok(Redirect::to(&with_fait(&personne_show::path(before.personne), faits::ROLE_CHANGE)).into_response())
}

pub(crate) async fn confirm_end(
    State(house): State<House>,
    agent: Agent<Gerer>,
    Path(both): Both,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let (appartenance, _) = gestes::membership(&mut tx, both).await?;
    let (shell, here) = (agent.shell(&house), personne_show::path(appartenance.personne));
    let question = format!(
        "Retirer à {} le rôle «\u{a0}{}\u{a0}»\u{a0}?",
        appartenance.personne_nom,
        appartenance.fiche.role.libelle()
    );
    let told = html! {
        b { (appartenance.collectivite_nom) } "\u{a0}: dès maintenant, cette personne n’y entre plus à ce titre. Ce qu’elle y a fait reste au journal."
    };
    let confirm = Confirm::new(question, format!("{here}/appartenances/{}/retrait", appartenance.id), &shell.csrf)
        .consequence(told)
        .button("Retirer ce rôle")
        .cancel(here)
        .danger();
    Ok(Page::new(&shell, "Retirer un rôle")
        .breadcrumb(above(&appartenance))
        .content(Carte::untitled().content(confirm)))
}

pub(crate) async fn end(
    State(house): State<House>,
    agent: Agent<Gerer>,
    Path(both): Both,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    let (before, _) = gestes::membership(&mut tx, both).await?;
    regles::may_give_role(&agent.droits, before.fiche.role).map_err(personne_guard::refused)?;
    appartenances::end(&mut tx, house.clock(), &agent.acteur, before.id).await.answer()?;
    tx.commit().await?;
    Ok(Redirect::to(&with_fait(&personne_show::path(before.personne), faits::DETACHEE)))
}

/// The pages above those of a membership.
pub(super) fn above(appartenance: &Appartenance) -> Breadcrumb {
    Breadcrumb::new()
        .link("Personnes", personne_list::HERE)
        .link(&appartenance.personne_nom, personne_show::path(appartenance.personne))
}

fn page(house: &House, agent: &Agent<Gerer>, appartenance: &Appartenance, exploitant: bool, typed: &FormState) -> Page {
    let (shell, here) = (agent.shell(house), personne_show::path(appartenance.personne));
    let action = format!("{here}/appartenances/{}/modification", appartenance.id);
    let form = appartenance_fields::fields(exploitant, &appartenance.fiche)
        .into_iter()
        .fold(Form::post(action, &shell.csrf).state(typed), Form::field)
        .cancel(&here);
    Page::new(&shell, format!("Changer le rôle de {}", appartenance.personne_nom))
        .breadcrumb(above(appartenance))
        .lead(html! { b { (appartenance.collectivite_nom) } })
        .content(Carte::untitled().content(form))
}
