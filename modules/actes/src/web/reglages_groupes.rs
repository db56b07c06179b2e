//! The groups that see some actes alone: their names, their people.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use kernel::{Id, combien};
use maud::html;
use web::{
    Agent, Formulaire, House, WebError,
    ui::{
        Action, ActionButton, Aide, Breadcrumb, Carte, Choice, Column, Field, Form, FormState, Icon, Page, Row, Table,
    },
    with_fait,
};

use super::{
    acces::{REFUSED, contexte},
    mots::base,
};
use crate::{
    domain::{Groupe, GroupeId, NOM_MAX},
    droits::Publier,
    gestes::groupes,
};

pub(super) async fn list(State(house): State<House>, agent: Agent<Publier>) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let known = groupes::list(&mut tx, contexte(&house, &agent)).await?;
    drop(tx);
    let shell = agent.shell(&house);
    let (base, there) = (base(&agent.collectivite), address(&agent));
    let table = Table::new("Groupes")
        .column(Column::new("nom", "Groupe"))
        .column(Column::new("membres", "Personnes"))
        .column(Column::new("geste", "Supprimer"))
        .rows(known.iter().map(|one| {
            let people = combien(u32::try_from(one.membres.len()).unwrap_or(u32::MAX), "personne", "personnes");
            let away = ActionButton::new("Supprimer", format!("{there}/{}/suppression", one.id), &shell.csrf);
            Row::new()
                .cell(html! { a href={ (there) "/" (one.id) } { (one.nom) } })
                .cell(people)
                .cell(away.quiet().context(&one.nom))
        }));
    Ok(Page::new(&shell, "Qui voit quels actes")
        .lead("Un acte réservé à un groupe n’est vu que de ses membres, et de ceux qui transmettent.")
        .breadcrumb(Breadcrumb::new().link("Actes", &base).link("Réglages", format!("{base}/reglages")))
        .primary(Action::link("Ajouter un groupe", format!("{there}/{}", Id::<()>::new(house.clock()))).icon(Icon::Plus))
        .aide(Aide::new("À quoi cela sert", "Les arrêtés du personnel pour la seule chargée des ressources humaines, un contentieux pour deux personnes.").example("tant qu’aucun groupe n’existe, chacun voit tous les actes."))
        .content(html! { @if known.is_empty() { p { "Aucun groupe\u{a0}: tous ceux qui consultent les actes les voient tous." } } @else { (Carte::untitled().content(table)) } }))
}

/// A group to change; one that is not there yet is to be made.
pub(super) async fn form(
    State(house): State<House>,
    agent: Agent<Publier>,
    Path((_, id)): Path<(String, GroupeId)>,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let known = groupes::list(&mut tx, contexte(&house, &agent)).await?.into_iter().find(|one| one.id == id);
    drop(tx);
    let nom = known.as_ref().map(|one| one.nom.clone()).unwrap_or_default();
    let state = FormState::default().with("nom", nom);
    let people = known.into_iter().flat_map(|one| one.membres);
    let state = people.fold(state, |state, personne| state.with("membres", personne.to_string()));
    view(&house, &agent, (id, &state)).await
}

pub(super) async fn save(
    State(house): State<House>,
    agent: Agent<Publier>,
    Path((_, id)): Path<(String, GroupeId)>,
    Formulaire(mut form): Formulaire,
) -> Result<Response, WebError> {
    let membres = form.all("membres").filter_map(|id| id.parse().ok()).collect();
    let groupe = Groupe { id, nom: form.value("nom").to_owned(), membres };
    let mut tx = house.db().begin(agent.perimetre()).await?;
    match groupes::set(&mut tx, contexte(&house, &agent), groupe).await {
        Ok(()) => {
            tx.commit().await?;
            return Ok(Redirect::to(&with_fait(&address(&agent), "actes-reglages")).into_response());
        }
        Err(refused) => refused.into_form(&mut form, "nom")?,
    }
    drop(tx);
    Ok((REFUSED, view(&house, &agent, (id, &form)).await?).into_response())
}

pub(super) async fn remove(
    State(house): State<House>,
    agent: Agent<Publier>,
    Path((_, id)): Path<(String, GroupeId)>,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    groupes::remove(&mut tx, contexte(&house, &agent), id).await?;
    tx.commit().await?;
    Ok(Redirect::to(&with_fait(&address(&agent), "actes-reglages")))
}

fn address(agent: &Agent<Publier>) -> String {
    format!("{}/reglages/groupes", base(&agent.collectivite))
}

async fn view(house: &House, agent: &Agent<Publier>, (id, state): (GroupeId, &FormState)) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let people = annuaire::appartenances::in_collectivite(&mut tx, agent.id()).await?;
    drop(tx);
    let shell = agent.shell(house);
    let (base, there) = (base(&agent.collectivite), address(agent));
    let choices = people
        .iter()
        .map(|one| Choice::new(one.personne.to_string(), &one.personne_nom).help(one.fiche.role.libelle()));
    let form = Form::post(format!("{there}/{id}"), &shell.csrf)
        .state(state)
        .field(Field::text("nom", "Nom du groupe").medium().max_length(u32::try_from(NOM_MAX).unwrap_or(u32::MAX)))
        .field(Field::checkboxes("membres", "Qui en est", choices).optional())
        .submit("Enregistrer")
        .cancel(&there);
    Ok(Page::new(&shell, "Un groupe")
        .breadcrumb(Breadcrumb::new().link("Actes", &base).link("Groupes", &there))
        .content(Carte::untitled().content(form)))
}
