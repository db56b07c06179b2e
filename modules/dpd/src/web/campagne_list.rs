//! The campaigns already written, the latest first.

use axum::extract::State;
use kernel::{combien, nombre};
use maud::html;
use web::{
    Agent, House, WebError,
    ui::{Action, Aide, Breadcrumb, Carte, Column, Empty, Etat, Icon, Page, Row, Table},
};

use super::PATH;
use crate::{
    droits::{Ecrire, Suivre},
    store::campagnes::{self, Campagne},
};

pub(super) async fn list(State(house): State<House>, agent: Agent<Suivre>) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let all = campagnes::list(&mut tx).await?;
    drop(tx);
    let count = u32::try_from(all.len()).unwrap_or(u32::MAX);
    let page = Page::new(&agent.shell(&house), "Campagnes")
        .lead(format!("{} du centre à ses adhérents.", combien(count, "envoi", "envois")))
        .breadcrumb(Breadcrumb::new().link("Qui a besoin de moi", PATH))
        .aide(
            Aide::new("Choisir à qui l’on écrit", "Filtrez d’abord la liste «\u{a0}Qui a besoin de moi\u{a0}», puis «\u{a0}Écrire à ces adhérents\u{a0}».")
                .example("la raison «\u{a0}Aucun registre\u{a0}», et vous invitez ces collectivités à commencer."),
        );
    let page = if agent.can::<Ecrire>() {
        page.primary(Action::link("Choisir à qui écrire", PATH).icon(Icon::Mail))
    } else {
        page
    };
    if all.is_empty() {
        let empty = Empty::new("Aucune campagne").icon(Icon::Mail);
        return Ok(page.content(
            Carte::untitled().content(empty.next("Le premier courriel à plusieurs adhérents apparaîtra ici.")),
        ));
    }
    let table = Table::new("Campagnes")
        .column(Column::new("objet", "Objet"))
        .column(Column::new("choix", "À qui"))
        .column(Column::new("etat", "Où elle en est"))
        .column(Column::new("par", "Par"))
        .rows(all.iter().map(row));
    Ok(page.content(Carte::untitled().content(table)))
}

fn row(campagne: &Campagne) -> Row {
    let left = campagne.joignables.saturating_sub(campagne.faits());
    let etat = if left == 0 { Etat::fait("Partie") } else { Etat::attente("En cours d’envoi") };
    let silent = campagne.destinataires.saturating_sub(campagne.joignables);
    Row::new()
        .cell(html! { a href={ (PATH) "/campagnes/" (campagne.id) } { (campagne.objet) } })
        .cell(&campagne.choix)
        .cell(html! {
            div {
                (etat) br;
                span.discret {
                    (nombre(campagne.ecrits.into())) " sur " (nombre(campagne.destinataires.into()))
                    @if campagne.refuses > 0 { ", " (combien(campagne.refuses, "adresse refusée", "adresses refusées")) }
                    @if silent > 0 { ", " (nombre(silent.into())) " sans adresse" }
                }
            }
        })
        .cell(html! { div { (campagne.par) br; span.discret { (campagne.cree_le.date_heure()) } } })
}
