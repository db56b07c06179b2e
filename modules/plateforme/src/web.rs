//! The pages of this room, and their addresses.

mod api_show;
mod collectivite_import;
mod collectivite_list;
mod contact_edit;
mod courriel_list;
pub(crate) mod courriel_show;
mod document_download;
mod fiche_cards;
mod fiche_create;
mod fiche_deactivate;
mod fiche_edit;
mod fiche_form;
mod fiche_merge;
mod fiche_show;
mod journal_list;
mod journal_show;
mod journal_verify;
mod livraison_show;
use ::web::liste;
mod noms;
pub(crate) mod population_add;
mod recherche;
pub(crate) mod sante;
mod sur_fiche;
mod travail_list;
pub(crate) mod travail_show;
mod webhook_list;
mod webhook_show;

use web::Routes;

use crate::verification;

pub(crate) fn routes() -> Routes {
    logiciels(collectivites(fiche(journal(machines(Routes::new())))))
}

fn collectivites(routes: Routes) -> Routes {
    routes
        .get("/centre/collectivites", collectivite_list::list)
        .get("/centre/collectivites/export", collectivite_list::download)
        .get("/centre/collectivites/nouvelle", fiche_create::form)
        .post("/centre/collectivites", fiche_create::create)
        .get("/centre/collectivites/import", collectivite_import::form)
        .upload("/centre/collectivites/import", collectivite_import::receive)
        .get("/centre/collectivites/import/verification", collectivite_import::check)
        .get("/centre/collectivites/import/erreurs", collectivite_import::download)
        .post("/centre/collectivites/import/execution", collectivite_import::run)
        .get("/centre/collectivites/{fiche}", fiche_show::show_centre)
        .get("/centre/collectivites/{fiche}/modification", fiche_edit::form_centre)
        .post("/centre/collectivites/{fiche}/modification", fiche_edit::save_centre)
        .get("/centre/collectivites/{fiche}/desactivation", fiche_deactivate::confirm)
        .post("/centre/collectivites/{fiche}/desactivation", fiche_deactivate::deactivate)
        .get("/centre/collectivites/{fiche}/reactivation", fiche_deactivate::confirm_back)
        .post("/centre/collectivites/{fiche}/reactivation", fiche_deactivate::reactivate)
        .get("/centre/collectivites/{fiche}/populations/nouvelle", population_add::form)
        .post("/centre/collectivites/{fiche}/populations", population_add::add)
}

/// The pages that a fiche has at the centre and in its own space.
fn fiche(routes: Routes) -> Routes {
    routes
        .get("/c/{siren}/fiche", fiche_show::show_own)
        .get("/c/{siren}/fiche/modification", fiche_edit::form_own)
        .post("/c/{siren}/fiche/modification", fiche_edit::save_own)
        .get("/c/{siren}/fiche/contacts/nouveau", contact_edit::form)
        .post("/c/{siren}/fiche/contacts", contact_edit::add)
        .get("/c/{siren}/fiche/contacts/{contact}", contact_edit::edit)
        .post("/c/{siren}/fiche/contacts/{contact}", contact_edit::save)
        .get("/c/{siren}/fiche/contacts/{contact}/suppression", contact_edit::confirm)
        .post("/c/{siren}/fiche/contacts/{contact}/suppression", contact_edit::remove)
        .get("/centre/collectivites/{fiche}/contacts/nouveau", contact_edit::form)
        .post("/centre/collectivites/{fiche}/contacts", contact_edit::add)
        .get("/centre/collectivites/{fiche}/contacts/{contact}", contact_edit::edit)
        .post("/centre/collectivites/{fiche}/contacts/{contact}", contact_edit::save)
        .get("/centre/collectivites/{fiche}/contacts/{contact}/suppression", contact_edit::confirm)
        .post("/centre/collectivites/{fiche}/contacts/{contact}/suppression", contact_edit::remove)
        .get("/c/{siren}/documents/{document}", document_download::download)
}

fn journal(routes: Routes) -> Routes {
    routes
        .get("/centre/journal", journal_list::list)
        .get("/centre/journal/export", journal_list::download)
        .get("/centre/journal/chaine", journal_list::chain)
        .get(verification::PAGE, journal_verify::show)
        .post(verification::PAGE, journal_verify::ask)
        .get("/centre/journal/{chaine}/{ligne}", journal_show::show_centre)
        .get("/c/{siren}/journal", journal_list::list)
        .get("/c/{siren}/journal/export", journal_list::download)
        .get("/c/{siren}/journal/chaine", journal_list::chain)
        .get("/c/{siren}/journal/{ligne}", journal_show::show_own)
}

/// The software that is told: the same pages for a collectivité and for the centre.
fn logiciels(routes: Routes) -> Routes {
    routes
        .get("/c/{siren}/webhooks", webhook_list::list)
        .post("/c/{siren}/webhooks", webhook_list::create)
        .get("/c/{siren}/webhooks/nouveau", webhook_list::form)
        .get("/c/{siren}/webhooks/{webhook}", webhook_show::show)
        .get("/c/{siren}/webhooks/{webhook}/modification", webhook_show::edit)
        .post("/c/{siren}/webhooks/{webhook}/modification", webhook_show::save)
        .post("/c/{siren}/webhooks/{webhook}/essai", webhook_show::try_out)
        .post("/c/{siren}/webhooks/{webhook}/secret", webhook_show::rotate)
        .post("/c/{siren}/webhooks/{webhook}/secret/fin", webhook_show::end_rotation)
        .post("/c/{siren}/webhooks/{webhook}/arret", webhook_show::stop)
        .post("/c/{siren}/webhooks/{webhook}/reprise", webhook_show::activate)
        .post("/c/{siren}/webhooks/{webhook}/renvoi", webhook_show::resend_failed)
        .get("/c/{siren}/webhooks/{webhook}/suppression", webhook_show::ask_removal)
        .post("/c/{siren}/webhooks/{webhook}/suppression", webhook_show::remove)
        .get("/c/{siren}/webhooks/{webhook}/livraisons/{livraison}", livraison_show::show)
        .post("/c/{siren}/webhooks/{webhook}/livraisons/{livraison}/renvoi", livraison_show::resend)
        .get("/centre/webhooks", webhook_list::list)
        .post("/centre/webhooks", webhook_list::create)
        .get("/centre/webhooks/nouveau", webhook_list::form)
        .get("/centre/webhooks/{webhook}", webhook_show::show)
        .get("/centre/webhooks/{webhook}/modification", webhook_show::edit)
        .post("/centre/webhooks/{webhook}/modification", webhook_show::save)
        .post("/centre/webhooks/{webhook}/essai", webhook_show::try_out)
        .post("/centre/webhooks/{webhook}/secret", webhook_show::rotate)
        .post("/centre/webhooks/{webhook}/secret/fin", webhook_show::end_rotation)
        .post("/centre/webhooks/{webhook}/arret", webhook_show::stop)
        .post("/centre/webhooks/{webhook}/reprise", webhook_show::activate)
        .post("/centre/webhooks/{webhook}/renvoi", webhook_show::resend_failed)
        .get("/centre/webhooks/{webhook}/suppression", webhook_show::ask_removal)
        .post("/centre/webhooks/{webhook}/suppression", webhook_show::remove)
        .get("/centre/webhooks/{webhook}/livraisons/{livraison}", livraison_show::show)
        .post("/centre/webhooks/{webhook}/livraisons/{livraison}/renvoi", livraison_show::resend)
}

fn machines(routes: Routes) -> Routes {
    routes
        .get("/centre/travaux", travail_list::list)
        .get("/centre/travaux/export", travail_list::download)
        .get("/travaux/{travail}", travail_show::show)
        .post("/travaux/{travail}/relance", travail_show::retry)
        .post("/travaux/{travail}/annulation", travail_show::cancel)
        .get("/centre/courriels", courriel_list::list)
        .get("/centre/courriels/export", courriel_list::download)
        .get("/centre/courriels/{courriel}", courriel_show::show)
        .get("/centre/courriels/{courriel}/html", courriel_show::body)
        .get("/centre/courriels/{courriel}/pieces/{rang}", courriel_show::attachment)
        .post("/centre/courriels/{courriel}/relance", courriel_show::retry)
        .get("/recherche", recherche::search)
        .get("/api", api_show::show)
        .get(api_show::DESCRIPTION, api_show::description)
        .get("/healthz", sante::alive)
        .get("/readyz", sante::ready)
        .get("/metrics", sante::metrics)
}
