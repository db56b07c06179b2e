//! A new API token: its name, what it may do (never more than its person), until when. Shown once.

use annuaire::jetons;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use db::Perimetre;
use kernel::parse_date;
use maud::html;
use time::Duration;
use web::{
    Connecte, Formulaire, House, Permission, WebError,
    ui::{Action, Aide, Alert, Breadcrumb, Carte, Choice, Field, Form, FormState, Page, Ton, copyable},
};

use super::{compte_frame, jeton_list::HERE};
use crate::refus::Answer;

/// The life proposed for a token.
const PROPOSED: Duration = Duration::days(90);

pub(crate) async fn form(State(house): State<House>, connecte: Connecte) -> Result<Page, WebError> {
    compte_frame::ensure_own(&connecte)?;
    Ok(page(&house, &connecte, &FormState::default()))
}

pub(crate) async fn create(
    State(house): State<House>,
    connecte: Connecte,
    Formulaire(mut typed): Formulaire,
) -> Result<Response, WebError> {
    compte_frame::ensure_own(&connecte)?;
    let expire_le = typed.read("expire_le", parse_date);
    let portees: Vec<_> = own(&house, &connecte).filter(|p| typed.all("portees").any(|code| code == p.code)).collect();
    let refused =
        |typed: &FormState| (StatusCode::UNPROCESSABLE_ENTITY, page(&house, &connecte, typed)).into_response();
    let Some(expire_le) = expire_le else { return Ok(refused(&typed)) };
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    let asked = (typed.value("nom"), portees.as_slice());
    let made = jetons::create(&mut tx, house.clock(), &connecte.session, asked, expire_le).await;
    let Some((jeton, secret)) = made.or_error(&mut typed)? else { return Ok(refused(&typed)) };
    tx.commit().await?;
    Ok((StatusCode::CREATED, shown(&house, &connecte, &jeton.nom, &secret)).into_response())
}

/// The permissions that the person has somewhere: a token has no other.
fn own<'a>(house: &'a House, connecte: &'a Connecte) -> impl Iterator<Item = &'a Permission> {
    house.permissions().iter().filter(|permission| connecte.session.droits.can_somewhere(permission))
}

fn page(house: &House, connecte: &Connecte, typed: &FormState) -> Page {
    let choices = own(house, connecte).map(|p| Choice::new(p.code, p.libelle).help(p.code));
    let proposed = house.clock().today().saturating_add(PROPOSED);
    let form = Form::post("/compte/jetons", &connecte.session.csrf)
        .state(typed)
        .field(
            Field::text("nom", "Pour quel programme\u{a0}?")
                .help("Le nom qui vous le fera reconnaître\u{a0}: «\u{a0}Comptabilité\u{a0}».")
                .autocomplete("off")
                .medium(),
        )
        .field(
            Field::checkboxes("portees", "Ce qu’il pourra faire", choices)
                .help("Seulement ce dont il a besoin. Il ne pourra jamais plus que vous."),
        )
        .field(
            Field::date("expire_le", "Jusqu’au")
                .default_value(proposed.to_string())
                .help("Dans un an au plus\u{a0}: un jeton oublié s’éteint de lui-même."),
        )
        .submit("Créer le jeton")
        .cancel(HERE);
    compte_frame::page(house, connecte, "Créer un jeton", HERE)
        .lead("Il ne vous sera montré qu’une fois\u{a0}: préparez l’endroit où le coller.")
        .breadcrumb(Breadcrumb::new().link("Mon compte", "/compte").link("Jetons", HERE))
        .aide(
            Aide::new(
                "Que permettre\u{a0}?",
                "Le moins possible\u{a0}: si le jeton se perd, c’est tout ce que l’on pourra faire avec.",
            )
            .example("un tableau de bord n’a besoin que de lire."),
        )
        .content(Carte::untitled().content(form))
}

/// Shown once: only its digest is kept.
fn shown(house: &House, connecte: &Connecte, nom: &str, jeton: &str) -> Page {
    let told = html! {
        (Alert::new(Ton::Attention, "Copiez-le maintenant\u{a0}: Beffroi n’en garde qu’une empreinte et ne pourra plus vous le montrer."))
        p { (copyable(jeton)) }
        p { "Le programme l’envoie avec chaque demande\u{a0}: " code { "Authorization: Bearer …" } }
        div.rang { (Action::link("C’est fait, je l’ai copié", HERE)) }
    };
    compte_frame::page(house, connecte, &format!("Voici le jeton «\u{a0}{nom}\u{a0}»"), HERE)
        .content(Carte::untitled().content(told))
}
