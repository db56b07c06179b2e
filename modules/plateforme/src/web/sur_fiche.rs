//! `SurFiche<P>`: the gate of the pages about one collectivité, in the centre's directory or in its own space.

use std::sync::Arc;

use annuaire::Collectivite;
use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::request::Parts,
};
use db::Perimetre;
use kernel::Siren;
use web::{Acces, Agent, Droit, Gate, House, WebError, ui::Breadcrumb};

/// Somebody who has the permission `P` on this fiche: at the centre on `/centre/collectivites/{fiche}/…`, where the
/// portefeuille decides of the fiches that exist; in the collectivité on `/c/{siren}/fiche/…`.
#[derive(Debug)]
pub(crate) struct SurFiche<P> {
    pub agent: Agent<P>,
    pub fiche: Arc<Collectivite>,
}

impl<P> SurFiche<P> {
    pub fn is_centre(&self) -> bool {
        self.agent.is_centre()
    }

    /// The address of the fiche, above those of its pages.
    pub fn base(&self) -> String {
        base(self.is_centre(), self.fiche.fiche.siren)
    }

    /// What the transactions about this fiche may see: the collectivité itself, also from the centre.
    pub fn perimetre(&self) -> Perimetre {
        Perimetre::Collectivite(self.fiche.id)
    }

    /// The way back up from a page of the fiche.
    pub fn breadcrumb(&self) -> Breadcrumb {
        let above = Breadcrumb::new();
        let above = if self.is_centre() { above.link("Collectivités", "/centre/collectivites") } else { above };
        above.link(self.fiche.nom_complet(), self.base())
    }
}

pub(crate) fn base(centre: bool, siren: Siren) -> String {
    if centre { format!("/centre/collectivites/{siren}") } else { format!("/c/{siren}/fiche") }
}

impl<P: Droit> Gate for SurFiche<P> {
    fn acces() -> Acces {
        Agent::<P>::acces()
    }
}

impl<P: Droit> FromRequestParts<House> for SurFiche<P> {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, WebError> {
        let agent = Agent::<P>::from_request_parts(parts, house).await?;
        let params = RawPathParams::from_request_parts(parts, house).await.map_err(|_| WebError::NotFound)?;
        let Some((_, named)) = params.iter().find(|(name, _)| *name == "fiche") else {
            let fiche = Arc::clone(&agent.collectivite);
            return Ok(Self { agent, fiche });
        };
        let siren = named.parse().map_err(|_| WebError::NotFound)?;
        let mut tx = house.db().read(Perimetre::Commun).await?;
        let found = annuaire::collectivites::find_by_siren(&mut tx, siren).await?;
        let fiche = found.filter(|fiche| agent.droits.sees(fiche.id)).ok_or(WebError::NotFound)?;
        Ok(Self { agent, fiche: Arc::new(fiche) })
    }
}
