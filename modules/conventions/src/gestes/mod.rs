//! The acts of the room: load, ask the domain, keep, journal, tell; in the one transaction that the caller gives. Used
//! alike by the pages, the API, the command line and the jobs.

pub mod abonnements;
pub mod conventions;
pub mod devis;
pub mod engagements;
mod erreur;
pub mod etats;
pub mod fiches;
pub mod grilles;
pub mod identites;
pub mod recensements;
pub mod simulation;
pub mod syntec;
pub mod tableau;
pub mod titres;

pub use erreur::{Geste, GesteError};

use contracts::Told;
use db::Tx;
use kernel::{Clock, CollectiviteId};

/// Writes in the outbox what happened to a collectivité, in the transaction of the change.
async fn tell<T: Told + Sync>(tx: &mut Tx, clock: &Clock, collectivite: CollectiviteId, event: &T) -> Geste<()> {
    let payload = serde_json::to_value(event).map_err(GesteError::internal)?;
    jobs::tell(tx, clock, &jobs::Event { collectivite, kind: T::KIND, payload }).await?;
    Ok(())
}
