//! A campaign: how far it has gone, and what each member was sent.

use std::collections::HashMap;

use axum::extract::{Path, State};
use db::ListRequest;
use kernel::{combien, date_courte};
use mail::{EtatMessage, MessageId};
use maud::{Markup, html};
use web::{
    Agent, House, WebError,
    liste::EXPORT_ROWS,
    ui::{Alert, Breadcrumb, Carte, Column, Definitions, Etat, EtatTon, Page, Progress, Row, Table, Ton, details},
};

use super::{PATH, mots::page_of, sees};
use crate::{
    droits::Suivre,
    store::campagnes::{self, Campagne, CampagneId, Envoi},
};

/// Seconds between two looks, while it is leaving.
const EVERY: u32 = 2;

pub(super) async fn show(
    State(house): State<House>,
    agent: Agent<Suivre>,
    Path(id): Path<CampagneId>,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let campagne = campagnes::find(&mut tx, id).await?.ok_or(WebError::NotFound)?;
    let mut envois = campagnes::list_envois(&mut tx, id).await?;
    let request = ListRequest { filters: vec![("lien".into(), id.to_string())], ..ListRequest::default() };
    let messages = mail::export(&mut tx, &request, EXPORT_ROWS).await?;
    drop(tx);
    envois.retain(|envoi| sees(&agent, envoi.collectivite_id));
    let states: HashMap<MessageId, EtatMessage> = messages.into_iter().map(|m| (m.id, m.etat)).collect();
    let done = envois.iter().all(|envoi| envoi.adresse.is_none() || envoi.ecrit_le.is_some());
    let page =
        Page::new(&agent.shell(&house), format!("Campagne du {}", date_courte(campagne.cree_le.to_paris().date())))
            .lead(format!("{}. Écrite par {}, le {}.", campagne.choix, campagne.par, campagne.cree_le.date_heure()))
            .breadcrumb(
                Breadcrumb::new().link("Qui a besoin de moi", PATH).link("Campagnes", format!("{PATH}/campagnes")),
            );
    let page = if done { page } else { page.refresh_every(EVERY) };
    Ok(page.content(html! {
        div.pile {
            (progress(&campagne, done))
            (silent(&envois))
            (Carte::new("Qui a reçu quoi").content(table(&envois, &states)))
            (details("Le texte, avec ses champs", html! { p { b { (campagne.objet) } } @for line in campagne.texte.lines() { p { (line) } } }))
        }
    }))
}

fn progress(campagne: &Campagne, done: bool) -> Markup {
    let here = format!("{PATH}/campagnes/{}", campagne.id);
    let bar = Progress::new("Courriels traités", campagne.faits().into(), campagne.joignables.into()).finished(done);
    // What follows the bar is not of its block: it is as it was when the page was loaded.
    let bar = if done { bar.detail(html! { a href=(here) { "Voir où en est chacun" } }) } else { bar };
    html! { (Carte::untitled().content(bar.poll(here, EVERY))) }
}

fn silent(envois: &[Envoi]) -> Markup {
    let without = envois.iter().filter(|envoi| envoi.adresse.is_none()).count();
    let count = u32::try_from(without).unwrap_or(u32::MAX);
    html! {
        @if count > 0 {
            (Alert::new(Ton::Attention, html! {
                (combien(count, "collectivité n’a", "collectivités n’ont")) " aucune adresse connue\u{a0}: elles n’ont rien reçu. Complétez leur fiche, puis écrivez-leur à part."
            }))
        }
    }
}

fn table(envois: &[Envoi], states: &HashMap<MessageId, EtatMessage>) -> Table {
    Table::new("Destinataires")
        .column(Column::new("nom", "Collectivité"))
        .column(Column::new("destinataire", "Destinataire"))
        .column(Column::new("etat", "État"))
        .column(Column::new("texte", "Ce qui est écrit"))
        .rows(envois.iter().map(|envoi| row(envoi, states)))
}

fn row(envoi: &Envoi, states: &HashMap<MessageId, EtatMessage>) -> Row {
    let sent = envoi.message.and_then(|message| states.get(&message));
    let etat = match (envoi.adresse.is_some(), envoi.ecrit_le.is_some(), sent) {
        (false, ..) => Etat::refus("Sans adresse"),
        (true, false, _) => Etat::attente("En attente"),
        (true, true, Some(EtatMessage::Echec)) => Etat::refus("Refusé par le serveur"),
        (true, true, Some(known)) => Etat::new(EtatTon::Fait, known.libelle()),
        (true, true, None) if envoi.message.is_none() => Etat::refus("Adresse refusée"),
        (true, true, None) => Etat::fait("Écrit"),
    };
    Row::new()
        .cell(html! { a href=(page_of(envoi.siren)) { (envoi.nom) } })
        .cell(html! { div { (envoi.destinataire) @if let Some(adresse) = &envoi.adresse { br; span.discret { (adresse) } } } })
        .cell(etat)
        .cell(details("Lire", Definitions::new().fact("Objet", &envoi.objet).fact("Texte", html! { @for line in envoi.texte.lines() { (line) br; } })))
}
