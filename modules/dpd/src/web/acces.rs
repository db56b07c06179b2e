//! Whose page this is: a member in the portefeuille of who looks, else nothing that exists.

use annuaire::Collectivite;
use db::Tx;
use kernel::{CollectiviteId, Siren};
use web::{Agent, Droit, WebError};

/// Whether this person may do there what the page is for: seeing a member in another capacity is not enough.
pub(crate) fn sees<P: Droit>(agent: &Agent<P>, id: CollectiviteId) -> bool {
    agent.droits.can(&P::PERMISSION, id)
}

/// The member of `/centre/rgpd/{membre}`, by its SIREN.
pub(crate) async fn find_member<P: Droit>(
    tx: &mut Tx,
    agent: &Agent<P>,
    siren: &str,
) -> Result<Collectivite, WebError> {
    let siren: Siren = siren.parse().map_err(|_| WebError::NotFound)?;
    let found = annuaire::collectivites::find_by_siren(tx, siren).await?;
    found.filter(|one| !one.exploitant && sees(agent, one.id)).ok_or(WebError::NotFound)
}
