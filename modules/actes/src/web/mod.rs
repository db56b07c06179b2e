//! The pages: those of a collectivité, those of the centre, those of everybody.

mod acces;
mod acte_create;
mod acte_list;
mod acte_prepare;
mod acte_show;
mod centre_ecole;
mod centre_membre;
mod centre_reprise;
mod centre_suivi;
mod courrier_show;
mod journal_list;
mod lot_create;
mod lot_show;
mod mots;
mod piece_budget;
mod preuve;
mod public_actes;
mod publication_edit;
mod reglages;
mod reglages_avis;
mod reglages_diffusion;
mod reglages_groupes;
mod sauvegarde_list;

pub(crate) use acces::contexte;
pub(crate) use acte_prepare::download;
pub(crate) use preuve::{evidence, receipt, stamped};
use web::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/c/{siren}/actes", acte_list::list)
        .upload("/c/{siren}/actes", acte_create::create)
        .get("/c/{siren}/actes/export", acte_list::download)
        .get("/c/{siren}/actes/journal", journal_list::list)
        .get("/c/{siren}/actes/journal/export", journal_list::download)
        .get("/c/{siren}/actes/journal/{envoi}/archive", journal_list::archive)
        .get("/c/{siren}/actes/lots/nouveau", lot_create::form)
        .get("/c/{siren}/actes/lots/modele.csv", lot_create::model)
        .upload("/c/{siren}/actes/lots", lot_create::create)
        .get("/c/{siren}/actes/lots/{lot}", lot_show::show)
        .post("/c/{siren}/actes/lots/{lot}", lot_show::save)
        .post("/c/{siren}/actes/lots/{lot}/envoi", lot_show::transmit)
        .get("/c/{siren}/actes/nouveau", acte_create::form)
        .get("/c/{siren}/actes/reglages", reglages::form)
        .post("/c/{siren}/actes/reglages", reglages::save)
        .get("/c/{siren}/actes/reglages/tampon.pdf", reglages::preview)
        .get("/c/{siren}/actes/reglages/diffusion", reglages_diffusion::list)
        .post("/c/{siren}/actes/reglages/diffusion", reglages_diffusion::add)
        .post("/c/{siren}/actes/reglages/diffusion/{id}/retrait", reglages_diffusion::remove)
        .get("/c/{siren}/actes/reglages/groupes", reglages_groupes::list)
        .get("/c/{siren}/actes/reglages/groupes/{id}", reglages_groupes::form)
        .post("/c/{siren}/actes/reglages/groupes/{id}", reglages_groupes::save)
        .post("/c/{siren}/actes/reglages/groupes/{id}/suppression", reglages_groupes::remove)
        .get("/c/{siren}/actes/sauvegardes", sauvegarde_list::list)
        .post("/c/{siren}/actes/sauvegardes", sauvegarde_list::ask)
        .get("/c/{siren}/actes/sauvegardes/{id}/{rang}", sauvegarde_list::download)
        .get("/c/{siren}/actes/avis", reglages_avis::form)
        .post("/c/{siren}/actes/avis", reglages_avis::save)
        .get("/c/{siren}/actes/{id}", acte_show::show)
        .get("/c/{siren}/actes/{id}/accuse.pdf", receipt)
        .get("/c/{siren}/actes/{id}/preuve.zip", evidence)
        .get("/c/{siren}/actes/{id}/versement.zip", preuve::transfer)
        .get("/c/{siren}/actes/{id}/retours/{retour}/{rang}", preuve::returned)
        .get("/c/{siren}/actes/{id}/pieces/{piece}/tampon", stamped)
        .get("/c/{siren}/actes/{id}/preparation", acte_prepare::show)
        .post("/c/{siren}/actes/{id}/preparation", acte_prepare::save)
        .post("/c/{siren}/actes/{id}/envoi", acte_prepare::transmit)
        .post("/c/{siren}/actes/{id}/pret", acte_prepare::set_ready)
        .upload("/c/{siren}/actes/{id}/pieces", acte_prepare::join)
        .get("/c/{siren}/actes/{id}/pieces/{piece}", download)
        .get("/c/{siren}/actes/{id}/pieces/{piece}/budget", piece_budget::show)
        .post("/c/{siren}/actes/{id}/pieces/{piece}/retrait", acte_prepare::unjoin)
        .post("/c/{siren}/actes/{id}/pieces/{piece}/remontee", acte_prepare::raise)
        .get("/c/{siren}/actes/{id}/annulation", acte_show::ask_cancel)
        .post("/c/{siren}/actes/{id}/annulation", acte_show::cancel)
        .get("/c/{siren}/actes/{id}/suppression", acte_show::ask_removal)
        .post("/c/{siren}/actes/{id}/suppression", acte_show::remove)
        .get("/c/{siren}/actes/{id}/courriers/{echange}", courrier_show::show)
        .upload("/c/{siren}/actes/{id}/courriers/{echange}", courrier_show::answer)
        .post("/c/{siren}/actes/{id}/publication", acte_show::publish)
        .get("/c/{siren}/actes/{id}/publication/version", publication_edit::form)
        .upload("/c/{siren}/actes/{id}/publication/version", publication_edit::save)
        .post("/c/{siren}/actes/{id}/publication/retrait", acte_show::unpublish)
        .get("/centre/actes", centre_suivi::list)
        .post("/centre/actes/pauses", centre_suivi::pause)
        .post("/centre/actes/pauses/{id}/fin", centre_suivi::resume)
        .post("/centre/actes/envois/{collectivite}/{id}", centre_suivi::resend)
        .get("/centre/actes/ecole", centre_ecole::list)
        .get("/centre/actes/ecole/{membre}/{id}", centre_ecole::form)
        .post("/centre/actes/ecole/{membre}/{id}", centre_ecole::write)
        .get("/centre/actes/{membre}", centre_membre::show)
        .post("/centre/actes/{membre}/ecole", centre_membre::begin)
        .post("/centre/actes/{membre}/raccordement", centre_membre::save)
        .post("/centre/actes/{membre}/formations", centre_membre::train)
        .get("/centre/actes/{membre}/reprise", centre_reprise::form)
        .upload("/centre/actes/{membre}/reprise", centre_reprise::take)
        .get("/public/{siren}/actes", public_actes::list)
        .get("/public/{siren}/actes.rss", public_actes::rss)
        .get("/public/{siren}/actes.json", public_actes::json)
        .get("/public/{siren}/actes/deliberations.csv", public_actes::deliberations)
        .get("/public/{siren}/actes/{id}", public_actes::show)
        .get("/public/{siren}/actes/{id}/fichiers/{rang}", public_actes::download)
}
