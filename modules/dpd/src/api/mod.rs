//! The delegate's work over the API: all that the pages can.

mod campagnes;
mod designations;
mod echanges;
mod membres;

use web::Routes;

pub(crate) fn routes() -> Routes {
    membres::routes().merge(echanges::routes()).merge(designations::routes()).merge(campagnes::routes())
}
