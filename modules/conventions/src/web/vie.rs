//! The addresses of the life of the conventions: the conventions themselves, what they subscribe to, what falls due.

use web::Routes;

use super::{
    abonnement_change, abonnement_import, abonnement_list, convention_acte as acte, convention_create, convention_list,
    convention_pdf,
    convention_saisie::{
        Assimilation, Avenant, Budget, Deliberation, Denonciation, Reconduction, Resiliation, Signature,
    },
    convention_show, devis_create, devis_list, devis_show, echeance_list, engagement_set, recensement_list,
    recensement_pdf, recensement_show,
};

pub(super) fn routes() -> Routes {
    conventions().merge(actes()).merge(abonnements()).merge(devis()).merge(recensements()).merge(echeances())
}

fn conventions() -> Routes {
    Routes::new()
        .get("/centre/conventions", convention_list::list)
        .post("/centre/conventions", convention_create::create)
        .get("/centre/conventions/export", convention_list::download)
        .get("/centre/conventions/nouvelle", convention_create::form)
        .get("/c/{siren}/conventions", convention_show::latest)
        .get("/c/{siren}/conventions/{id}", convention_show::show)
        .get("/c/{siren}/conventions/{id}/convention.pdf", convention_pdf::convention)
        .get("/c/{siren}/conventions/{id}/deliberation.pdf", convention_pdf::deliberation)
        .get("/c/{siren}/conventions/{id}/denonciation.pdf", convention_pdf::denonciation)
        .post("/c/{siren}/conventions/{id}/engagements/{code}", engagement_set::set)
}

fn actes() -> Routes {
    Routes::new()
        .get("/c/{siren}/conventions/{id}/signature", acte::form::<Signature>)
        .post("/c/{siren}/conventions/{id}/signature", acte::record::<Signature>)
        .get("/c/{siren}/conventions/{id}/denonciation", acte::form::<Denonciation>)
        .post("/c/{siren}/conventions/{id}/denonciation", acte::record::<Denonciation>)
        .get("/c/{siren}/conventions/{id}/reconduction", acte::form::<Reconduction>)
        .post("/c/{siren}/conventions/{id}/reconduction", acte::record::<Reconduction>)
        .get("/c/{siren}/conventions/{id}/resiliation", acte::form::<Resiliation>)
        .post("/c/{siren}/conventions/{id}/resiliation", acte::record::<Resiliation>)
        .get("/c/{siren}/conventions/{id}/avenants", acte::form::<Avenant>)
        .post("/c/{siren}/conventions/{id}/avenants", acte::record::<Avenant>)
        .get("/c/{siren}/conventions/{id}/deliberations", acte::form::<Deliberation>)
        .post("/c/{siren}/conventions/{id}/deliberations", acte::record::<Deliberation>)
        .get("/c/{siren}/conventions/{id}/assimilation", acte::form::<Assimilation>)
        .post("/c/{siren}/conventions/{id}/assimilation", acte::record::<Assimilation>)
        .get("/c/{siren}/conventions/{id}/budget", acte::form::<Budget>)
        .post("/c/{siren}/conventions/{id}/budget", acte::record::<Budget>)
}

fn abonnements() -> Routes {
    Routes::new()
        .get("/centre/abonnements/import", abonnement_import::form)
        .post("/centre/abonnements/import", abonnement_import::import)
        .get("/centre/abonnements/export", abonnement_import::export)
        .get("/c/{siren}/abonnements", abonnement_list::show)
        .post("/c/{siren}/abonnements", abonnement_list::add)
        .get("/c/{siren}/abonnements/{id}", abonnement_change::form)
        .post("/c/{siren}/abonnements/{id}/quantite", abonnement_change::set_quantite)
        .post("/c/{siren}/abonnements/{id}/fin", abonnement_change::end)
}

fn devis() -> Routes {
    Routes::new()
        .get("/c/{siren}/devis", devis_list::list)
        .post("/c/{siren}/devis", devis_create::create)
        .get("/c/{siren}/devis/nouveau", devis_create::form)
        .get("/c/{siren}/devis/{id}", devis_show::show)
        .get("/c/{siren}/devis/{id}/devis.pdf", devis_show::pdf)
        .post("/c/{siren}/devis/{id}/envoi", devis_show::send)
        .post("/c/{siren}/devis/{id}/acceptation", devis_show::accept)
        .post("/c/{siren}/devis/{id}/refus", devis_show::refuse)
}

fn recensements() -> Routes {
    Routes::new()
        .get("/centre/recensements/{annee}", recensement_list::list)
        .post("/centre/recensements/{annee}/rappel", recensement_list::remind)
        .get("/c/{siren}/recensements", recensement_show::latest)
        .get("/c/{siren}/recensements/{annee}", recensement_show::show)
        .post("/c/{siren}/recensements/{annee}/postes", recensement_show::set_poste)
        .post("/c/{siren}/recensements/{annee}/retrait", recensement_show::remove_poste)
        .post("/c/{siren}/recensements/{annee}/reprise", recensement_show::take_over)
        .post("/c/{siren}/recensements/{annee}/signature", recensement_show::sign)
        .get("/c/{siren}/recensements/{annee}/annexe.pdf", recensement_pdf::annexe)
}

fn echeances() -> Routes {
    Routes::new().get("/centre/echeances", echeance_list::list).get("/centre/echeances.ics", echeance_list::calendar)
}
