//! The pages of the room.

mod abonnement_change;
mod abonnement_import;
mod abonnement_list;
mod convention_acte;
mod convention_create;
mod convention_list;
mod convention_pdf;
mod convention_saisie;
mod convention_show;
mod convention_view;
mod devis_create;
mod devis_list;
mod devis_show;
mod echeance_list;
mod engagement_set;
mod etat_anomalies;
mod etat_correct;
mod etat_list;
mod etat_show;
mod etat_validate;
mod etat_year;
mod mots;
mod recensement_list;
mod recensement_pdf;
mod recensement_show;
mod simulateur_show;
mod simulateur_view;
mod syntec_list;
mod tableau_centre;
mod tableau_figures;
mod tableau_membre;
mod tarif_import;
mod tarif_list;
mod tarif_revise;
mod titre_export;
mod vie;

use web::{Routes, liste};

pub(crate) fn routes() -> Routes {
    tableaux().merge(tarifs()).merge(etats()).merge(etat()).merge(titres()).merge(vie::routes())
}

fn tableaux() -> Routes {
    Routes::new()
        .get("/centre", tableau_centre::show)
        .get("/c/{siren}", tableau_membre::show)
        .get("/public/simulateur", simulateur_show::show)
}

fn tarifs() -> Routes {
    Routes::new()
        .get("/centre/tarifs", tarif_list::show)
        .get("/centre/tarifs/export", tarif_list::download)
        .get("/centre/tarifs/import", tarif_import::form)
        .post("/centre/tarifs/import", tarif_import::import)
        .get("/centre/tarifs/revision/{annee}", tarif_revise::show)
        .get("/centre/tarifs/revision/{annee}/validation", tarif_revise::confirm)
        .post("/centre/tarifs/revision/{annee}/validation", tarif_revise::validate)
        .get("/centre/syntec", syntec_list::show)
        .post("/centre/syntec", syntec_list::record)
}

fn etats() -> Routes {
    Routes::new()
        .get("/centre/etats", etat_list::list)
        .get("/centre/etats/{annee}", etat_year::show)
        .get("/centre/etats/{annee}/export", etat_year::download)
        .get("/centre/etats/{annee}/anomalies", etat_anomalies::show)
        .post("/centre/etats/{annee}/calcul", etat_validate::compute)
        .get("/centre/etats/{annee}/validation", etat_validate::confirm)
        .post("/centre/etats/{annee}/validation", etat_validate::validate)
}

fn etat() -> Routes {
    Routes::new()
        .get("/c/{siren}/etats", etat_show::list)
        .get("/c/{siren}/etats/{id}", etat_show::show)
        .get("/c/{siren}/etats/{id}/facture", titre_export::invoice)
        .get("/c/{siren}/etats/{id}/validation", etat_correct::confirm_validation)
        .post("/c/{siren}/etats/{id}/validation", etat_correct::validate)
        .get("/c/{siren}/etats/{id}/rectification", etat_correct::confirm_correction)
        .post("/c/{siren}/etats/{id}/rectification", etat_correct::correct)
}

fn titres() -> Routes {
    Routes::new()
        .get("/centre/etats/{annee}/titres", titre_export::show)
        .get("/centre/etats/{annee}/titres/csv", titre_export::csv)
        .get("/centre/etats/{annee}/titres/factures", titre_export::invoices)
        .get("/centre/etats/{annee}/titres/bilan", titre_export::bilan)
        .get("/centre/etats/{annee}/titres/recapitulatif", titre_export::summary)
}
