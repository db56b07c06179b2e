//! The work that nobody waits for: sendings, what comes back, the classification of the month.

mod classification_refresh;
pub mod envoi_send;
pub mod retour_fetch;
mod veille;

use jobs::{CronError, Registry};
use web::Services;

pub fn register(registry: &mut Registry, services: &Services) -> Result<(), CronError> {
    envoi_send::register(registry, services);
    retour_fetch::register(registry, services)?;
    classification_refresh::register(registry, services)?;
    veille::register(registry, services)
}
