//! The API of actes: all that the pages can.

mod actes;
mod fichiers;
mod formes;
mod suites;

use web::Routes;

pub(crate) const TAG: &str = "Actes et préfecture";

pub(crate) fn routes() -> Routes {
    actes::routes().merge(fichiers::routes()).merge(suites::routes())
}
