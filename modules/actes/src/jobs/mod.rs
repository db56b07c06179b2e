//! The work that nobody waits for: sendings, what comes back, the classification of the month.

mod classification_refresh;
mod diffusion_send;
pub mod envoi_send;
pub mod retour_fetch;
mod sauvegarde_make;
mod veille;

use jobs::{CronError, Registry};
use web::Services;

pub fn register(registry: &mut Registry, services: &Services) -> Result<(), CronError> {
    diffusion_send::register(registry, services);
    sauvegarde_make::register(registry, services);
    envoi_send::register(registry, services);
    retour_fetch::register(registry, services)?;
    classification_refresh::register(registry, services)?;
    veille::register(registry, services)
}
