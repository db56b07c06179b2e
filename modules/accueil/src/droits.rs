//! What this room lets some do, as types: the signature of a handler is its rule.

use web::{Agent, WebError};

web::droits! {
    /// Everybody's account, in every collectivité: the centre's administrators.
    Gerer = "personnes.gerer", "Gérer tous les comptes et leurs droits", [Administrateur];
    /// The people of one collectivité, by itself.
    GererCollectivite = "personnes.gerer_collectivite", "Inviter et retirer les personnes de sa collectivité", [Administrateur, Secretaire, Executif];
    /// Acting in somebody else's name, journaled under both.
    AgirPour = "personnes.agir_pour", "Agir pour quelqu’un d’autre", [Administrateur];
}

/// The people of the centre are kept on the centre's own pages, where administrators are guarded.
pub(crate) fn ensure_member(agent: &Agent<GererCollectivite>) -> Result<(), WebError> {
    if agent.is_centre() { Err(WebError::NotFound) } else { Ok(()) }
}
