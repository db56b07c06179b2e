//! A forgotten password: asking for the link that chooses another one.

use annuaire::{Courriel, liens};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use db::Perimetre;
use maud::html;
use web::{
    Formulaire, House, Public, WebError,
    ui::{Alert, Field, Form, FormState, PublicPage, Ton},
};

use super::seuil;
use crate::{courriels, refus::Answer};

pub(crate) async fn form(State(house): State<House>, public: Public) -> Response {
    seuil::show(&house, &public, page(&public, &FormState::default()))
}

/// The same answer whether the account exists or not: the page tells nobody who has one.
pub(crate) async fn create(
    State(house): State<House>,
    public: Public,
    Formulaire(mut typed): Formulaire,
) -> Result<Response, WebError> {
    let Some(courriel) = typed.read("courriel", str::parse::<Courriel>) else {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&public, &typed)).into_response());
    };
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    let mail = liens::request_reset(&mut tx, house.clock(), courriel.as_str()).await.answer()?;
    courriels::send(&mut tx, &house, mail).await?;
    tx.commit().await?;
    house.wake().now();
    let said = html! {
        (Alert::new(Ton::Info, liens::PHRASE_REINITIALISATION))
        p { "Rien n’arrive\u{a0}? Regardez dans les courriers indésirables, ou appelez votre centre de gestion." }
        p { a href="/connexion" { "Revenir à la connexion" } }
    };
    Ok(PublicPage::new("Regardez votre messagerie").content(said).into_response())
}

fn page(public: &Public, typed: &FormState) -> PublicPage {
    let ask = Form::post("/mot-de-passe-oublie", seuil::csrf(public))
        .state(typed)
        .field(Field::email("courriel", "Votre adresse de courriel").autocomplete("username"))
        .submit("Recevoir le lien")
        .cancel("/connexion");
    PublicPage::new("Mot de passe oublié")
        .lead("Nous vous envoyons un lien pour en choisir un autre. Il sert une fois, pendant une heure.")
        .content(ask)
}
