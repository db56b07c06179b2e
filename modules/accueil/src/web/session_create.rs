//! Signing in: the mail and the password; in the demo, its accounts one click away.

use annuaire::identification::{self, Identification};
use axum::{
    extract::{Query, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use kernel::Instant;
use maud::{Markup, html};
use serde::Deserialize;
use web::{
    Formulaire, House, Public, WebError, set_session,
    ui::{ActionButton, Carte, Column, Field, Form, FormState, Icon, PublicPage, Row, Table},
};

use super::{mot_de_passe_fields::as_typed, session_confirm, seuil};
use crate::{courriels, demo, refus::Answer, suite::Suite};

/// What the address says: where to go afterwards, what was just done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    pub suite: String,
    pub fait: String,
}

pub(crate) async fn form(
    State(house): State<House>,
    public: Public,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let suite = Suite::asked(&asked.suite);
    if public.connecte.is_some() {
        return Ok(Redirect::to(suite.as_str()).into_response());
    }
    let page = page(&house, &public, &suite, &FormState::default()).await?;
    Ok(seuil::show(&house, &public, page.flash(seuil::flash(&asked.fait))))
}

pub(crate) async fn create(
    State(house): State<House>,
    public: Public,
    Formulaire(mut typed): Formulaire,
) -> Result<Response, WebError> {
    let suite = Suite::asked(typed.value("suite"));
    let mot_de_passe = as_typed(&typed, "mot_de_passe").to_owned();
    let (durete, typed_both) = (house.config().durete, (typed.value("courriel"), mot_de_passe.as_str()));
    let answer =
        identification::sign_in(house.db(), house.clock(), durete, typed_both, &public.provenance).await.answer()?;
    match answer {
        Identification::Entree { jeton, .. } => Ok(enter(&house, &jeton, &suite)),
        Identification::SecondFacteur { attente } => {
            Ok(session_confirm::page(&public, &attente, &suite, &FormState::default()).into_response())
        }
        Identification::Refus { phrase, retry_at, courriel } => {
            courriels::send_alone(&house, courriel).await?;
            typed.add_error("", with_hour(&phrase, retry_at, house.clock().now()));
            Ok(refused(&house, retry_at, page(&house, &public, &suite, &typed).await?))
        }
    }
}

/// Opens the session in the browser and leads to where the person wanted to go.
pub(super) fn enter(house: &House, jeton: &str, suite: &Suite) -> Response {
    ([set_session(house, jeton)], Redirect::to(suite.as_str())).into_response()
}

/// A wait of seconds is told by the annuaire; one of minutes also tells its hour, on the clocks of France.
pub(super) fn with_hour(phrase: &str, retry_at: Option<Instant>, now: Instant) -> String {
    match retry_at.filter(|at| at.seconds_since(now) >= 120) {
        Some(at) => {
            let at = at.to_paris();
            format!("{phrase} Il sera alors {}\u{a0}h\u{a0}{:02}.", at.hour(), at.minute())
        }
        None => phrase.to_owned(),
    }
}

/// The form again. An answer that carries an hour is told to programs too.
fn refused(house: &House, retry_at: Option<Instant>, page: PublicPage) -> Response {
    let Some(retry_at) = retry_at else { return (StatusCode::UNPROCESSABLE_ENTITY, page).into_response() };
    let seconds = retry_at.seconds_since(house.clock().now()).max(1);
    (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, HeaderValue::from(seconds))], page).into_response()
}

async fn page(house: &House, public: &Public, suite: &Suite, typed: &FormState) -> Result<PublicPage, WebError> {
    let csrf = seuil::csrf(public);
    let sign_in = html! { div.pile {
        (Form::post("/connexion", csrf)
            .state(typed)
            .field(Field::hidden("suite", suite.as_str()))
            .field(Field::email("courriel", "Votre adresse de courriel").autocomplete("username"))
            .field(Field::password("mot_de_passe", "Votre mot de passe"))
            .submit("Se connecter"))
        p { a href="/mot-de-passe-oublie" { "Mot de passe oublié\u{a0}?" } }
    } };
    let footer = "Pas encore de compte\u{a0}? Demandez une invitation à la secrétaire de votre mairie ou à votre centre de gestion.";
    if !house.config().demo {
        let lead = "Avec l’adresse à laquelle vous avez reçu votre invitation.";
        return Ok(PublicPage::new("Connectez-vous").lead(lead).content(sign_in).footer(footer));
    }
    let comptes = demo::comptes(house).await?;
    let lead = "Ceci est une démonstration\u{a0}: entrez avec l’un des comptes ci-dessous, rien de ce que vous y faites n’est réel.";
    let both = html! {
        div.grille {
            (Carte::new("Essayez un compte").content(accounts(&comptes, csrf, suite)))
            (Carte::new("Ou avec un mot de passe").content(sign_in))
        }
    };
    Ok(PublicPage::new("Entrez dans la maison").lead(lead).wide().content(both))
}

/// A form an account: one click signs in, without JavaScript.
fn accounts(comptes: &[demo::Compte], csrf: &str, suite: &Suite) -> Markup {
    let rows = comptes.iter().map(|compte| {
        let enter = ActionButton::new(&compte.nom, "/connexion", csrf)
            .value("courriel", &compte.courriel)
            .value("mot_de_passe", demo::MOT_DE_PASSE)
            .value("suite", suite.as_str())
            .icon(Icon::LogIn)
            .quiet();
        let place = html! { span { (compte.role) br; span.discret { (compte.collectivite) } } };
        Row::new().cell(enter).cell(place)
    });
    let table = Table::new("Comptes de démonstration")
        .column(Column::new("nom", "Entrer comme"))
        .column(Column::new("role", "Rôle"))
        .rows(rows);
    html! { div.pile {
        (table)
        p.discret { "Leur mot de passe à tous\u{a0}: " code { (demo::MOT_DE_PASSE) } }
    } }
}
