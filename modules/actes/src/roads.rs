//! The road of a canal: the school of the house, or the true préfecture when the roof offers it.

use std::sync::Arc;

use web::Services;

use crate::{
    domain::{Canal, Refus},
    transport::{Transport, ecole::Ecole},
};

/// # Errors
/// When this installation has no road to the true préfecture.
pub fn of(services: &Services, canal: Canal) -> Result<Arc<dyn Transport>, Refus> {
    match canal {
        Canal::Ecole => Ok(Arc::new(Ecole::new(services.clone()))),
        Canal::Reel => services.ask::<dyn Transport>().map_err(|_| {
            Refus::Transport(
                "Ce serveur n’est pas relié à la préfecture\u{a0}: le raccordement se règle dans beffroi.toml."
                    .to_owned(),
            )
        }),
    }
}

/// Every road that this installation has.
pub fn all(services: &Services) -> Vec<(Canal, Arc<dyn Transport>)> {
    [Canal::Ecole, Canal::Reel].into_iter().filter_map(|canal| Some((canal, of(services, canal).ok()?))).collect()
}
