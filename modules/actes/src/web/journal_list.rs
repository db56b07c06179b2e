//! The journal of transmissions: every archive that left, whole and in its order, for who must account for them.

use std::collections::HashMap;

use axum::{
    extract::{Path, Query, State},
    http::HeaderMap,
    response::Response,
};
use db::{ListPage, params};
use editique::{Cellule, Colonne, Tableau};
use maud::{Markup, html};
use norme_actes::{Sens, TypeMessage};
use web::{
    Agent, House, WebError,
    liste::{EXPORT_ROWS, Voulu, export, latest_first},
    telechargement::serve,
    ui::{Aide, Carte, Choice, Column, Empty, Etat, EtatTon, Icon, List, ListState, Page, Row, Table},
};

use super::{
    acces::{contexte, find},
    mots::{base, taille},
};
use crate::{
    domain::{ActeId, Canal, Envoi, EnvoiId, EtatEnvoi},
    droits::ConsulterActes,
    gestes::groupes,
    store::{actes, envois},
};

pub(super) async fn list(State(house): State<House>, agent: Agent<ConsulterActes>) -> Result<Page, WebError> {
    let mut state = ListState::from_query(agent.query());
    let base = base(&agent.collectivite);
    let path = format!("{base}/journal");
    let mut tx = house.db().read(agent.perimetre()).await?;
    let found: ListPage<Envoi> = envois::JOURNAL.page(&mut tx, params![agent.id()], &latest_first(&state)).await?;
    let regard = groupes::regard(&mut tx, contexte(&house, &agent)).await?;
    let objets =
        actes::objets(&mut tx, (agent.id(), regard), found.rows.iter().filter_map(|envoi| envoi.acte_id)).await?;
    drop(tx);
    state.page = found.page;
    let sent = TypeMessage::all().filter(|kind| kind.sens() == Some(Sens::Collectivite));
    let kinds = sent.map(|kind| Choice::new(kind.to_string(), kind.libelle().unwrap_or_default()));
    let list = List::new(&state, &path, table(&found.rows, &objets, &base))
        .total(found.total.into(), "envoi", "envois")
        .period()
        .filter("message", "Message", "Tous", kinds)
        .filter("etat", "État", "Tous", EtatEnvoi::TOUS.map(|etat| Choice::new(etat.code(), etat.libelle())))
        .export(format!("{path}/export"))
        .empty(
            Empty::new("Rien n’est encore parti")
                .icon(Icon::ScrollText)
                .next("Chaque archive envoyée à la préfecture laissera ici une ligne."),
        );
    Ok(Page::new(&agent.shell(&house), "Le journal des transmissions")
        .lead("Chaque archive, telle qu’elle est partie\u{a0}: son nom, son empreinte, qui l’a demandée, quand la préfecture l’a prise.")
        .content(html! { div.pile { (Carte::untitled().content(list)) (aide()) } }))
}

/// The same lines as a file.
pub(super) async fn download(
    State(house): State<House>,
    agent: Agent<ConsulterActes>,
    Query(voulu): Query<Voulu>,
) -> Result<Response, WebError> {
    let state = ListState::from_query(agent.query());
    let mut tx = house.db().read(agent.perimetre()).await?;
    let rows: Vec<Envoi> =
        envois::JOURNAL.all(&mut tx, params![agent.id()], &latest_first(&state), EXPORT_ROWS).await?;
    drop(tx);
    export(&house, "journal-transmissions", tableau(&rows), voulu.format).await
}

/// The archive exactly as it left.
pub(super) async fn archive(
    State(house): State<House>,
    agent: Agent<ConsulterActes>,
    Path((_, envoi)): Path<(String, EnvoiId)>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let envoi = envois::find(&mut tx, agent.id(), envoi).await?.ok_or(WebError::NotFound)?;
    if let Some(acte) = envoi.acte_id {
        find(&mut tx, &house, &agent, acte).await?;
    }
    let document = envoi.document_id.ok_or(WebError::NotFound)?;
    serve(&house, &mut tx, (agent.id(), document), &headers).await
}

fn table(rows: &[Envoi], objets: &HashMap<ActeId, String>, base: &str) -> Table {
    Table::new("Envois")
        .column(Column::new("jour", "Envoi").sortable())
        .column(Column::new("message", "Message"))
        .column(Column::new("archive", "Archive").sortable())
        .column(Column::new("qui", "Par qui"))
        .column(Column::new("etat", "État"))
        .rows(rows.iter().map(|envoi| {
            Row::new()
                .cell(html! { span.insecable { (envoi.demande_le.date_heure()) } })
                .cell(message(envoi, objets, base))
                .cell(file(envoi, base))
                .cell(html! { (envoi.agent.nom) })
                .cell(html! {
                    (pill(envoi))
                    @if let Some(at) = envoi.depose_le { br; span.discret { "le " (at.date_heure()) } }
                    @if !envoi.motif.is_empty() { br; span.discret { (envoi.motif) } }
                })
        }))
}

fn message(envoi: &Envoi, objets: &HashMap<ActeId, String>, base: &str) -> Markup {
    html! {
        (envoi.libelle())
        @if let Some((id, objet)) = envoi.acte_id.and_then(|id| objets.get_key_value(&id)) {
            br; a href={ (base) "/" (id) } { (objet) }
        }
        @if envoi.canal == Canal::Ecole { br; span.discret { "exercice" } }
    }
}

fn file(envoi: &Envoi, base: &str) -> Markup {
    html! {
        @if envoi.document_id.is_some() {
            a href={ (base) "/journal/" (envoi.id) "/archive" } download { (envoi.archive) }
            br; span.discret { (taille(envoi.taille)) ", SHA-256\u{a0}: " code { (envoi.empreinte) } }
        } @else { (envoi.archive) }
    }
}

fn pill(envoi: &Envoi) -> Etat {
    let ton = match envoi.etat {
        EtatEnvoi::Depose => EtatTon::Fait,
        EtatEnvoi::EnAttente | EtatEnvoi::EnCours => EtatTon::Attente,
        EtatEnvoi::Echoue => EtatTon::Refus,
    };
    Etat::new(ton, envoi.etat.libelle())
}

fn aide() -> Aide {
    Aide::new(
        "À quoi sert ce journal\u{a0}?",
        "À prouver ce qui est parti, quand et par qui, si la préfecture ou un tribunal le demande. Rien ne s’y efface.",
    )
    .example("la préfecture ne retrouve pas une délibération\u{a0}: donnez-lui le nom de l’archive et son empreinte.")
}

fn tableau(rows: &[Envoi]) -> Tableau {
    let colonnes = [
        Colonne::texte("Jour"),
        Colonne::entier("Série"),
        Colonne::texte("Archive"),
        Colonne::texte("Message"),
        Colonne::texte("Fichiers"),
        Colonne::entier("Octets"),
        Colonne::texte("SHA-256"),
        Colonne::texte("Demandé le"),
        Colonne::texte("Par"),
        Colonne::texte("Courriel"),
        Colonne::texte("Tenté le"),
        Colonne::entier("Tentatives"),
        Colonne::texte("Déposé le"),
        Colonne::texte("Serveur"),
        Colonne::texte("État"),
        Colonne::texte("Motif"),
        Colonne::texte("Voie"),
    ];
    let mut tableau = Tableau::new("Transmissions", colonnes);
    for envoi in rows {
        let at =
            |found: Option<kernel::Instant>| Cellule::Texte(found.map(kernel::Instant::date_heure).unwrap_or_default());
        tableau.push([
            kernel::date_courte(envoi.jour).into(),
            i64::from(envoi.serie).into(),
            envoi.archive.clone().into(),
            format!("{} {}", envoi.message, envoi.libelle()).into(),
            envoi.fichiers.join(", ").into(),
            envoi.taille.into(),
            envoi.empreinte.clone().into(),
            envoi.demande_le.date_heure().into(),
            envoi.agent.nom.clone().into(),
            envoi.agent.courriel.clone().into(),
            at(envoi.tente_le),
            i64::from(envoi.tentatives).into(),
            at(envoi.depose_le),
            envoi.adresse.clone().into(),
            envoi.etat.libelle().into(),
            envoi.motif.clone().into(),
            envoi.canal.libelle().into(),
        ]);
    }
    tableau
}
