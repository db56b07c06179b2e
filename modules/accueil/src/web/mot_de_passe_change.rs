//! Changing one's own password: the current one first. Every other device is signed out.

use annuaire::mots_de_passe;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use web::{
    Connecte, Formulaire, House, WebError,
    ui::{Aide, Carte, Field, Form, FormState, Page},
    with_fait,
};

use super::{compte_frame, mot_de_passe_fields};
use crate::{courriels, faits, refus::Answer};

pub(crate) async fn form(State(house): State<House>, connecte: Connecte) -> Result<Page, WebError> {
    compte_frame::ensure_own(&connecte)?;
    Ok(page(&house, &connecte, &FormState::default()))
}

pub(crate) async fn update(
    State(house): State<House>,
    connecte: Connecte,
    Formulaire(mut typed): Formulaire,
) -> Result<Response, WebError> {
    compte_frame::ensure_own(&connecte)?;
    let current = mot_de_passe_fields::as_typed(&typed, "actuel").to_owned();
    let Some(new) = mot_de_passe_fields::read(&mut typed) else {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&house, &connecte, &typed)).into_response());
    };
    let durete = house.config().durete;
    let changed = mots_de_passe::change(house.db(), house.clock(), durete, &connecte.session, (&current, &new)).await;
    let Some(mail) = changed.or_error(&mut typed)? else {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&house, &connecte, &typed)).into_response());
    };
    courriels::send_alone(&house, Some(mail)).await?;
    Ok(Redirect::to(&with_fait("/compte/mot-de-passe", faits::MOT_DE_PASSE_CHANGE)).into_response())
}

fn page(house: &House, connecte: &Connecte, typed: &FormState) -> Page {
    let [new, again] = mot_de_passe_fields::fields();
    let form = Form::post("/compte/mot-de-passe", &connecte.session.csrf)
        .state(typed)
        .field(Field::password("actuel", "Mot de passe actuel"))
        .field(new)
        .field(again)
        .submit("Changer mon mot de passe");
    compte_frame::page(house, connecte, "Changer mon mot de passe", "/compte/mot-de-passe")
        .lead("Vos autres appareils seront déconnectés, et un courriel vous confirmera le changement.")
        .aide(
            Aide::new(
                "Quand le changer\u{a0}?",
                "Seulement si quelqu’un a pu le voir ou l’apprendre. Le changer tous les mois ne protège pas mieux.",
            )
            .example("vous l’avez tapé sur l’ordinateur d’une autre mairie."),
        )
        .content(Carte::untitled().content(form))
}
