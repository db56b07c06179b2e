//! The census annex on paper, to be signed and returned.

use axum::{
    extract::{Path, State},
    response::Response,
};
use web::{Agent, House, WebError};

use super::{convention_pdf::print, mots::exercice};
use crate::{
    droits::ConsulterConventions,
    editions::{self, DossierRecensement},
    gestes::{fiches, recensements},
    store::grilles,
};

pub(super) async fn annexe(
    State(house): State<House>,
    agent: Agent<ConsulterConventions>,
    Path((siren, annee)): Path<(String, i32)>,
) -> Result<Response, WebError> {
    let annee = exercice(annee)?;
    let mut tx = house.db().read(agent.perimetre()).await?;
    let releve = recensements::find(&mut tx, agent.id(), annee).await?;
    let grille = grilles::find(&mut tx).await?;
    let centre = fiches::centre(&mut tx).await?;
    drop(tx);
    if !releve.commencee {
        return Err(WebError::NotFound);
    }
    let membre = fiches::membre(&agent.collectivite);
    let document = editions::recensement(&DossierRecensement {
        centre: &centre,
        membre: &membre,
        recensement: &releve.recensement,
        precedent: releve.precedent.as_ref(),
        grille: grille.as_ref(),
        date: house.clock().today(),
    });
    print(&house, document, &format!("recensement-{annee}-{siren}.pdf")).await
}
