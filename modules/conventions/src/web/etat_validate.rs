//! The two great gestures of a year: computing it, by a job; validating it, after a question.

use axum::{
    extract::{Path, State},
    response::Redirect,
};
use kernel::nombre;
use maud::html;
use web::{
    Agent, Formulaire, House, WebError,
    ui::{Breadcrumb, Carte, Confirm, Page},
    with_fait,
};

use super::{
    etat_list::{self, href},
    mots::{combien, exercice},
};
use crate::{
    domain::StatutEtat,
    droits::{CalculerEtats, ValiderEtats},
    gestes::etats,
    jobs::etat_year,
    store::resumes,
};

/// Asks for the computation; its page follows it.
pub(super) async fn compute(
    State(house): State<House>,
    agent: Agent<CalculerEtats>,
    Path(annee): Path<i32>,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    let annee = exercice(annee)?;
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let job = etat_year::ask(&mut tx, house.clock(), &agent.acteur, annee).await?;
    tx.commit().await?;
    house.wake().now();
    Ok(Redirect::to(&format!("/travaux/{job}")))
}

pub(super) async fn confirm(
    State(house): State<House>,
    agent: Agent<ValiderEtats>,
    Path(annee): Path<i32>,
) -> Result<Page, WebError> {
    let annee = exercice(annee)?;
    let mut tx = house.db().read(agent.perimetre()).await?;
    let statuts = resumes::total_by_statut(&mut tx, annee).await?;
    drop(tx);
    let computed = statuts.iter().find(|t| t.statut == StatutEtat::Calcule).ok_or(WebError::NotFound)?;
    let ready = computed.etats.saturating_sub(computed.a_corriger);
    let shell = agent.shell(&house);
    let question = format!("Valider {}\u{a0}?", combien(ready, &format!("état {annee}"), &format!("états {annee}")));
    let confirm = Confirm::new(question, format!("{}/validation", href(annee)), &shell.csrf)
        .consequence(html! {
            p { "Ils ne changeront plus. Chaque collectivité reçoit le sien par courriel, en PDF, et le trouve dans son espace\u{a0}; une erreur se corrige ensuite par un état rectificatif." }
            @if computed.a_corriger > 0 {
                p { (nombre(i64::from(computed.a_corriger))) " restent de côté\u{a0}: une anomalie empêche de les valider. " a href={ (href(annee)) "/anomalies" } { "Voir lesquels" } }
            }
        })
        .button("Valider et envoyer")
        .cancel(href(annee));
    Ok(Page::new(&shell, format!("Valider les états {annee}"))
        .breadcrumb(Breadcrumb::new().link("États annuels", etat_list::PATH).link(annee.to_string(), href(annee)))
        .content(Carte::untitled().content(confirm)))
}

pub(super) async fn validate(
    State(house): State<House>,
    agent: Agent<ValiderEtats>,
    Path(annee): Path<i32>,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    let annee = exercice(annee)?;
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let done = etats::validate(&mut tx, house.clock(), &agent.acteur, annee, None).await?;
    if done.valides.is_empty() {
        return Err(WebError::Refus(format!(
            "Aucun état {annee} n’est prêt à être validé\u{a0}: corrigez les anomalies, puis recalculez."
        )));
    }
    tx.commit().await?;
    house.wake().now();
    Ok(Redirect::to(&with_fait(&href(annee), "etats-valides")))
}
