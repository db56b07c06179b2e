//! What a person sees of a register: everything, or the traitements of their services.

use db::Tx;
use kernel::PersonneId;
use web::{Agent, House, WebError, ui::Choice};

use crate::{
    domain::{ServiceId, Traitement, TraitementId},
    droits::ConsulterTout,
    gestes::{Contexte, traitements},
    store::services,
};

/// The person whose services limit what is shown; none: everything is.
pub(crate) fn limite<P>(agent: &Agent<P>) -> Option<PersonneId> {
    (!agent.can::<ConsulterTout>()).then_some(agent.personne.id)
}

pub(crate) fn contexte<'a, P>(house: &'a House, agent: &'a Agent<P>) -> Contexte<'a> {
    Contexte::new(house.clock(), &agent.acteur, &agent.collectivite)
}

/// A traitement of the collectivité, if this person may see it; what they may not see does not exist.
pub(crate) async fn find<P>(
    tx: &mut Tx,
    house: &House,
    agent: &Agent<P>,
    id: TraitementId,
) -> Result<Traitement, WebError> {
    if let Some(personne) = limite(agent)
        && !services::shows(tx, agent.id(), id, personne).await?
    {
        return Err(WebError::NotFound);
    }
    Ok(traitements::find(tx, contexte(house, agent), id).await?)
}

/// The services to which this person may attach a traitement.
pub(crate) async fn own_services<P>(tx: &mut Tx, agent: &Agent<P>) -> Result<Vec<services::Service>, WebError> {
    let all = services::list(tx, agent.id()).await?;
    let Some(personne) = limite(agent) else { return Ok(all) };
    let own = services::of_personne(tx, agent.id(), personne).await?;
    Ok(all.into_iter().filter(|service| own.contains(&service.id)).collect())
}

pub(super) fn choices(services: &[services::Service]) -> Vec<Choice> {
    services.iter().map(|service| Choice::new(service.id.to_string(), &service.nom)).collect()
}

/// Whether a person may attach a traitement to this service: those who are limited must choose one of theirs.
pub(crate) fn may_attach<P>(
    agent: &Agent<P>,
    own: &[services::Service],
    service: Option<ServiceId>,
) -> Result<(), &'static str> {
    match service {
        Some(id) if !own.iter().any(|known| known.id == id) => Err("Choisissez un service de la liste."),
        None if limite(agent).is_some() => {
            Err("Choisissez votre service\u{a0}: vous ne voyez que les traitements des services qui vous sont confiés.")
        }
        _ => Ok(()),
    }
}
