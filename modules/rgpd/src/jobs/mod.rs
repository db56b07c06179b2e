//! The long work of the room: load, call the acts, save, part by part.

pub(crate) mod deploiement_run;
pub(crate) mod import_sweep;
pub(crate) mod proposition_offer;

use ::jobs::{CronError, Registry};
use ::web::Services;

pub(crate) fn register(registry: &mut Registry, _services: &Services) -> Result<(), CronError> {
    registry.on(deploiement_run::DEPLOIEMENT, deploiement_run::run);
    registry.on(deploiement_run::ANNULATION, deploiement_run::undo);
    registry.on(proposition_offer::OFFRE, proposition_offer::run);
    import_sweep::register(registry)
}
