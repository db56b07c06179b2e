//! What came at once: the list of the lots, one lot, and its undoing.

use axum::{
    extract::{Path, State},
    response::Redirect,
};
use maud::{Markup, html};
use web::{
    Agent, Formulaire, House, WebError,
    ui::{Action, Alert, Breadcrumb, Carte, Column, Confirm, Definitions, Empty, Etat, Icon, Page, Row, Table, Ton},
    with_fait,
};

use super::{
    acces::contexte,
    mots::{combien, registre},
};
use crate::{
    domain::{LotId, Traitement},
    droits::GererRegistre,
    gestes::lots as acts,
    store::{
        lots::{self, Lot},
        traitements,
    },
};

/// Traitements shown on the page of a lot.
const SHOWN: usize = 200;

pub(super) async fn list(State(house): State<House>, agent: Agent<GererRegistre>) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let all = lots::list(&mut tx, agent.id()).await?;
    drop(tx);
    let base = registre(&agent.collectivite);
    Ok(Page::new(&agent.shell(&house), "Ce qui est venu d’un coup")
        .lead("Fichiers importés et modèles donnés par le centre de gestion\u{a0}: chacun s’annule d’un coup, sauf ce que quelqu’un a retravaillé depuis.")
        .breadcrumb(Breadcrumb::new().link("Registre RGPD", &base))
        .content(Carte::untitled().content(table(&all, &base))))
}

fn table(all: &[Lot], base: &str) -> Markup {
    if all.is_empty() {
        let none = Empty::new("Rien n’est encore venu d’un coup").icon(Icon::History);
        let none = none.next("Un fichier importé apparaîtra ici, avec de quoi l’annuler.");
        return html! { (none.action(Action::link("Importer un registre", format!("{base}/import")).icon(Icon::Upload))) };
    }
    let table = Table::new("Lots")
        .column(Column::new("nom", "Lot"))
        .column(Column::new("quoi", "Ce qu’il a fait"))
        .column(Column::new("quand", "Quand"))
        .column(Column::new("etat", "État"))
        .rows(all.iter().map(|lot| {
            Row::new()
                .cell(html! { div { a href={ (base) "/lots/" (lot.id) } { (lot.nom) } br; span.discret { (lot.genre.libelle()) } } })
                .cell(what(lot))
                .cell(html! { (lot.fait_le.date_heure()) br; span.discret { (lot.fait_par) } })
                .cell(if lot.annule_le.is_some() { Etat::neutre("annulé") } else { Etat::fait("en place") })
        }));
    html! { (table) }
}

fn what(lot: &Lot) -> String {
    format!(
        "{}, {}",
        combien(lot.crees, "traitement créé", "traitements créés"),
        combien(lot.modifies, "modifié", "modifiés")
    )
}

pub(super) async fn show(
    State(house): State<House>,
    agent: Agent<GererRegistre>,
    Path((_, id)): Path<(String, LotId)>,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let lot = lots::find(&mut tx, agent.id(), id).await?.ok_or(WebError::NotFound)?;
    let lines = lots::lines(&mut tx, agent.id(), id).await?;
    let ids: Vec<_> = lines.iter().take(SHOWN).map(|line| line.traitement_id).collect();
    let rows = traitements::list_many(&mut tx, agent.id(), &ids).await?;
    drop(tx);
    let shell = agent.shell(&house);
    let base = registre(&agent.collectivite);
    let facts = Definitions::new()
        .fact("Origine", lot.genre.libelle())
        .fact("Ce qu’il a fait", what(&lot))
        .fact("Quand", html! { (lot.fait_le.date_heure()) ", " (lot.fait_par) });
    let undo = Confirm::new("Annuler ce lot\u{a0}?", format!("{base}/lots/{id}/annulation"), &shell.csrf)
        .consequence(html! {
            p { "Ce qu’il a créé est retiré, ce qu’il a changé revient comme avant. Ce que quelqu’un a retravaillé depuis est gardé. Le journal garde la trace de tout." }
        })
        .button("Annuler le lot")
        .cancel(&base);
    Ok(Page::new(&shell, &lot.nom)
        .breadcrumb(Breadcrumb::new().link("Registre RGPD", &base).link("Lots", format!("{base}/lots")))
        .primary(Action::link("Voir le registre", &base))
        .content(html! {
            div.pile {
                @if let Some(when) = lot.annule_le { (undone(&lot, &when.date_heure())) }
                (Carte::untitled().content(facts))
                (Carte::new("Traitements").content(contents(&rows, &base, lines.len())))
                @if lot.annule_le.is_none() { (Carte::untitled().content(undo)) }
            }
        }))
}

fn undone(lot: &Lot, when: &str) -> Alert {
    let par = lot.annule_par.as_deref().unwrap_or_default();
    let kept = match lot.gardes {
        0 => String::new(),
        n => format!(
            " {} parce que quelqu’un y avait travaillé.",
            combien(n, "traitement est resté,", "traitements sont restés,")
        ),
    };
    Alert::new(Ton::Info, format!("Ce lot a été annulé le {when} par {par}.{kept}"))
}

fn contents(rows: &[Traitement], base: &str, all: usize) -> Markup {
    html! {
        @if rows.is_empty() { p.discret { "Il n’en reste aucun dans le registre." } }
        ul { @for t in rows { li { a href={ (base) "/traitements/" (t.id) } { (t.contenu.nom) } } } }
        @if all > SHOWN { p.discret { "Les " (SHOWN) " premiers." } }
    }
}

pub(super) async fn undo(
    State(house): State<House>,
    agent: Agent<GererRegistre>,
    Path((_, id)): Path<(String, LotId)>,
    _form: Formulaire,
) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    acts::undo(&mut tx, contexte(&house, &agent), id).await?;
    tx.commit().await?;
    house.wake().now();
    Ok(Redirect::to(&with_fait(&format!("{}/lots/{id}", registre(&agent.collectivite)), "rgpd-lot-annule")))
}
