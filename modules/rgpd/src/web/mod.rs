//! The pages of the room.

pub(crate) mod acces;
mod catalogue_saisie;
pub(crate) mod catalogue_show;
mod centre_catalogue;
mod centre_deploiement;
mod centre_modele_edit;
mod centre_modele_list;
mod centre_modele_show;
pub(crate) mod centre_traitement_list;
mod difference_view;
mod etape_aipd;
mod etape_edit;
mod etape_fields;
mod etape_listes;
mod import_colonnes;
mod import_create;
mod import_show;
mod lot_list;
mod modele_list;
mod mots;
pub(crate) mod piece;
mod proposition_list;
mod public_registre;
mod publication_edit;
mod rangs;
pub(crate) mod registre_export;
mod registre_show;
mod saisie;
mod service_list;
mod traitement_act;
mod traitement_bulk;
mod traitement_create;
mod traitement_list;
mod traitement_show;
mod version_show;

use web::Routes;

pub(crate) fn routes() -> Routes {
    registre()
        .merge(traitement())
        .merge(services())
        .merge(imports())
        .merge(partage())
        .merge(centre())
        .merge(catalogue())
}

fn registre() -> Routes {
    Routes::new()
        .get("/c/{siren}/rgpd", traitement_list::list)
        .get("/c/{siren}/rgpd/export", traitement_list::download)
        .get("/c/{siren}/rgpd/modeles", modele_list::list)
        .post("/c/{siren}/rgpd/modeles/{code}", modele_list::take)
        .get("/c/{siren}/rgpd/registre", registre_show::show)
        .get("/c/{siren}/rgpd/registre/fichier", registre_export::download)
        .post("/c/{siren}/rgpd/scelles", registre_show::seal)
        .get("/c/{siren}/rgpd/scelles/{id}", registre_show::verify)
        .get("/c/{siren}/rgpd/traitements/nouveau", traitement_create::form)
        .post("/c/{siren}/rgpd/traitements", traitement_create::create)
        .post("/c/{siren}/rgpd/traitements/lot", traitement_bulk::apply)
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
        .post("/c/{siren}/rgpd/traitements/{id}/publication", traitement_act::show_or_hide)
        .get("/c/{siren}/rgpd/traitements/{id}/pieces/nouvelle", piece::form)
        .upload("/c/{siren}/rgpd/traitements/{id}/pieces", piece::add)
        .get("/c/{siren}/rgpd/traitements/{id}/pieces/{piece}", piece::download)
        .post("/c/{siren}/rgpd/traitements/{id}/pieces/{piece}/retrait", piece::remove)
        .get("/c/{siren}/rgpd/traitements/{id}/modele/{code}", proposition_list::suggest)
        .post("/c/{siren}/rgpd/traitements/{id}/modele/{code}", proposition_list::adopt)
}

fn services() -> Routes {
    Routes::new()
        .get("/c/{siren}/rgpd/services", service_list::list)
        .post("/c/{siren}/rgpd/services", service_list::add)
        .post("/c/{siren}/rgpd/services/{id}/retrait", service_list::remove)
        .post("/c/{siren}/rgpd/services/personnes/{id}", service_list::assign)
}

fn imports() -> Routes {
    Routes::new()
        .get("/c/{siren}/rgpd/import", import_create::form)
        .upload("/c/{siren}/rgpd/imports", import_create::receive)
        .get("/c/{siren}/rgpd/imports/{id}", import_show::show)
        .post("/c/{siren}/rgpd/imports/{id}/colonnes", import_show::correct)
        .post("/c/{siren}/rgpd/imports/{id}/prise", import_show::take)
        .post("/c/{siren}/rgpd/imports/{id}/abandon", import_show::give_up)
        .get("/c/{siren}/rgpd/imports/{id}/rapport", import_show::report)
        .get("/c/{siren}/rgpd/lots", lot_list::list)
        .get("/c/{siren}/rgpd/lots/{id}", lot_list::show)
        .post("/c/{siren}/rgpd/lots/{id}/annulation", lot_list::undo)
}

/// What the centre and the public share with the collectivité.
fn partage() -> Routes {
    Routes::new()
        .get("/c/{siren}/rgpd/propositions", proposition_list::list)
        .get("/c/{siren}/rgpd/propositions/{id}", proposition_list::show)
        .post("/c/{siren}/rgpd/propositions/{id}", proposition_list::reply)
        .get("/c/{siren}/rgpd/catalogue/{id}", catalogue_show::member)
        .get("/c/{siren}/rgpd/catalogue/{id}/pieces/{piece}", catalogue_show::member_piece)
        .get("/c/{siren}/rgpd/publication", publication_edit::form)
        .post("/c/{siren}/rgpd/publication", publication_edit::save)
        .get("/public/{siren}/registre", public_registre::list)
        .get("/public/{siren}/registre.jsonld", public_registre::machine)
        .get("/public/{siren}/registre/{id}", public_registre::show)
}

fn centre() -> Routes {
    Routes::new()
        .get("/centre/rgpd/traitements", centre_traitement_list::list)
        .get("/centre/rgpd/traitements/export", centre_traitement_list::download)
        .get("/centre/rgpd/modeles", centre_modele_list::list)
        .post("/centre/rgpd/modeles", centre_modele_list::create)
        .get("/centre/rgpd/modeles/export", centre_modele_list::download)
        .get("/centre/rgpd/modeles/nouveau", centre_modele_list::form)
        .get("/centre/rgpd/modeles/{code}", centre_modele_show::show)
        .get("/centre/rgpd/modeles/{code}/etapes/{etape}", centre_modele_edit::form)
        .post("/centre/rgpd/modeles/{code}/etapes/{etape}", centre_modele_edit::save)
        .get("/centre/rgpd/modeles/{code}/presentation", centre_modele_edit::presentation)
        .post("/centre/rgpd/modeles/{code}/presentation", centre_modele_edit::save_presentation)
        .get("/centre/rgpd/modeles/{code}/publication", centre_modele_edit::review)
        .post("/centre/rgpd/modeles/{code}/publication", centre_modele_edit::publish)
        .post("/centre/rgpd/modeles/{code}/abandon", centre_modele_edit::abandon)
        .get("/centre/rgpd/modeles/deploiements", centre_deploiement::list)
        .post("/centre/rgpd/modeles/deploiements", centre_deploiement::create)
        .get("/centre/rgpd/modeles/deploiements/nouveau", centre_deploiement::form)
        .get("/centre/rgpd/modeles/deploiements/{id}", centre_deploiement::show)
        .post("/centre/rgpd/modeles/deploiements/{id}/annulation", centre_deploiement::undo)
}

fn catalogue() -> Routes {
    Routes::new()
        .get("/centre/rgpd/catalogue", centre_catalogue::list)
        .post("/centre/rgpd/catalogue", centre_catalogue::create)
        .get("/centre/rgpd/catalogue/export", centre_catalogue::download)
        .get("/centre/rgpd/catalogue/nouveau", centre_catalogue::form)
        .get("/centre/rgpd/catalogue/rapprochement", centre_catalogue::bring_form)
        .post("/centre/rgpd/catalogue/rapprochement", centre_catalogue::bring)
        .get("/centre/rgpd/catalogue/{id}", catalogue_show::show)
        .get("/centre/rgpd/catalogue/{id}/fiche", centre_catalogue::edit_form)
        .post("/centre/rgpd/catalogue/{id}/fiche", centre_catalogue::edit)
        .upload("/centre/rgpd/catalogue/{id}/pieces", catalogue_show::add_piece)
        .get("/centre/rgpd/catalogue/{id}/pieces/{piece}", catalogue_show::piece)
        .post("/centre/rgpd/catalogue/{id}/pieces/{piece}/retrait", catalogue_show::remove_piece)
}
