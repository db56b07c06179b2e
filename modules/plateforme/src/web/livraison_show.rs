//! One delivery: what left, to the byte, and what was answered at each attempt; « Renvoyer ».

use axum::{
    extract::{Path, State},
    response::Redirect,
};
use maud::{Markup, html};
use web::{
    Agent, Formulaire, House, WebError,
    ui::{ActionButton, Breadcrumb, Carte, Definitions, Icon, Page, Timeline, TimelineEvent},
    with_fait,
};
use webhooks::{ESSAI, EtatLivraison, LivraisonEntiere, LivraisonId, Tentative, Webhooks, livraisons};

use super::{
    webhook_list::{contexte, path, web_error},
    webhook_show::{Parts, answer, id_of, label, state},
};
use crate::droits::RelierLogiciels;

pub(super) async fn show(
    State(house): State<House>,
    agent: Agent<RelierLogiciels>,
    Path(parts): Parts,
) -> Result<Page, WebError> {
    let id: LivraisonId = id_of(&parts, "livraison")?;
    let webhooks = house.ask::<Webhooks>()?;
    let mut tx = house.db().read(agent.perimetre()).await?;
    let found = livraisons::find(&mut tx, agent.id(), id).await?.ok_or(WebError::NotFound)?;
    drop(tx);
    let one = &found.livraison;
    let there = format!("{}/{}", path(&agent), one.abonnement_id);
    let shell = agent.shell(&house);
    let page = Page::new(&shell, label(&one.genre, &webhooks))
        .lead(html! { (state(one.etat)) " " (one.abonnement_nom) })
        .breadcrumb(Breadcrumb::new().link("Logiciels reliés", path(&agent)).link(&one.abonnement_nom, &there));
    let page = if one.etat == EtatLivraison::ALivrer || one.genre == ESSAI.code() {
        page
    } else {
        let again = format!("{there}/livraisons/{id}/renvoi");
        page.action(ActionButton::new("Renvoyer", again, &shell.csrf).icon(Icon::RotateCcw))
    };
    Ok(page.content(html! {
        div.pile {
            (Carte::untitled().content(facts(&found)))
            (Carte::new("Ce qui part").content(html! { pre.texte-brut tabindex="0" { (found.corps) } }))
            (Carte::new("Les essais").content(attempts(&found.tentatives)))
        }
    }))
}

fn facts(found: &LivraisonEntiere) -> Definitions {
    let one = &found.livraison;
    Definitions::new()
        .fact("Demandée le", one.created_at.date_heure())
        .fact_or_dash("Prochain essai", one.prevue_le.map(kernel::Instant::date_heure))
        .fact_or_dash("Finie le", one.finie_le.map(kernel::Instant::date_heure))
        .fact("Webhook-Id", html! { code { (one.evenement_id) } })
}

fn attempts(all: &[Tentative]) -> Markup {
    if all.is_empty() {
        return html! { p { "Pas encore d’essai." } };
    }
    let events = all.iter().map(|one| {
        TimelineEvent::new(one.faite_le.date_heure(), answer(one.statut, one.erreur.as_deref()))
            .who(format!("{} ms", one.duree_ms))
            .body(html! {
                span.discret { (one.url) }
                @if let Some(extract) = one.extrait.as_ref().filter(|text| !text.is_empty()) { pre.texte-brut tabindex="0" { (extract) } }
            })
    });
    html! { (Timeline::new(events)) }
}

pub(super) async fn resend(
    State(house): State<House>,
    agent: Agent<RelierLogiciels>,
    Path(parts): Parts,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    let id: LivraisonId = id_of(&parts, "livraison")?;
    let webhook: String = id_of(&parts, "webhook")?;
    let mut tx = house.db().begin(agent.perimetre()).await?;
    livraisons::resend(&mut tx, contexte(&house, &agent), id).await.map_err(web_error)?;
    tx.commit().await?;
    house.wake().now();
    Ok(Redirect::to(&with_fait(&format!("{}/{webhook}/livraisons/{id}", path(&agent)), "webhook-renvoi")))
}
