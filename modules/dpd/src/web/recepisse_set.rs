//! The receipt of the CNIL, typed on the page of the member.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use kernel::parse_date;
use web::{Agent, Formulaire, House, WebError, with_fait};

use super::{find_member, membre_show, mots::page_of};
use crate::{
    domain::Recepisse,
    droits::Noter,
    gestes::{Contexte, echanges as acts},
};

pub(super) async fn set(
    State(house): State<House>,
    agent: Agent<Noter>,
    Path(siren): Path<String>,
    Formulaire(mut form): Formulaire,
) -> Result<Response, WebError> {
    let effet = form.read_if_filled("effet", parse_date);
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let one = find_member(&mut tx, &agent, &siren).await?;
    let ctx = Contexte::new(house.clock(), (&agent.acteur, agent.id()), &one);
    let typed = Recepisse { numero: form.value("numero").to_owned(), effet, note: form.value("note").to_owned() };
    if form.is_valid() {
        match acts::set_recepisse(&mut tx, ctx, typed).await {
            Ok(_) => {
                tx.commit().await?;
                return Ok(Redirect::to(&with_fait(&page_of(one.fiche.siren), "dpd-recepisse")).into_response());
            }
            Err(refused) => refused.into_form(&mut form, "numero")?,
        }
    }
    let vu = membre_show::load(&mut tx, &house, one).await?;
    drop(tx);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, membre_show::view(&house, &agent, &vu, &form)).into_response())
}
