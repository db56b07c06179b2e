//! Inviting an élu or an agent of one's own collectivité. Who has an account already is attached, and told.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use db::Perimetre;
use web::{
    Agent, Formulaire, House, WebError,
    ui::{Aide, Breadcrumb, Carte, Form, FormState, Page},
    with_fait,
};

use super::{appartenance_fields, membre_list, personne_create::proposed, personne_edit};
use crate::{
    courriels,
    droits::{GererCollectivite, ensure_member},
    faits, gestes,
    refus::Answer,
};

pub(crate) async fn form(State(house): State<House>, agent: Agent<GererCollectivite>) -> Result<Page, WebError> {
    ensure_member(&agent)?;
    Ok(page(&house, &agent, &FormState::default()))
}

pub(crate) async fn create(
    State(house): State<House>,
    agent: Agent<GererCollectivite>,
    Formulaire(mut typed): Formulaire,
) -> Result<Response, WebError> {
    ensure_member(&agent)?;
    let refused = |typed: &FormState| (StatusCode::UNPROCESSABLE_ENTITY, page(&house, &agent, typed)).into_response();
    let fiche = personne_edit::read(&mut typed)?;
    let membership = appartenance_fields::read(&mut typed, false, &proposed(&house));
    let (Some(fiche), Some(membership)) = (fiche, membership) else { return Ok(refused(&typed)) };
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    let both = (&fiche, &membership);
    let brought = gestes::bring(&mut tx, house.clock(), &agent.acteur, &agent.collectivite, both).await;
    let Some(arrivee) = brought.or_error(&mut typed)? else { return Ok(refused(&typed)) };
    courriels::send_arrivee(&mut tx, &house, &arrivee, &agent.acteur.nom).await?;
    tx.commit().await?;
    house.wake().now();
    let fait = if arrivee.invitation.is_some() { faits::INVITEE } else { faits::RATTACHEE };
    Ok(Redirect::to(&with_fait(&membre_list::path(agent.collectivite.fiche.siren), fait)).into_response())
}

fn page(house: &House, agent: &Agent<GererCollectivite>, typed: &FormState) -> Page {
    let (shell, here) = (agent.shell(house), membre_list::path(agent.collectivite.fiche.siren));
    let [prenom, nom, courriel, telephone, genre] = personne_edit::fields(None);
    let form = Form::post(&here, &shell.csrf)
        .state(typed)
        .row([prenom, nom])
        .field(courriel)
        .field(telephone)
        .field(genre)
        .group("Sa place parmi vous", appartenance_fields::fields(false, &proposed(house)))
        .submit("Inviter")
        .cancel(&here);
    Page::new(&shell, "Inviter un élu ou un agent")
        .breadcrumb(Breadcrumb::new().link("Qui travaille ici", &here))
        .lead("Un courriel lui demandera de choisir son mot de passe.")
        .aide(
            Aide::new(
                "Elle a déjà un compte\u{a0}?",
                "Écrivez la même adresse\u{a0}: son compte est simplement ouvert à votre collectivité.",
            )
            .example("une secrétaire qui travaille aussi dans la commune voisine."),
        )
        .content(Carte::untitled().content(form))
}
