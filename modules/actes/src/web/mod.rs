//! The pages: those of a collectivité, those of the centre, those of everybody.

mod acces;
mod acte_create;
mod acte_list;
mod acte_prepare;
mod acte_show;
mod courrier_show;
mod mots;

use web::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/c/{siren}/actes", acte_list::list)
        .upload("/c/{siren}/actes", acte_create::create)
        .get("/c/{siren}/actes/export", acte_list::download)
        .get("/c/{siren}/actes/nouveau", acte_create::form)
        .get("/c/{siren}/actes/{id}", acte_show::show)
        .get("/c/{siren}/actes/{id}/preparation", acte_prepare::show)
        .post("/c/{siren}/actes/{id}/preparation", acte_prepare::save)
        .post("/c/{siren}/actes/{id}/envoi", acte_prepare::transmit)
        .post("/c/{siren}/actes/{id}/pret", acte_prepare::set_ready)
        .upload("/c/{siren}/actes/{id}/pieces", acte_prepare::join)
        .get("/c/{siren}/actes/{id}/pieces/{piece}", acte_prepare::download)
        .post("/c/{siren}/actes/{id}/pieces/{piece}/retrait", acte_prepare::unjoin)
        .post("/c/{siren}/actes/{id}/pieces/{piece}/remontee", acte_prepare::raise)
        .get("/c/{siren}/actes/{id}/annulation", acte_show::ask_cancel)
        .post("/c/{siren}/actes/{id}/annulation", acte_show::cancel)
        .get("/c/{siren}/actes/{id}/suppression", acte_show::ask_removal)
        .post("/c/{siren}/actes/{id}/suppression", acte_show::remove)
        .get("/c/{siren}/actes/{id}/courriers/{echange}", courrier_show::show)
        .upload("/c/{siren}/actes/{id}/courriers/{echange}", courrier_show::answer)
        .post("/c/{siren}/actes/{id}/publication", acte_show::publish)
        .post("/c/{siren}/actes/{id}/publication/retrait", acte_show::unpublish)
}
