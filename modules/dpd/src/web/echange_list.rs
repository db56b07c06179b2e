//! The journal of exchanges of every member: filtered, added up, exported.

use std::collections::HashMap;

use annuaire::CollectiviteLigne;
use axum::{
    extract::{Query, State},
    response::Response,
};
use db::Tx;
use kernel::{CollectiviteId, Exercice, fold};
use time::{Date, Month};
use web::{
    Agent, House, WebError,
    liste::{Voulu, export},
    ui::{ListState, Page},
};

use super::{echange_view as view, sees};
use crate::{
    domain::{Echange, GenreEchange},
    droits::Suivre,
    gestes::cockpit,
    store::echanges,
};

/// Years that the filter offers, this one included.
const YEARS: i32 = 5;

/// What the page shows: the rows asked, and the members by their id.
pub(super) struct Trouve {
    pub rows: Vec<Echange>,
    pub membres: HashMap<CollectiviteId, CollectiviteLigne>,
    /// Who noted something in the span, for the filter.
    pub auteurs: Vec<String>,
}

pub(super) async fn list(State(house): State<House>, agent: Agent<Suivre>) -> Result<Page, WebError> {
    let state = ListState::from_query(agent.query());
    let mut tx = house.db().read(agent.perimetre()).await?;
    let found = find(&mut tx, &house, &agent, &state).await?;
    drop(tx);
    Ok(view::page(&agent.shell(&house), &state, &found, house.clock().today()))
}

pub(super) async fn download(
    State(house): State<House>,
    agent: Agent<Suivre>,
    Query(voulu): Query<Voulu>,
) -> Result<Response, WebError> {
    let state = ListState::from_query(agent.query());
    let mut tx = house.db().read(agent.perimetre()).await?;
    let found = find(&mut tx, &house, &agent, &state).await?;
    drop(tx);
    export(&house, "echanges-dpd", view::tableau(&found), voulu.format).await
}

/// Three statements. A year of exchanges is a few thousand rows: they are filtered, sorted and added up here, so that the
/// totals are those of what is shown.
async fn find(tx: &mut Tx, house: &House, agent: &Agent<Suivre>, state: &ListState) -> Result<Trouve, WebError> {
    let all = cockpit::members(tx, house, agent.droits.visibles()).await?;
    let membres: HashMap<_, _> = all.into_iter().filter(|m| sees(agent, m.id)).map(|m| (m.id, m)).collect();
    let mut rows = echanges::list_between(tx, span(state, house.clock().today())).await?;
    rows.retain(|e| membres.contains_key(&e.collectivite_id));
    let mut auteurs: Vec<String> = rows.iter().map(|e| e.auteur_nom.clone()).collect();
    auteurs.sort();
    auteurs.dedup();
    let genre = state.filter("genre").and_then(GenreEchange::from_code);
    let words = fold(&state.q);
    let words: Vec<&str> = words.split(' ').filter(|word| !word.is_empty()).collect();
    rows.retain(|e| {
        let searched = || {
            let nom = membres.get(&e.collectivite_id).map(CollectiviteLigne::nom_complet).unwrap_or_default();
            fold(&format!("{nom} {} {} {}", e.fiche.objet, e.fiche.avec, e.fiche.notes))
        };
        genre.is_none_or(|genre| e.fiche.genre == genre)
            && state.filter("auteur").is_none_or(|auteur| e.auteur_nom == auteur)
            && (words.is_empty() || {
                let text = searched();
                words.iter().all(|word| text.contains(word))
            })
    });
    sort(&mut rows, &membres, state);
    Ok(Trouve { rows, membres, auteurs })
}

/// The year asked, this one when none is; `toutes` for everything.
fn span(state: &ListState, today: Date) -> (Date, Date) {
    match state.filter("annee") {
        Some("toutes") => (Date::from_calendar_date(1900, Month::January, 1).unwrap_or(Date::MIN), today),
        asked => {
            let year = asked.and_then(|year| year.parse().ok()).unwrap_or_else(|| Exercice::of(today));
            (year.periode().debut(), year.periode().fin())
        }
    }
}

/// The years that the filter offers besides this one, the latest first.
pub(super) fn years(today: Date) -> impl Iterator<Item = i32> {
    (today.year() - YEARS + 1..today.year()).rev()
}

fn sort(rows: &mut [Echange], membres: &HashMap<CollectiviteId, CollectiviteLigne>, state: &ListState) {
    let nom = |e: &Echange| membres.get(&e.collectivite_id).map(|m| fold(&m.nom)).unwrap_or_default();
    match state.sort.as_deref() {
        Some("nom") => rows.sort_by_cached_key(nom),
        Some("temps") => rows.sort_by_key(|e| e.fiche.minutes),
        Some("auteur") => rows.sort_by_cached_key(|e| fold(&e.auteur_nom)),
        Some("date") => rows.sort_by_key(|e| e.fiche.le),
        // As the database gives them: the latest first.
        _ => return,
    }
    if state.desc {
        rows.reverse();
    }
}
