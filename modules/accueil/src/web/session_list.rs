//! The devices on which one is signed in, and signing them out.

use annuaire::{
    SessionOuverte,
    sessions::{self, SessionLigne},
};
use axum::{
    extract::{Path, State},
    response::Redirect,
};
use db::Perimetre;
use kernel::Id;
use maud::{Markup, html};
use web::{
    Connecte, Formulaire, House, WebError,
    ui::{ActionButton, Aide, Carte, Column, Etat, Page, Row, Table},
    with_fait,
};

use super::compte_frame;
use crate::{faits, refus::Answer};

const HERE: &str = "/compte/sessions";

pub(crate) async fn list(State(house): State<House>, connecte: Connecte) -> Result<Page, WebError> {
    compte_frame::ensure_own(&connecte)?;
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let sessions = sessions::list(&mut tx, house.clock(), connecte.session.personne.id).await?;
    Ok(page(&house, &connecte, &sessions))
}

pub(crate) async fn revoke(
    State(house): State<House>,
    connecte: Connecte,
    Path(id): Path<Id<SessionOuverte>>,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    compte_frame::ensure_own(&connecte)?;
    let (session, mut tx) = (&connecte.session, house.db().begin(Perimetre::Commun).await?);
    sessions::revoke(&mut tx, house.clock(), &session.acteur(), (session.personne.id, id)).await.answer()?;
    tx.commit().await?;
    Ok(Redirect::to(&with_fait(HERE, faits::SESSION_FERMEE)))
}

pub(crate) async fn revoke_others(
    State(house): State<House>,
    connecte: Connecte,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    compte_frame::ensure_own(&connecte)?;
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    let (session, acteur) = (&connecte.session, connecte.session.acteur());
    sessions::revoke_others(&mut tx, house.clock(), &acteur, (session.personne.id, Some(session.id))).await.answer()?;
    tx.commit().await?;
    Ok(Redirect::to(&with_fait(HERE, faits::SESSIONS_FERMEES)))
}

fn page(house: &House, connecte: &Connecte, sessions: &[SessionLigne]) -> Page {
    let csrf = &connecte.session.csrf;
    let rows = sessions.iter().map(|session| {
        let here = session.id == connecte.session.id;
        Row::new()
            .cell(&session.appareil)
            .cell(if session.adresse.is_empty() { "—" } else { &session.adresse })
            .cell(session.created_at.date_heure())
            .cell(session.last_seen_at.date_heure())
            .cell(if here {
                html! { (Etat::fait("Cet appareil")) }
            } else {
                close(session, csrf)
            })
    });
    let table = Table::new("Appareils connectés à votre compte")
        .column(Column::new("appareil", "Appareil"))
        .column(Column::new("adresse", "Adresse"))
        .column(Column::new("depuis", "Connecté le"))
        .column(Column::new("vu", "Vu le"))
        .column(Column::new("geste", "Geste"))
        .rows(rows);
    let others = sessions.len().saturating_sub(1);
    let lead = match others {
        0 => "Vous n’êtes connecté que sur cet appareil.".to_owned(),
        1 => "Vous êtes connecté sur cet appareil et sur un autre.".to_owned(),
        _ => format!("Vous êtes connecté sur cet appareil et sur {others} autres."),
    };
    let mut page = compte_frame::page(house, connecte, "Vos appareils connectés", HERE).lead(lead);
    if others > 0 {
        page = page.action(
            ActionButton::new("Déconnecter tous les autres", "/compte/sessions/autres/revocation", csrf).danger(),
        );
    }
    page.aide(
        Aide::new(
            "Un appareil inconnu\u{a0}?",
            "Déconnectez-le, puis changez votre mot de passe\u{a0}: quelqu’un d’autre le connaît.",
        )
        .example("«\u{a0}Chrome sur Android\u{a0}» un dimanche à 3\u{a0}h, alors que votre téléphone est un iPhone."),
    )
    .content(Carte::untitled().content(table))
}

fn close(session: &SessionLigne, csrf: &str) -> Markup {
    html! {
        (ActionButton::new("Déconnecter", format!("{HERE}/{}/revocation", session.id), csrf)
            .context(format!("{}, vu le {}", session.appareil, session.last_seen_at.date_heure()))
            .quiet())
    }
}
