//! Every address of the reception. Each handler's gate says who may open it.

use web::Routes;

use crate::{api, web as pages};

pub(crate) fn routes() -> Routes {
    threshold().merge(account()).merge(people()).merge(memberships()).merge(members()).merge(api::routes())
}

/// Before one is signed in, and the first steps after.
fn threshold() -> Routes {
    use pages::{
        apparence_choose, lien_follow, mot_de_passe_request, perimetre_choose, place_show, session_confirm,
        session_create, session_delete,
    };
    Routes::new()
        .get("/", place_show::show)
        .get("/connexion", session_create::form)
        .post("/connexion", session_create::create)
        .get("/connexion/code", session_confirm::form)
        .post("/connexion/code", session_confirm::create)
        .post("/deconnexion", session_delete::delete)
        .get("/mot-de-passe-oublie", mot_de_passe_request::form)
        .post("/mot-de-passe-oublie", mot_de_passe_request::create)
        .get("/lien/{token}", lien_follow::form)
        .post("/lien/{token}", lien_follow::accept)
        .get("/perimetre", perimetre_choose::choose)
        .post("/apparence", apparence_choose::choose)
}

/// One's own account.
fn account() -> Routes {
    use pages::{
        agir_pour, compte_edit, jeton_create, jeton_list, mot_de_passe_change, second_facteur_edit, session_list,
    };
    Routes::new()
        .get("/compte", compte_edit::form)
        .post("/compte", compte_edit::update)
        .get("/compte/mot-de-passe", mot_de_passe_change::form)
        .post("/compte/mot-de-passe", mot_de_passe_change::update)
        .get("/compte/double-authentification", second_facteur_edit::show)
        .post("/compte/double-authentification/preparation", second_facteur_edit::propose)
        .post("/compte/double-authentification/confirmation", second_facteur_edit::confirm)
        .post("/compte/double-authentification/codes", second_facteur_edit::renew)
        .post("/compte/double-authentification/retrait", second_facteur_edit::remove)
        .get("/compte/sessions", session_list::list)
        .post("/compte/sessions/autres/revocation", session_list::revoke_others)
        .post("/compte/sessions/{id}/revocation", session_list::revoke)
        .get("/compte/jetons", jeton_list::list)
        .post("/compte/jetons", jeton_create::create)
        .get("/compte/jetons/nouveau", jeton_create::form)
        .get("/compte/jetons/{id}/revocation", jeton_list::confirm)
        .post("/compte/jetons/{id}/revocation", jeton_list::revoke)
        .post("/agir-pour/fin", agir_pour::stop)
}

/// Everybody's accounts, for the centre.
fn people() -> Routes {
    use pages::{
        agir_pour, personne_by_collectivite, personne_create, personne_deactivate, personne_edit, personne_list,
        personne_rescue, personne_show,
    };
    Routes::new()
        .get("/centre/personnes", personne_list::list)
        .post("/centre/personnes", personne_create::create)
        .get("/centre/personnes/export", personne_list::download)
        .get("/centre/personnes/nouvelle", personne_create::form)
        .get("/centre/personnes/par-collectivite", personne_by_collectivite::choose)
        .get("/centre/personnes/{id}", personne_show::show)
        .get("/centre/personnes/{id}/modification", personne_edit::form)
        .post("/centre/personnes/{id}/modification", personne_edit::update)
        .post("/centre/personnes/{id}/invitation", personne_rescue::invite)
        .post("/centre/personnes/{id}/deverrouillage", personne_rescue::unlock)
        .get("/centre/personnes/{id}/double-authentification/retrait", personne_rescue::confirm_factor)
        .post("/centre/personnes/{id}/double-authentification/retrait", personne_rescue::remove_factor)
        .get("/centre/personnes/{id}/desactivation", personne_deactivate::confirm)
        .post("/centre/personnes/{id}/desactivation", personne_deactivate::deactivate)
        .post("/centre/personnes/{id}/reactivation", personne_deactivate::reactivate)
        .get("/centre/personnes/{id}/agir-pour", agir_pour::confirm)
        .post("/centre/personnes/{id}/agir-pour", agir_pour::start)
}

/// Where somebody works and what they may do there, for the centre.
fn memberships() -> Routes {
    use pages::{appartenance_create, appartenance_edit, permission_edit, portefeuille_edit};
    Routes::new()
        .get("/centre/personnes/{id}/appartenances/nouvelle", appartenance_create::form)
        .post("/centre/personnes/{id}/appartenances", appartenance_create::create)
        .get("/centre/personnes/{id}/appartenances/{appartenance}/modification", appartenance_edit::form)
        .post("/centre/personnes/{id}/appartenances/{appartenance}/modification", appartenance_edit::update)
        .get("/centre/personnes/{id}/appartenances/{appartenance}/retrait", appartenance_edit::confirm_end)
        .post("/centre/personnes/{id}/appartenances/{appartenance}/retrait", appartenance_edit::end)
        .get("/centre/personnes/{id}/appartenances/{appartenance}/permissions", permission_edit::form)
        .post("/centre/personnes/{id}/appartenances/{appartenance}/permissions", permission_edit::update)
        .get("/centre/personnes/{id}/appartenances/{appartenance}/portefeuille", portefeuille_edit::form)
        .post("/centre/personnes/{id}/appartenances/{appartenance}/portefeuille", portefeuille_edit::update)
}

/// The people of one collectivité, by itself.
fn members() -> Routes {
    use pages::{membre_create, membre_edit, membre_list};
    Routes::new()
        .get("/c/{siren}/personnes", membre_list::list)
        .post("/c/{siren}/personnes", membre_create::create)
        .get("/c/{siren}/personnes/nouvelle", membre_create::form)
        .get("/c/{siren}/personnes/{appartenance}/modification", membre_edit::form)
        .post("/c/{siren}/personnes/{appartenance}/modification", membre_edit::update)
        .get("/c/{siren}/personnes/{appartenance}/retrait", membre_edit::confirm_end)
        .post("/c/{siren}/personnes/{appartenance}/retrait", membre_edit::end)
}
