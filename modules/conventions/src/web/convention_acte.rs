//! Recording an act of a convention: its form, its confirmation when it ends something, and the act.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use kernel::date_longue;
use maud::html;
use web::{
    Agent, Formulaire, House, WebError,
    ui::{Aide, Breadcrumb, Carte, Confirm, Form, FormState, Page},
    with_fait,
};

use super::{convention_list::base, convention_saisie::Saisie};
use crate::{
    domain::{Convention, ConventionId},
    droits::GererConventions,
    gestes::{
        conventions::{self as acts, Acte},
        identites,
    },
};

pub(super) async fn form<S: Saisie>(
    State(house): State<House>,
    agent: Agent<GererConventions>,
    Path((_, id)): Path<(String, ConventionId)>,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let convention = acts::find(&mut tx, agent.id(), id).await?;
    Ok(view::<S>(&house, &agent, &convention, &FormState::default()))
}

pub(super) async fn record<S: Saisie>(
    State(house): State<House>,
    agent: Agent<GererConventions>,
    Path((_, id)): Path<(String, ConventionId)>,
    Formulaire(mut form): Formulaire,
) -> Result<Response, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let convention = acts::find(&mut tx, agent.id(), id).await?;
    if let (Some(acte), true) = (S::read(&mut form), form.is_valid()) {
        let who = identites::of(&agent.collectivite);
        match acts::act(&mut tx, house.clock(), &agent.acteur, &who, id, acte.clone()).await {
            // Tried before it is confirmed: what would be refused is never asked. Nothing is kept.
            Ok(()) if S::CONFIRMEE && !form.checked("confirmee") => {
                return Ok(ask::<S>(&house, &agent, &convention, (&acte, &form)).into_response());
            }
            Ok(()) => {
                tx.commit().await?;
                house.wake().now();
                return Ok(Redirect::to(&with_fait(&there(&agent, id), S::SEGMENT)).into_response());
            }
            Err(refused) => refused.into_form(&mut form, S::CHAMP)?,
        }
    }
    Ok((StatusCode::UNPROCESSABLE_ENTITY, view::<S>(&house, &agent, &convention, &form)).into_response())
}

fn there<P>(agent: &Agent<P>, id: ConventionId) -> String {
    format!("{}/{id}", base(agent.collectivite.fiche.siren))
}

fn trail<P>(agent: &Agent<P>, convention: &Convention) -> Breadcrumb {
    let nom = agent.collectivite.nom_complet();
    Breadcrumb::new()
        .link("Conventions", super::convention_list::PATH)
        .link(format!("{nom}, n°\u{a0}{}", convention.numero), there(agent, convention.id))
}

fn view<S: Saisie>(house: &House, agent: &Agent<GererConventions>, convention: &Convention, state: &FormState) -> Page {
    let shell = agent.shell(house);
    let there = there(agent, convention.id);
    let form = Form::post(format!("{there}/{}", S::SEGMENT), &shell.csrf).state(state);
    let form = S::fields(form, convention, house.clock().today()).submit(S::VERBE).cancel(&there);
    Page::new(&shell, S::TITRE)
        .lead(format!("{}, convention n°\u{a0}{}.", agent.collectivite.nom_complet(), convention.numero))
        .breadcrumb(trail(agent, convention))
        .aide(Aide::new("Que se passe-t-il ensuite\u{a0}?", S::EFFET))
        .content(Carte::untitled().content(form))
}

/// The act once more, with the day on which it takes effect.
fn ask<S: Saisie>(
    house: &House,
    agent: &Agent<GererConventions>,
    convention: &Convention,
    (acte, form): (&Acte, &FormState),
) -> Page {
    let shell = agent.shell(house);
    let there = there(agent, convention.id);
    let nom = agent.collectivite.nom_complet();
    let (verb, effet) = match acte {
        Acte::Denonciation { notifiee_le, .. } => ("Dénoncer", convention.effet_denonciation(*notifiee_le)),
        Acte::Resiliation { le, .. } => ("Résilier", Some(*le)),
        _ => ("Enregistrer", None),
    };
    let confirm = Confirm::new(
        format!("{verb} la convention n°\u{a0}{} de {nom}\u{a0}?", convention.numero),
        format!("{there}/{}", S::SEGMENT),
        &shell.csrf,
    )
    .consequence(html! {
        @if let Some(effet) = effet { p { "Elle cessera de s’appliquer le " b { (date_longue(effet)) } "." } }
        p { "L’année commencée reste due en entier\u{a0}: pensez à mettre fin aux abonnements. Cet acte ne s’efface pas." }
    })
    .button(format!("{verb} la convention"))
    .cancel(&there)
    .danger()
    .value("confirmee", "oui");
    let typed = form.values.iter().filter(|(name, _)| !["_csrf", "confirmee"].contains(&name.as_str()));
    let confirm = typed.fold(confirm, |confirm, (name, value)| confirm.value(name.clone(), value.clone()));
    Page::new(&shell, format!("{verb} la convention"))
        .breadcrumb(trail(agent, convention))
        .content(Carte::untitled().content(confirm))
}
