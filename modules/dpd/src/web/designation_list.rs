//! Who is designated at the CNIL, member by member: what the last file said, against what should be.

use axum::{
    extract::{Query, State},
    response::Response,
};
use editique::{Cellule, Colonne, Genre, Tableau};
use kernel::{combien, nombre};
use maud::{Markup, html};
use web::{
    Agent, House, WebError,
    liste::{Voulu, export},
    ui::{
        Action, Aide, Alert, Carte, Choice, Column, Etat, Icon, List, ListState, Page, Row, Table, Ton, Tuile, details,
        tuiles,
    },
};

use super::{
    PATH, choix,
    mots::{cnil, freshness, page_of, phase},
    sees,
};
use crate::{
    domain::{Cnil, Membre, Motif, Tri},
    droits::{Importer, Suivre},
    gestes::cockpit,
    store::imports::{self, ImportFait},
};

/// The CNIL publishes every month: beyond two, the file tells of the past.
const STALE_DAYS: i64 = 62;

/// The page, and the way back of those under it.
pub(super) const HERE: &str = "/centre/rgpd/designations";

pub(super) async fn list(State(house): State<House>, agent: Agent<Suivre>) -> Result<Page, WebError> {
    let mut state = ListState::from_query(agent.query());
    let mut tx = house.db().read(agent.perimetre()).await?;
    let asked = choix::read(&mut tx, &agent, &state).await?;
    let vue = cockpit::load(&mut tx, &house, agent.droits.visibles()).await?;
    let history = imports::list_confirmed(&mut tx).await?;
    drop(tx);
    let mut all: Vec<Membre> = vue.membres.into_iter().filter(|m| sees(&agent, m.id)).collect();
    let (title, tiles) = (title(&all, vue.fichier.is_some()), tiles(&all));
    all.retain(|m| asked.keeps(m));
    order(&mut all, &state);
    let total = i64::try_from(all.len()).unwrap_or(i64::MAX);
    state.page = state.page.min(state.pages(total));
    let skipped = usize::try_from(state.offset()).unwrap_or(usize::MAX);
    let table = Table::new("Désignations à la CNIL")
        .column(Column::new("nom", "Collectivité").sortable())
        .column(Column::new("cnil", "Désignation").sortable())
        .column(Column::new("service", "Service"))
        .rows(all.iter().skip(skipped).take(state.per_page as usize).map(row));
    let list = List::new(&state, HERE, table)
        .search("Nom ou SIREN")
        .filter("cnil", "Désignation", "Toutes", Cnil::TOUS.map(|(code, words)| Choice::new(code, words)))
        .filter(
            "phase",
            "Service",
            "Souscrit ou non",
            [Choice::new("souscrit", "Service souscrit"), Choice::new("aucune", "Service non souscrit")],
        )
        .total(total, "adhérent", "adhérents")
        .export(format!("{HERE}/export"));
    let page = Page::new(&agent.shell(&house), title)
        .lead(format!("{}.", freshness(vue.fichier, house.clock().today())))
        .aide(aide());
    let page = if agent.can::<Importer>() {
        page.primary(Action::link("Importer le fichier de la CNIL", format!("{HERE}/import")).icon(Icon::Upload))
    } else {
        page
    };
    let old = vue.fichier.is_some_and(|day| (house.clock().today() - day).whole_days() > STALE_DAYS);
    Ok(page.content(html! {
        (tiles)
        div.pile {
            @if old { (Alert::new(Ton::Attention, "Ce fichier a plus de deux mois\u{a0}: la CNIL en a publié d’autres depuis.")) }
            (Carte::untitled().content(list)) (past(&history))
        }
    }))
}

pub(super) async fn download(
    State(house): State<House>,
    agent: Agent<Suivre>,
    Query(voulu): Query<Voulu>,
) -> Result<Response, WebError> {
    let state = ListState::from_query(agent.query());
    let mut tx = house.db().read(agent.perimetre()).await?;
    let choix = choix::read(&mut tx, &agent, &state).await?;
    let mut membres = cockpit::load(&mut tx, &house, agent.droits.visibles()).await?.membres;
    drop(tx);
    membres.retain(|m| sees(&agent, m.id) && choix.keeps(m));
    order(&mut membres, &state);
    export(&house, "designations-cnil", tableau(&membres), voulu.format).await
}

/// By name; or by what is to be put right first.
fn order(membres: &mut [Membre], state: &ListState) {
    Tri::Nom.apply(membres, state.desc && state.sort.as_deref() == Some("nom"));
    if state.sort.as_deref() == Some("cnil") {
        membres.sort_by_key(|m| Cnil::TOUS.iter().position(|(code, _)| *code == m.faits.cnil.code()));
        if state.desc {
            membres.reverse();
        }
    }
}

/// By the rule of the cockpit.
fn title(membres: &[Membre], imported: bool) -> String {
    let wrong = |m: &&Membre| m.has(Motif::NonDesigne) || m.has(Motif::AutreDelegue);
    let count = u32::try_from(membres.iter().filter(wrong).count()).unwrap_or(u32::MAX);
    match (imported, count) {
        (false, _) => "Importez le fichier de la CNIL pour savoir qui est désigné".to_owned(),
        (true, 0) => "Toutes les désignations sont en ordre".to_owned(),
        (true, n) => combien(n, "désignation est à régulariser", "désignations sont à régulariser"),
    }
}

fn tiles(membres: &[Membre]) -> Markup {
    tuiles(Cnil::TOUS.iter().take(5).map(|(code, words)| {
        let count = membres.iter().filter(|m| m.faits.cnil.code() == *code).count();
        let tile = Tuile::new(*words, count);
        if count == 0 { tile } else { tile.link("Les voir", &format!("{HERE}?cnil={code}")) }
    }))
}

fn row(membre: &Membre) -> Row {
    Row::new()
        .cell(html! { a href=(page_of(membre.siren)) { (membre.nom) } " " span.discret.insecable { (membre.siren.groupe()) } })
        .cell(html! { div { (cnil(&membre.faits.cnil)) } })
        .cell(html! {
            @if membre.faits.is_souscrit() { (phase(membre.faits.phase())) } @else { (Etat::neutre("Non souscrit")) }
        })
}

fn past(history: &[ImportFait]) -> Markup {
    html! {
        @if !history.is_empty() {
            (details("Les derniers fichiers importés", html! {
                ul { @for one in history {
                    li { (one.recu_le.date_heure()) ", par " (one.recu_par) "\u{a0}: " (one.nom) ", " (nombre(one.lignes.into())) " lignes" }
                } }
            }))
        }
    }
}

fn aide() -> Aide {
    Aide::new(
        "D’où vient ce fichier\u{a0}?",
        html! {
            p { "La CNIL publie chaque mois, sur " b { "data.gouv.fr" } ", la liste «\u{a0}Organismes ayant désigné un délégué à la protection des données\u{a0}». "
                "Téléchargez le CSV et importez-le tel quel\u{a0}: seules les lignes de vos adhérents sont gardées." }
        },
    )
    .example("une commune absente du fichier n’a jamais envoyé son formulaire à la CNIL, ou sa désignation a pris fin.")
}

fn tableau(membres: &[Membre]) -> Tableau {
    let colonnes = [
        Colonne::texte("Collectivité"),
        Colonne::texte("SIREN"),
        Colonne::texte("Service"),
        Colonne::texte("Désignation"),
        Colonne::texte("Délégué publié"),
        Colonne::new("Depuis", Genre::Date),
    ];
    let mut tableau = Tableau::new("Désignations CNIL", colonnes);
    for m in membres {
        let (who, since) = match &m.faits.cnil {
            Cnil::Centre { le } => ("Ce centre".to_owned(), *le),
            Cnil::Autre { qui } => (qui.clone(), None),
            Cnil::Doublon { autres } => (format!("Ce centre, {}", autres.join(", ")), None),
            _ => (String::new(), None),
        };
        tableau.push([
            m.nom.clone().into(),
            m.siren.to_string().into(),
            phase(m.faits.phase()).into(),
            m.faits.cnil.libelle().into(),
            Cellule::Texte(who),
            since.map_or(Cellule::Vide, Cellule::Date),
        ]);
    }
    tableau
}

/// Where an import begins.
pub(super) fn trail() -> web::ui::Breadcrumb {
    web::ui::Breadcrumb::new().link("Qui a besoin de moi", PATH).link("Désignations CNIL", HERE)
}
