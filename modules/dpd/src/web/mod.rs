//! The pages of the delegate, all under `/centre/rgpd`.

mod acces;
mod campagne_create;
mod campagne_list;
mod campagne_show;
pub(crate) mod choix;
mod cockpit_list;
mod cockpit_view;
mod designation_import;
mod designation_list;
mod echange_edit;
mod echange_list;
mod echange_view;
mod membre_cards;
mod membre_show;
mod mots;
mod recepisse_set;

pub(crate) use acces::{find_member, sees};
pub(crate) use campagne_create::chosen;

use web::Routes;

/// The cockpit.
pub(crate) const PATH: &str = "/centre/rgpd";

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/centre/rgpd", cockpit_list::list)
        .get("/centre/rgpd/export", cockpit_list::download)
        .get("/centre/rgpd/echanges", echange_list::list)
        .get("/centre/rgpd/echanges/export", echange_list::download)
        .get("/centre/rgpd/designations", designation_list::list)
        .get("/centre/rgpd/designations/export", designation_list::download)
        .get("/centre/rgpd/designations/import", designation_import::form)
        .upload("/centre/rgpd/designations/import", designation_import::receive)
        .get("/centre/rgpd/designations/import/{id}", designation_import::preview)
        .post("/centre/rgpd/designations/import/{id}", designation_import::confirm)
        .get("/centre/rgpd/campagnes", campagne_list::list)
        .get("/centre/rgpd/campagnes/nouvelle", campagne_create::form)
        .post("/centre/rgpd/campagnes", campagne_create::create)
        .get("/centre/rgpd/campagnes/{id}", campagne_show::show)
        .get("/centre/rgpd/{membre}", membre_show::show)
        .post("/centre/rgpd/{membre}/recepisse", recepisse_set::set)
        .get("/centre/rgpd/{membre}/echanges/nouveau", echange_edit::form)
        .post("/centre/rgpd/{membre}/echanges", echange_edit::create)
        .get("/centre/rgpd/{membre}/echanges/{id}", echange_edit::show)
        .post("/centre/rgpd/{membre}/echanges/{id}", echange_edit::update)
        .get("/centre/rgpd/{membre}/echanges/{id}/retrait", echange_edit::ask_removal)
        .post("/centre/rgpd/{membre}/echanges/{id}/retrait", echange_edit::remove)
}
