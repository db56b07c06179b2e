//! The second factor: the code of the telephone, or a recovery code.

use annuaire::identification::{self, Identification};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use maud::html;
use web::{
    Formulaire, House, Public, WebError,
    ui::{Field, Form, FormState, PublicPage, details},
};

use super::{
    session_create::{enter, with_hour},
    seuil,
};
use crate::{courriels, refus::Answer, suite::Suite};

/// Nothing is awaited by who comes here by the address: the password comes first.
pub(crate) async fn form(State(_): State<House>, _: Public) -> Redirect {
    Redirect::to("/connexion")
}

pub(crate) async fn create(
    State(house): State<House>,
    public: Public,
    Formulaire(mut typed): Formulaire,
) -> Result<Response, WebError> {
    let (suite, attente) = (Suite::asked(typed.value("suite")), typed.value("attente").to_owned());
    let answer = identification::confirm(house.db(), house.clock(), &attente, typed.value("code"), &public.provenance)
        .await
        .answer()?;
    match answer {
        Identification::Entree { jeton, .. } => Ok(enter(&house, &jeton, &suite)),
        Identification::SecondFacteur { attente } => {
            Ok(page(&public, &attente, &suite, &FormState::default()).into_response())
        }
        Identification::Refus { phrase, retry_at, courriel } => {
            courriels::send_alone(&house, courriel).await?;
            typed.add_error("code", with_hour(&phrase, retry_at, house.clock().now()));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&public, &attente, &suite, &typed)).into_response())
        }
    }
}

/// Asked right after the password. `attente` says whose code is awaited; it lives ten minutes and opens nothing by itself.
pub(super) fn page(public: &Public, attente: &str, suite: &Suite, typed: &FormState) -> PublicPage {
    let ask = |prefix: &'static str, field: Field| {
        Form::post("/connexion/code", seuil::csrf(public))
            .id_prefix(prefix)
            .field(Field::hidden("attente", attente))
            .field(Field::hidden("suite", suite.as_str()))
            .field(field)
            .submit("Continuer")
    };
    let code = Field::text("code", "Code à six chiffres").autocomplete("one-time-code").short();
    let secours = Field::text("code", "Code de secours").autocomplete("off").medium();
    let secours = secours.help(
        "L’un des codes imprimés le jour où vous avez activé la double authentification. Il ne sert qu’une fois.",
    );
    PublicPage::new("Confirmez que c’est vous")
        .lead("Ouvrez l’application d’authentification de votre téléphone et recopiez le code qu’elle affiche pour Beffroi.")
        .content(ask("code-", code.input_mode("numeric")).state(typed))
        .content(details("Je n’ai pas mon téléphone", html! { (ask("secours-", secours)) }))
        .footer(html! { a href="/connexion" { "Revenir à la connexion" } })
}
