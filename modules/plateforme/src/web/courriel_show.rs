//! One mail: its text, its HTML on a page of its own, its attachments, « Renvoyer ».

use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};
use db::Perimetre;
use mail::{Bodies, Entier, EtatMessage, MessageId};
use maud::{Markup, html};
use web::{
    Agent, Formulaire, House, WebError,
    ui::{Action, ActionButton, Alert, Breadcrumb, Carte, Definitions, Icon, Page, Ton},
    with_fait,
};

use super::courriel_list::{PATH, pill};
use crate::droits::ConsulterCourriels;

/// The mail as its reader sees it may only draw itself: its own inline styles, no script, no image, no form, no frame.
const MAIL_CSP: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox allow-popups allow-top-navigation-by-user-activation";

pub(super) async fn show(
    State(house): State<House>,
    agent: Agent<ConsulterCourriels>,
    Path(id): Path<MessageId>,
) -> Result<Page, WebError> {
    let found = find(&house, id).await?;
    Ok(view(&house, &agent, &found))
}

/// The HTML of the mail, alone on its page.
pub(super) async fn body(
    State(house): State<House>,
    _: Agent<ConsulterCourriels>,
    Path(id): Path<MessageId>,
) -> Result<Response, WebError> {
    let Bodies { html, .. } = find(&house, id).await?.bodies.ok_or(WebError::NotFound)?;
    let mut response = ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response();
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(MAIL_CSP));
    Ok(response)
}

pub(super) async fn attachment(
    State(house): State<House>,
    _: Agent<ConsulterCourriels>,
    Path((id, rang)): Path<(MessageId, u32)>,
) -> Result<Response, WebError> {
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let (piece, bytes) = mail::attachment(&mut tx, id, rang).await?.ok_or(WebError::NotFound)?;
    Ok(web::telechargement::named(&piece.nom, bytes))
}

pub(super) async fn retry(
    State(house): State<House>,
    agent: Agent<ConsulterCourriels>,
    Path(id): Path<MessageId>,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    let page = format!("{PATH}/{id}");
    let page = if send_again(&house, &agent, id).await? { with_fait(&page, "courriel-relance") } else { page };
    Ok(Redirect::to(&page))
}

/// Puts a mail that failed back on its way, under the name of who asked; false when it had not failed.
pub(crate) async fn send_again(
    house: &House,
    agent: &Agent<ConsulterCourriels>,
    id: MessageId,
) -> Result<bool, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let found = mail::find(&mut tx, id).await?.ok_or(WebError::NotFound)?;
    if !mail::retry(&mut tx, house.clock(), id).await? {
        return Ok(false);
    }
    let ligne = journal::Ligne {
        collectivite: agent.id(),
        acteur: agent.acteur.clone(),
        action: "courriel.relance",
        objet: "courriel",
        objet_id: id.uuid(),
        libelle: found.message.sujet,
        avant: None,
        apres: Some(serde_json::json!({ "courriel": found.message.destinataire_adresse })),
    };
    journal::record(&mut tx, house.clock(), ligne).await?;
    tx.commit().await?;
    house.wake().now();
    Ok(true)
}

async fn find(house: &House, id: MessageId) -> Result<Entier, WebError> {
    let mut tx = house.db().read(Perimetre::Commun).await?;
    mail::find(&mut tx, id).await?.ok_or(WebError::NotFound)
}

fn view(house: &House, agent: &Agent<ConsulterCourriels>, found: &Entier) -> Page {
    let (shell, m) = (agent.shell(house), &found.message);
    let reply = m.reponse_nom.as_ref().zip(m.reponse_adresse.as_ref());
    let facts = Definitions::new()
        .fact("État", pill(m.etat))
        .fact("Destinataire", format!("{} <{}>", m.destinataire_nom, m.destinataire_adresse))
        .fact_or_dash("Réponse à", reply.map(|(nom, adresse)| format!("{nom} <{adresse}>")))
        .fact("Écrit le", m.created_at.date_heure())
        .fact_or_dash("Parti le", m.sent_at.map(kernel::Instant::date_heure));
    let mut page = Page::new(&shell, m.sujet.clone())
        .lead(format!("À {}, écrit le {}.", m.destinataire_nom, m.created_at.date_heure()))
        .breadcrumb(Breadcrumb::new().link("Courriels", PATH));
    if let Some(error) = &m.erreur {
        page = page.content(Alert::new(Ton::Erreur, error));
    }
    if m.etat == EtatMessage::Echec {
        page = page.action(
            ActionButton::new("Renvoyer", format!("{PATH}/{}/relance", m.id), &shell.csrf)
                .icon(Icon::RotateCcw)
                .primary(),
        );
    }
    if found.bodies.is_some() {
        page = page.action(Action::link("Voir comme le destinataire", format!("{PATH}/{}/html", m.id)).icon(Icon::Eye));
    }
    page.content(html! {
        div.pile {
            (Carte::new("Le message").content(text(found)))
            (Carte::new("L’envoi").content(facts).content(pieces(found)))
        }
    })
}

fn text(found: &Entier) -> Markup {
    match &found.bodies {
        Some(bodies) => html! { pre.texte-brut tabindex="0" { (bodies.texte) } },
        None => {
            html! { p.discret { "Ce courriel portait un lien secret : son contenu n’est pas montré, et il est effacé dès qu’il est parti." } }
        }
    }
}

fn pieces(found: &Entier) -> Markup {
    html! {
        @if !found.pieces.is_empty() {
            h3 { "Pièces jointes" }
            ul {
                @for piece in &found.pieces {
                    li { a href={ (PATH) "/" (found.message.id) "/pieces/" (piece.rang) } download { (piece.nom) } }
                }
            }
        }
    }
}
