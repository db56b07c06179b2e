//! The gestures on one état: validating it alone, correcting a validated one by a new, linked état.

use annuaire::nom::de;
use axum::{
    extract::{Path, State},
    response::Redirect,
};
use maud::html;
use web::{
    Agent, Droit, Formulaire, House, WebError,
    ui::{Carte, Confirm, Page},
    with_fait,
};

use crate::{
    domain::{EtatAnnuelId, Refus, StatutEtat},
    droits::{CalculerEtats, ValiderEtats},
    gestes::{GesteError, etats as acts, identites},
    store::etats::{self, EtatEmis},
};

/// The address of an état, and its own.
type Adresse = Path<(String, EtatAnnuelId)>;

pub(super) async fn confirm_validation(
    State(house): State<House>,
    agent: Agent<ValiderEtats>,
    Path((_, id)): Adresse,
) -> Result<Page, WebError> {
    let EtatEmis { mut etat, identite } = find(&house, &agent, id).await?;
    etat.validate(house.clock().today()).map_err(refused)?;
    let shell = agent.shell(&house);
    let here = here(&agent, id);
    let confirm = Confirm::new(format!("Valider l’état {} {}\u{a0}?", etat.annee, de(&identite.nom)), format!("{here}/validation"), &shell.csrf)
        .consequence(html! { p { (etat.total()) " en tout. Il ne changera plus\u{a0}: la collectivité le reçoit par courriel, en PDF. Une erreur se corrige ensuite par un état rectificatif." } })
        .button("Valider et envoyer")
        .cancel(here);
    Ok(Page::new(&shell, format!("Valider l’état {}", etat.annee)).content(Carte::untitled().content(confirm)))
}

pub(super) async fn validate(
    State(house): State<House>,
    agent: Agent<ValiderEtats>,
    Path((_, id)): Adresse,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    let EtatEmis { etat, .. } = find(&house, &agent, id).await?;
    if etat.statut() == StatutEtat::Rectifie {
        return Err(refused(Refus::EtatValide(etat.annee)));
    }
    let mut tx = house.db().begin(agent.perimetre()).await?;
    acts::validate(&mut tx, house.clock(), &agent.acteur, etat.annee, Some(agent.id())).await?;
    tx.commit().await?;
    house.wake().now();
    Ok(Redirect::to(&with_fait(&here(&agent, id), "etat-valide")))
}

pub(super) async fn confirm_correction(
    State(house): State<House>,
    agent: Agent<CalculerEtats>,
    Path((_, id)): Adresse,
) -> Result<Page, WebError> {
    let EtatEmis { etat, identite } = find(&house, &agent, id).await?;
    if etat.statut() != StatutEtat::Valide {
        return Err(refused(Refus::EtatNonValide(etat.annee)));
    }
    let shell = agent.shell(&house);
    let here = here(&agent, id);
    let confirm = Confirm::new(format!("Rectifier l’état {} {}\u{a0}?", etat.annee, de(&identite.nom)), format!("{here}/rectification"), &shell.csrf)
        .consequence(html! {
            p { "Corrigez d’abord les abonnements, le recensement ou la population. Un nouvel état est alors calculé et relié à celui-ci, qui reste tel qu’il a été envoyé\u{a0}: " (etat.total()) "." }
        })
        .button("Établir un état rectificatif")
        .cancel(here);
    Ok(Page::new(&shell, format!("Rectifier l’état {}", etat.annee)).content(Carte::untitled().content(confirm)))
}

pub(super) async fn correct(
    State(house): State<House>,
    agent: Agent<CalculerEtats>,
    Path((_, id)): Adresse,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    let identite = identites::of(&agent.collectivite);
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let next = acts::correct(&mut tx, house.clock(), &agent.acteur, &identite, id).await?;
    tx.commit().await?;
    Ok(Redirect::to(&with_fait(&here(&agent, next), "etat-rectifie")))
}

async fn find<P: Droit>(house: &House, agent: &Agent<P>, id: EtatAnnuelId) -> Result<EtatEmis, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    etats::find(&mut tx, agent.id(), id).await?.ok_or(WebError::NotFound)
}

fn here<P>(agent: &Agent<P>, id: EtatAnnuelId) -> String {
    format!("/c/{}/etats/{id}", agent.collectivite.fiche.siren)
}

fn refused(refus: Refus) -> WebError {
    GesteError::from(refus).into()
}
