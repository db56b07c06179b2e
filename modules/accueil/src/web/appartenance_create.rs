//! One more place for somebody: which collectivité, then as what.

use annuaire::{Collectivite, Personne, appartenances, personnes};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use db::Perimetre;
use kernel::PersonneId;
use maud::html;
use web::{
    Agent, Formulaire, House, WebError,
    ui::{Action, Carte, Field, Form, FormState, Icon, ListState, Page},
    with_fait,
};

use super::{
    appartenance_fields,
    collectivite_choose::{chooser, load},
    personne_create::proposed,
    personne_guard, personne_show,
};
use crate::{courriels, droits::Gerer, faits, gestes, refus::Answer, regles};

pub(crate) async fn form(
    State(house): State<House>,
    agent: Agent<Gerer>,
    Path(id): Path<PersonneId>,
) -> Result<Page, WebError> {
    let state = ListState::from_query(agent.query());
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let personne = personnes::find(&mut tx, id).await?.ok_or(WebError::NotFound)?;
    if let Some(siren) = state.filter("pour") {
        let place = gestes::place(&mut tx, siren).await?;
        return Ok(page(&house, &agent, &personne, &place, &FormState::default()));
    }
    let found = load(&mut tx, &house, agent.droits.visibles(), &state).await?;
    let here = format!("{}/appartenances/nouvelle", personne_show::path(id));
    let centre = Action::link("Le centre de gestion", format!("{here}?pour={}", agent.collectivite.fiche.siren));
    Ok(Page::new(&agent.shell(&house), format!("Rattacher {} à une collectivité", personne.nom_complet()))
        .breadcrumb(personne_show::above(&personne))
        .action(centre.icon(Icon::Landmark))
        .content(Carte::untitled().content(chooser(&state, &here, &found, |c| format!("{here}?pour={}", c.siren)))))
}

pub(crate) async fn create(
    State(house): State<House>,
    agent: Agent<Gerer>,
    Path(id): Path<PersonneId>,
    Formulaire(mut typed): Formulaire,
) -> Result<Response, WebError> {
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    let personne = personnes::find(&mut tx, id).await?.ok_or(WebError::NotFound)?;
    let place = gestes::place(&mut tx, typed.value("pour")).await?;
    let refused = |typed: &FormState| {
        (StatusCode::UNPROCESSABLE_ENTITY, page(&house, &agent, &personne, &place, typed)).into_response()
    };
    let Some(fiche) = appartenance_fields::read(&mut typed, place.exploitant, &proposed(&house)) else {
        return Ok(refused(&typed));
    };
    regles::may_give_role(&agent.droits, fiche.role).map_err(personne_guard::refused)?;
    let added = appartenances::add(&mut tx, house.clock(), &agent.acteur, (id, place.id), &fiche).await;
    if added.or_error(&mut typed)?.is_none() {
        return Ok(refused(&typed));
    }
    courriels::send_rattachement(&mut tx, &house, &personne, &place.nom_complet(), &agent.acteur.nom).await?;
    tx.commit().await?;
    house.wake().now();
    Ok(Redirect::to(&with_fait(&personne_show::path(id), faits::RATTACHEE)).into_response())
}

fn page(house: &House, agent: &Agent<Gerer>, personne: &Personne, place: &Collectivite, typed: &FormState) -> Page {
    let (shell, here) = (agent.shell(house), personne_show::path(personne.id));
    let form = appartenance_fields::fields(place.exploitant, &proposed(house))
        .into_iter()
        .fold(Form::post(format!("{here}/appartenances"), &shell.csrf).state(typed), Form::field)
        .field(Field::hidden("pour", place.fiche.siren.to_string()))
        .submit("Rattacher")
        .cancel(&here);
    Page::new(&shell, format!("Rattacher {}", personne.nom_complet()))
        .breadcrumb(
            personne_show::above(personne).link("Choisir la collectivité", format!("{here}/appartenances/nouvelle")),
        )
        .lead(html! { b { (place.nom_complet()) } ". Un courriel l’en prévient." })
        .content(Carte::untitled().content(form))
}
