//! A one-time link, received by mail: an invitation or a forgotten password. Both end with a password chosen.

use annuaire::{
    AnnuaireError, Personne, Refus,
    liens::{self, GenreLien},
};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use db::Perimetre;
use maud::html;
use web::{
    Formulaire, House, Public, WebError,
    ui::{Action, Form, FormState, PublicPage},
    with_fait,
};

use super::{mot_de_passe_fields, seuil};
use crate::{courriels, faits, refus::Answer};

pub(crate) async fn form(
    State(house): State<House>,
    public: Public,
    Path(token): Path<String>,
) -> Result<Response, WebError> {
    let Some(lien) = open(&house, &token).await? else { return Ok(over(&house, &public)) };
    Ok(seuil::show(&house, &public, page(&public, &token, &lien, &FormState::default())))
}

pub(crate) async fn accept(
    State(house): State<House>,
    public: Public,
    Path(token): Path<String>,
    Formulaire(mut typed): Formulaire,
) -> Result<Response, WebError> {
    let Some(lien) = open(&house, &token).await? else { return Ok(over(&house, &public)) };
    let Some(new) = mot_de_passe_fields::read(&mut typed) else {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&public, &token, &lien, &typed)).into_response());
    };
    let chosen = liens::choose_password(house.db(), house.clock(), house.config().durete, (&token, &new)).await;
    if matches!(chosen, Err(AnnuaireError::Refus(Refus::LienPerime))) {
        return Ok(over(&house, &public));
    }
    let Some(mail) = chosen.or_error(&mut typed)? else {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&public, &token, &lien, &typed)).into_response());
    };
    courriels::send_alone(&house, Some(mail)).await?;
    Ok(Redirect::to(&with_fait("/connexion", faits::MOT_DE_PASSE_CHOISI)).into_response())
}

/// What the link is for and whose it is; none when it no longer serves.
async fn open(house: &House, token: &str) -> Result<Option<(GenreLien, Personne)>, WebError> {
    let mut tx = house.db().read(Perimetre::Commun).await?;
    match liens::open(&mut tx, house.clock(), token).await {
        Err(AnnuaireError::Refus(Refus::LienPerime)) => Ok(None),
        other => other.answer().map(Some),
    }
}

/// The link served already, or too late: what to do now.
fn over(house: &House, public: &Public) -> Response {
    let content = html! {
        p { "Un lien sert une seule fois, et s’éteint au bout d’un moment pour que personne d’autre ne s’en serve." }
        p { "Si vous avez déjà choisi votre mot de passe, connectez-vous. Sinon, demandez un nouveau lien." }
        div.rang {
            (Action::link("Recevoir un nouveau lien", "/mot-de-passe-oublie"))
            (Action::link("Se connecter", "/connexion"))
        }
    };
    let page = PublicPage::new("Ce lien n’est plus valable").content(content);
    (StatusCode::GONE, seuil::show(house, public, page)).into_response()
}

fn page(public: &Public, token: &str, (genre, personne): &(GenreLien, Personne), typed: &FormState) -> PublicPage {
    let (title, lead) = match genre {
        GenreLien::Invitation => {
            (format!("Bienvenue, {}", personne.fiche.prenom), "Choisissez le mot de passe de votre compte Beffroi.")
        }
        GenreLien::Reinitialisation => (
            "Choisissez un nouveau mot de passe".to_owned(),
            "L’ancien ne servira plus, et vos appareils seront déconnectés.",
        ),
    };
    let account = html! { p.discret { "Votre compte\u{a0}: " b { (personne.fiche.courriel) } } };
    // Browsers keep the password with the account's name, which they look for in the form.
    let name = html! { input type="hidden" name="username" autocomplete="username" value=(personne.fiche.courriel); };
    let [new, again] = mot_de_passe_fields::fields();
    let choose = Form::post(format!("/lien/{token}"), seuil::csrf(public))
        .state(typed)
        .markup(name)
        .markup(account)
        .field(new)
        .field(again)
        .submit("Enregistrer mon mot de passe");
    PublicPage::new(title).lead(lead).content(choose)
}
