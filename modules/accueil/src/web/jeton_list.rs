//! One's API tokens: those that live, and revoking one.

use annuaire::jetons::{self, Jeton};
use axum::{
    extract::{Path, State},
    response::Redirect,
};
use db::Perimetre;
use kernel::{Id, Instant};
use maud::{Markup, html};
use web::{
    Connecte, Formulaire, House, WebError,
    ui::{Action, Aide, Carte, Column, Confirm, Empty, Etat, Icon, Page, Row, Table},
    with_fait,
};

use super::compte_frame;
use crate::{faits, refus::Answer};

pub(super) const HERE: &str = "/compte/jetons";

pub(crate) async fn list(State(house): State<House>, connecte: Connecte) -> Result<Page, WebError> {
    compte_frame::ensure_own(&connecte)?;
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let jetons = jetons::list(&mut tx, connecte.session.personne.id).await?;
    Ok(page(&house, &connecte, &jetons))
}

pub(crate) async fn confirm(
    State(house): State<House>,
    connecte: Connecte,
    Path(id): Path<Id<Jeton>>,
) -> Result<Page, WebError> {
    compte_frame::ensure_own(&connecte)?;
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let jetons = jetons::list(&mut tx, connecte.session.personne.id).await?;
    let jeton = jetons.into_iter().find(|jeton| jeton.id == id).ok_or(WebError::NotFound)?;
    let question = format!("Révoquer le jeton «\u{a0}{}\u{a0}»\u{a0}?", jeton.nom);
    let confirm = Confirm::new(question, format!("{HERE}/{id}/revocation"), &connecte.session.csrf)
        .consequence("Le programme qui s’en sert sera refusé dès sa prochaine demande. On ne revient pas en arrière\u{a0}: il faudra créer un autre jeton.")
        .button("Révoquer")
        .cancel(HERE)
        .danger();
    Ok(compte_frame::page(&house, &connecte, "Révoquer un jeton", HERE).content(Carte::untitled().content(confirm)))
}

pub(crate) async fn revoke(
    State(house): State<House>,
    connecte: Connecte,
    Path(id): Path<Id<Jeton>>,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    compte_frame::ensure_own(&connecte)?;
    let (session, mut tx) = (&connecte.session, house.db().begin(Perimetre::Commun).await?);
    jetons::revoke(&mut tx, house.clock(), &session.acteur(), (session.personne.id, id)).await.answer()?;
    tx.commit().await?;
    Ok(Redirect::to(&with_fait(HERE, faits::JETON_REVOQUE)))
}

fn page(house: &House, connecte: &Connecte, jetons: &[Jeton]) -> Page {
    let now = house.clock().now();
    let alive = jetons.iter().filter(|jeton| is_alive(jeton, now)).count();
    let lead = match alive {
        0 => "Aucun programme n’agit en votre nom.".to_owned(),
        1 => "Un programme peut agir en votre nom.".to_owned(),
        _ => format!("{alive} programmes peuvent agir en votre nom."),
    };
    compte_frame::page(house, connecte, "Vos jetons pour l’API", HERE)
        .lead(lead)
        .primary(Action::link("Créer un jeton", "/compte/jetons/nouveau").icon(Icon::Plus))
        .aide(
            Aide::new("Qu’est-ce qu’un jeton\u{a0}?", "Une clé donnée à un programme pour qu’il travaille à votre place, sans votre mot de passe et seulement pour ce que vous permettez.")
                .example("le logiciel de comptabilité qui vient chercher les états validés chaque nuit."),
        )
        .content(Carte::untitled().content(content(jetons, now)))
}

fn content(jetons: &[Jeton], now: Instant) -> Markup {
    if jetons.is_empty() {
        return html! {
            (Empty::new("Aucun jeton pour l’instant").icon(Icon::KeyRound).next("Créez-en un le jour où un programme doit parler à Beffroi en votre nom."))
        };
    }
    let rows = jetons.iter().map(|jeton| {
        let gesture =
            is_alive(jeton, now).then(|| Action::danger("Révoquer", format!("{HERE}/{}/revocation", jeton.id)).quiet());
        Row::new()
            .cell(html! { (jeton.nom) " " code.discret { (jeton.prefixe) "…" } })
            .cell(state(jeton, now))
            .cell(jeton.expires_at.date_heure())
            .cell(jeton.last_used_at.map_or_else(|| "jamais".to_owned(), Instant::date_heure))
            .cell(html! { @if let Some(gesture) = gesture { (gesture) } })
    });
    let table = Table::new("Vos jetons")
        .column(Column::new("nom", "Jeton"))
        .column(Column::new("etat", "État"))
        .column(Column::new("expire", "Expire le"))
        .column(Column::new("servi", "Dernier usage"))
        .column(Column::new("geste", "Geste"));
    html! { (table.rows(rows)) }
}

fn is_alive(jeton: &Jeton, now: Instant) -> bool {
    jeton.revoked_at.is_none() && jeton.expires_at > now
}

fn state(jeton: &Jeton, now: Instant) -> Etat {
    match (jeton.revoked_at, jeton.expires_at > now) {
        (Some(_), _) => Etat::neutre("Révoqué"),
        (None, false) => Etat::neutre("Expiré"),
        (None, true) => Etat::fait("Actif"),
    }
}
