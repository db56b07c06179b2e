//! The rules of the conventions, one by one, with figures computed by hand from the two source documents.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

mod abonnement_import;
mod abonnement_pages;
mod annexe_api;
mod convention_pages;
mod demo;
mod devis;
mod echeance_pages;
mod etat;
mod etat_api;
mod etat_pages;
mod etat_rgpd;
mod etat_year;
mod grille;
mod recensement_store;
mod revision;
mod service_rgpd;
mod simulateur_pages;
mod site;
mod store;
mod support;
mod tableau_pages;
mod tarif_pages;
mod vie;
