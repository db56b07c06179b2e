//! One's own second factor: set up with a telephone, its recovery codes, its removal.

use annuaire::second_facteur::{self, Enrolement};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use db::Perimetre;
use maud::{Markup, html};
use web::{
    Connecte, Formulaire, House, WebError,
    ui::{
        Action, ActionButton, Aide, Alert, Carte, Definitions, Etat, Field, Form, FormState, Icon, Page, Ton, copyable,
        details, print_button,
    },
    with_fait,
};

use super::compte_frame;
use crate::{courriels, faits, refus::Answer};

const HERE: &str = "/compte/double-authentification";

pub(crate) async fn show(State(house): State<House>, connecte: Connecte) -> Result<Page, WebError> {
    compte_frame::ensure_own(&connecte)?;
    if !connecte.session.personne.a_un_second_facteur {
        return Ok(page(&house, &connecte).content(Carte::untitled().content(invitation(&connecte.session.csrf))));
    }
    state(&house, &connecte, &FormState::default()).await
}

/// Proposes a secret: nothing is asked at sign-in until a first code proves that the telephone has it.
pub(crate) async fn propose(State(house): State<House>, connecte: Connecte, _: Formulaire) -> Result<Page, WebError> {
    compte_frame::ensure_own(&connecte)?;
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    let enrolement = second_facteur::propose(&mut tx, &connecte.session).await.answer()?;
    tx.commit().await?;
    let asked = html! { div.pile { (scan(&enrolement)) (first_code(&connecte.session.csrf, &FormState::default())) } };
    Ok(page(&house, &connecte).content(Carte::untitled().content(asked)))
}

pub(crate) async fn confirm(
    State(house): State<House>,
    connecte: Connecte,
    Formulaire(mut typed): Formulaire,
) -> Result<Response, WebError> {
    compte_frame::ensure_own(&connecte)?;
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    let proved = second_facteur::confirm(&mut tx, house.clock(), &connecte.session, typed.value("code")).await;
    let Some((codes, mail)) = proved.or_error(&mut typed)? else {
        let again = html! {
            (first_code(&connecte.session.csrf, &typed))
            p { "Le code à photographier n’est plus à l’écran\u{a0}? " (start(&connecte.session.csrf, "En afficher un nouveau")) }
        };
        let page = page(&house, &connecte).content(Carte::untitled().content(again));
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    courriels::send(&mut tx, &house, mail).await?;
    tx.commit().await?;
    house.wake().now();
    Ok(recovery(&house, &connecte, &codes, "La double authentification est active").into_response())
}

/// New recovery codes; the former ones no longer serve.
pub(crate) async fn renew(State(house): State<House>, connecte: Connecte, _: Formulaire) -> Result<Page, WebError> {
    compte_frame::ensure_own(&connecte)?;
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    let codes = second_facteur::renew_codes(&mut tx, house.clock(), &connecte.session).await.answer()?;
    tx.commit().await?;
    Ok(recovery(&house, &connecte, &codes, "Vos nouveaux codes de secours"))
}

pub(crate) async fn remove(
    State(house): State<House>,
    connecte: Connecte,
    Formulaire(mut typed): Formulaire,
) -> Result<Response, WebError> {
    compte_frame::ensure_own(&connecte)?;
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    let removed = second_facteur::disable(&mut tx, house.clock(), &connecte.session, typed.value("code")).await;
    let Some(mail) = removed.or_error(&mut typed)? else {
        drop(tx);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, state(&house, &connecte, &typed).await?).into_response());
    };
    courriels::send(&mut tx, &house, mail).await?;
    tx.commit().await?;
    house.wake().now();
    Ok(Redirect::to(&with_fait(HERE, faits::SECOND_FACTEUR_RETIRE)).into_response())
}

fn page(house: &House, connecte: &Connecte) -> Page {
    compte_frame::page(house, connecte, "La double authentification", HERE)
        .lead("Un mot de passe se vole\u{a0}; votre téléphone, beaucoup moins.")
        .aide(
            Aide::new("Comment ça marche\u{a0}?", "Une application de votre téléphone affiche un code de six chiffres, nouveau toutes les trente secondes. Beffroi le demande après le mot de passe.")
                .example("FreeOTP, Aegis, Google Authenticator ou Microsoft Authenticator, toutes gratuites."),
        )
}

fn invitation(csrf: &str) -> Markup {
    html! {
        p { (Etat::attente("Pas encore active")) }
        p { "Il vous faut votre téléphone et deux minutes. Installez d’abord l’une des applications citées dans l’aide." }
        (start(csrf, "Commencer"))
    }
}

fn start(csrf: &str, verb: &str) -> ActionButton {
    ActionButton::new(verb, format!("{HERE}/preparation"), csrf).icon(Icon::QrCode).primary()
}

fn scan(enrolement: &Enrolement) -> Markup {
    let picture = format!("data:image/png;base64,{}", STANDARD.encode(&enrolement.qr_png));
    html! {
        h2 { "1. Photographiez ce code avec l’application" }
        div { img src=(picture) alt="Code à photographier avec l’application d’authentification" width="220" height="220"; }
        (details("Je ne peux pas le photographier", html! {
            p { "Recopiez cette clé dans l’application\u{a0}:" }
            p { (copyable(&enrolement.secret)) }
        }))
    }
}

fn first_code(csrf: &str, typed: &FormState) -> Markup {
    html! {
        h2 { "2. Recopiez le code que l’application affiche" }
        (Form::post(format!("{HERE}/confirmation"), csrf)
            .state(typed)
            .field(Field::text("code", "Code à six chiffres").autocomplete("one-time-code").input_mode("numeric").short())
            .submit("Activer")
            .cancel(HERE))
    }
}

async fn state(house: &House, connecte: &Connecte, typed: &FormState) -> Result<Page, WebError> {
    let csrf = &connecte.session.csrf;
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let left = second_facteur::codes_left(&mut tx, connecte.session.personne.id).await?;
    let renew = ActionButton::new("En faire de nouveaux", format!("{HERE}/codes"), csrf).icon(Icon::RefreshCw);
    let facts = Definitions::new()
        .fact("État", Etat::fait("Active"))
        .fact("Codes de secours", html! { (left) " inutilisé" @if left > 1 { "s" } " sur 10" });
    let remove = Form::post(format!("{HERE}/retrait"), csrf)
        .state(typed)
        .field(Field::text("code", "Code du téléphone, ou code de secours").autocomplete("one-time-code").medium())
        .submit("Retirer la double authentification");
    let page = page(house, connecte).content(html! {
        div.pile {
            (Carte::new("Votre compte est protégé").content(facts).footer(renew))
            (Carte::new("Retirer cette protection").id("retrait").content(html! {
                p { "Par exemple pour changer de téléphone\u{a0}: retirez-la, puis activez-la avec le nouveau." }
                (remove)
            }))
        }
    });
    Ok(page)
}

/// Shown once: only their digests are kept.
fn recovery(house: &House, connecte: &Connecte, codes: &[String], title: &str) -> Page {
    let sheet = html! {
        (Alert::new(Ton::Attention, "Imprimez-les ou recopiez-les maintenant\u{a0}: ils ne seront plus jamais affichés."))
        p { "Chacun remplace une fois le code du téléphone, le jour où il est perdu, cassé ou déchargé." }
        ol { @for code in codes { li { code { (code) } } } }
        div.rang { (print_button()) (Action::link("C’est fait, je les ai gardés", HERE)) }
    };
    compte_frame::page(house, connecte, title, HERE)
        .lead("Voici vos dix codes de secours.")
        .content(Carte::untitled().content(sheet))
}
