//! The papers of a convention, printed when they are asked for.

use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use editique::Document;
use kernel::Exercice;
use serde::Deserialize;
use web::{Agent, House, WebError};

use super::liste::attachment;
use crate::{
    domain::{Abonnement, Convention, ConventionId, EtatConvention, Partie},
    droits::ConsulterConventions,
    editions::{self, Denonciation, DossierConvention, RefusEdition},
    gestes::{conventions as acts, fiches, grilles, identites, recensements},
    store::{abonnements, faits},
};

/// `?annee=2026&auteur=membre`.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Voulu {
    annee: Option<i32>,
    auteur: Option<String>,
}

impl Voulu {
    fn annee(&self, house: &House) -> Result<Exercice, WebError> {
        self.annee.map_or_else(|| Ok(Exercice::of(house.clock().today())), super::mots::exercice)
    }
}

/// The convention with the chapters subscribed, its tariff annex and its census annex.
pub(super) async fn convention(
    State(house): State<House>,
    agent: Agent<ConsulterConventions>,
    Path((_, id)): Path<(String, ConventionId)>,
    Query(voulu): Query<Voulu>,
) -> Result<Response, WebError> {
    let annee = voulu.annee(&house)?;
    let mut tx = house.db().read(agent.perimetre()).await?;
    let convention = acts::find(&mut tx, agent.id(), id).await?;
    let held: Vec<Abonnement> =
        abonnements::list(&mut tx, agent.id()).await?.into_iter().map(|s| s.abonnement).collect();
    let releve = recensements::find(&mut tx, agent.id(), annee).await?;
    let grille = grilles::current(&mut tx).await?;
    let centre = fiches::centre(&mut tx).await?;
    drop(tx);
    let membre = fiches::membre(&agent.collectivite);
    let document = editions::convention(&DossierConvention {
        centre: &centre,
        membre: &membre,
        convention: &convention,
        abonnements: &held,
        grille: &grille,
        annee,
        recensement: releve.commencee.then_some(&releve.recensement),
        precedent: releve.precedent.as_ref(),
        date: house.clock().today(),
    })
    .map_err(refused)?;
    print(&house, document, &format!("convention-{}.pdf", ascii(&convention.numero))).await
}

/// The model of délibération, for the member's assembly.
pub(super) async fn deliberation(
    State(house): State<House>,
    agent: Agent<ConsulterConventions>,
    Path((_, id)): Path<(String, ConventionId)>,
    Query(voulu): Query<Voulu>,
) -> Result<Response, WebError> {
    let annee = voulu.annee(&house)?;
    let mut tx = house.db().read(agent.perimetre()).await?;
    let convention = acts::find(&mut tx, agent.id(), id).await?;
    let grille = grilles::current(&mut tx).await?;
    let known = faits::find(&mut tx, agent.id(), annee).await?;
    let centre = fiches::centre(&mut tx).await?;
    drop(tx);
    let lines = known.compute(&identites::of(&agent.collectivite), &grille, annee).lignes;
    let membre = fiches::membre(&agent.collectivite);
    let today = house.clock().today();
    let document =
        editions::deliberation(&centre, &membre, &convention, &lines, (annee, grille.prix), today).map_err(refused)?;
    print(&house, document, &format!("deliberation-{}.pdf", ascii(&convention.numero))).await
}

/// The letter of a denunciation that was recorded.
pub(super) async fn denonciation(
    State(house): State<House>,
    agent: Agent<ConsulterConventions>,
    Path((_, id)): Path<(String, ConventionId)>,
    Query(voulu): Query<Voulu>,
) -> Result<Response, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let convention = acts::find(&mut tx, agent.id(), id).await?;
    let centre = fiches::centre(&mut tx).await?;
    drop(tx);
    let letter = denounced(&convention).ok_or(WebError::NotFound)?.clone();
    let auteur = match voulu.auteur.as_deref() {
        Some(code) => Partie::from_code(code).ok_or(WebError::NotFound)?,
        None => Partie::Centre,
    };
    let membre = fiches::membre(&agent.collectivite);
    let document = editions::denonciation(&Denonciation {
        centre: &centre,
        membre: &membre,
        convention: &convention,
        auteur,
        date: letter.le,
        notification: letter.le,
        recommande: Some(&letter.piece.reference),
        motif: letter.motif.as_deref(),
    })
    .map_err(refused)?;
    print(&house, document, &format!("denonciation-{}.pdf", ascii(&convention.numero))).await
}

/// The change by which a convention was denounced, if it was.
pub(super) fn denounced(convention: &Convention) -> Option<&crate::domain::Changement> {
    convention.historique().iter().rev().find(|changement| changement.vers == EtatConvention::Denoncee)
}

/// Typesetting computes: apart from what serves the pages.
pub(super) async fn print(house: &House, document: Document, nom: &str) -> Result<Response, WebError> {
    let services = house.clone();
    let printed = tokio::task::spawn_blocking(move || services.presse().pdf(&document)).await;
    let pdf = printed.map_err(WebError::internal)?.map_err(WebError::internal)?;
    Ok(attachment(nom, "application/pdf", pdf))
}

/// What the rules refuse is told; a model that cannot be read is our fault.
pub(super) fn refused(refus: RefusEdition) -> WebError {
    match refus {
        RefusEdition::ModeleIllisible { .. } | RefusEdition::ValeurInconnue(_) => WebError::internal(refus),
        other => WebError::Refus(other.to_string()),
    }
}

/// A name of file: what is not a letter nor a figure of ASCII becomes a dash.
pub(super) fn ascii(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect()
}
