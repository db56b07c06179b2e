//! The pages of the room.

pub(crate) mod acces;
mod difference_view;
mod etape_aipd;
mod etape_edit;
mod etape_fields;
mod etape_listes;
mod modele_list;
mod mots;
mod rangs;
mod registre_export;
mod registre_import;
mod registre_show;
mod saisie;
mod service_list;
mod traitement_act;
mod traitement_create;
mod traitement_list;
mod traitement_show;
mod version_show;

use web::Routes;

pub(crate) fn routes() -> Routes {
    registre().merge(traitement()).merge(services())
}

fn registre() -> Routes {
    Routes::new()
        .get("/c/{siren}/rgpd", traitement_list::list)
        .get("/c/{siren}/rgpd/export", traitement_list::download)
        .get("/c/{siren}/rgpd/modeles", modele_list::list)
        .post("/c/{siren}/rgpd/modeles/{code}", modele_list::take)
        .get("/c/{siren}/rgpd/import", registre_import::form)
        .post("/c/{siren}/rgpd/import", registre_import::import)
        .get("/c/{siren}/rgpd/registre", registre_show::show)
        .get("/c/{siren}/rgpd/registre/fichier", registre_export::download)
        .post("/c/{siren}/rgpd/scelles", registre_show::seal)
        .get("/c/{siren}/rgpd/scelles/{id}", registre_show::verify)
        .get("/c/{siren}/rgpd/traitements/nouveau", traitement_create::form)
        .post("/c/{siren}/rgpd/traitements", traitement_create::create)
}

fn traitement() -> Routes {
    Routes::new()
        .get("/c/{siren}/rgpd/traitements/{id}", traitement_show::show)
        .get("/c/{siren}/rgpd/traitements/{id}/etapes/{etape}", etape_edit::form)
        .post("/c/{siren}/rgpd/traitements/{id}/etapes/{etape}", etape_edit::save)
        .get("/c/{siren}/rgpd/traitements/{id}/versions/{numero}", version_show::show)
        .get("/c/{siren}/rgpd/traitements/{id}/differences", version_show::compare)
        .post("/c/{siren}/rgpd/traitements/{id}/soumission", traitement_act::submit)
        .get("/c/{siren}/rgpd/traitements/{id}/controle", traitement_act::check_form)
        .post("/c/{siren}/rgpd/traitements/{id}/controle", traitement_act::check)
        .get("/c/{siren}/rgpd/traitements/{id}/validation", traitement_act::confirm_validation)
        .post("/c/{siren}/rgpd/traitements/{id}/validation", traitement_act::validate)
        .get("/c/{siren}/rgpd/traitements/{id}/archivage", traitement_act::archive_form)
        .post("/c/{siren}/rgpd/traitements/{id}/archivage", traitement_act::archive)
        .post("/c/{siren}/rgpd/traitements/{id}/restauration", traitement_act::restore)
}

fn services() -> Routes {
    Routes::new()
        .get("/c/{siren}/rgpd/services", service_list::list)
        .post("/c/{siren}/rgpd/services", service_list::add)
        .post("/c/{siren}/rgpd/services/{id}/retrait", service_list::remove)
        .post("/c/{siren}/rgpd/services/personnes/{id}", service_list::assign)
}
