//! The API of the room: all that its pages can do.

mod abonnements;
mod conventions;
mod devis;
mod engagements;
mod etats;
mod recensements;
mod simulation;
mod tarifs;

use web::Routes;

pub(crate) fn routes() -> Routes {
    tarifs::routes()
        .merge(etats::routes())
        .merge(simulation::routes())
        .merge(conventions::routes())
        .merge(abonnements::routes())
        .merge(devis::routes())
        .merge(recensements::routes())
        .merge(engagements::routes())
}
