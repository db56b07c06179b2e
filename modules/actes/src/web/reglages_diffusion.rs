//! The broadcast list: the addresses that receive the actes themselves, with their stamp, once the préfecture has them.

use annuaire::Courriel;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use maud::html;
use web::{
    Agent, Formulaire, House, WebError,
    ui::{ActionButton, Aide, Breadcrumb, Carte, Choice, Column, Field, Form, FormState, Page, Row, Table},
    with_fait,
};

use super::{
    acces::{REFUSED, contexte},
    mots::base,
};
use crate::{
    domain::{Destinataire, DestinataireId, NatureActe},
    droits::Publier,
    gestes::avis,
};

pub(super) async fn list(State(house): State<House>, agent: Agent<Publier>) -> Result<Page, WebError> {
    let state = NatureActe::TOUTES
        .iter()
        .filter(|nature| nature.is_publiable())
        .fold(FormState::default(), |state, nature| state.with("natures", nature.code()));
    view(&house, &agent, &state).await
}

pub(super) async fn add(
    State(house): State<House>,
    agent: Agent<Publier>,
    Formulaire(mut form): Formulaire,
) -> Result<Response, WebError> {
    let courriel = form.read("courriel", str::parse::<Courriel>);
    form.required("nom", "Écrivez le nom de qui reçoit les actes.");
    let natures: Vec<_> = form.all("natures").filter_map(NatureActe::from_code).collect();
    if natures.is_empty() {
        form.add_error("natures", "Choisissez au moins une nature d’actes.");
    }
    if let Some(courriel) = courriel.filter(|_| form.is_valid()) {
        let mut tx = house.db().begin(agent.perimetre()).await?;
        let nom = form.value("nom").to_owned();
        match avis::add(&mut tx, contexte(&house, &agent), (&nom, courriel, natures)).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(done(&agent).into_response());
            }
            Err(refused) => refused.into_form(&mut form, "")?,
        }
    }
    Ok((REFUSED, view(&house, &agent, &form).await?).into_response())
}

pub(super) async fn remove(
    State(house): State<House>,
    agent: Agent<Publier>,
    Path((_, id)): Path<(String, DestinataireId)>,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    avis::remove(&mut tx, contexte(&house, &agent), id).await?;
    tx.commit().await?;
    Ok(done(&agent))
}

fn address(agent: &Agent<Publier>) -> String {
    format!("{}/reglages/diffusion", base(&agent.collectivite))
}

fn done(agent: &Agent<Publier>) -> Redirect {
    Redirect::to(&with_fait(&address(agent), "actes-reglages"))
}

async fn view(house: &House, agent: &Agent<Publier>, state: &FormState) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let known = avis::destinataires(&mut tx, contexte(house, agent)).await?;
    drop(tx);
    let shell = agent.shell(house);
    let base = base(&agent.collectivite);
    let natures = NatureActe::TOUTES.iter().map(|nature| Choice::new(nature.code(), nature.libelle()));
    let form = Form::post(address(agent), &shell.csrf)
        .state(state)
        .row([Field::text("nom", "Nom"), Field::email("courriel", "Courriel")])
        .field(Field::checkboxes("natures", "Ce qui lui est envoyé", natures))
        .submit("Ajouter à la liste");
    Ok(Page::new(&shell, "La liste de diffusion")
        .lead("Chaque acte, avec son tampon et son accusé de réception, part à ces adresses dès que la préfecture l’a reçu.")
        .breadcrumb(Breadcrumb::new().link("Actes", &base).link("Réglages", format!("{base}/reglages")))
        .aide(Aide::new("Ce qui n’est jamais envoyé", "Un acte réservé à un groupe reste à ce groupe. Pour un acte individuel, choisissez avec soin\u{a0}: il nomme une personne."))
        .content(html! {
            div.pile {
                @if !known.is_empty() { (Carte::untitled().content(table(&known, (&address(agent), &shell.csrf)))) }
                (Carte::new("Ajouter une adresse").content(form))
            }
        }))
}

fn table(known: &[Destinataire], (there, csrf): (&str, &str)) -> Table {
    Table::new("Adresses")
        .column(Column::new("nom", "Nom"))
        .column(Column::new("courriel", "Courriel"))
        .column(Column::new("natures", "Reçoit"))
        .column(Column::new("geste", "Retirer"))
        .rows(known.iter().map(|one| {
            let natures: Vec<_> = one.natures.iter().map(|nature| nature.libelle()).collect();
            Row::new().cell(&one.nom).cell(one.courriel.to_string()).cell(natures.join(", ")).cell(
                ActionButton::new("Retirer", format!("{there}/{}/retrait", one.id), csrf).quiet().context(&one.nom),
            )
        }))
}
