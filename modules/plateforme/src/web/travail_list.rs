//! The queue: what failed first, then every job, then what runs by itself.

use axum::{
    extract::{Query, State},
    response::Response,
};
use db::{ListPage, ListRequest, Perimetre, Tx};
use editique::{Colonne, Tableau};
use jobs::{EtatJob, Job, ScheduleRow};
use maud::{Markup, Render, html};
use web::{
    Agent, House, WebError,
    ui::{
        ActionButton, Aide, Carte, Choice, Column, Empty, Etat, EtatTon, Icon, List, ListState, Page, Row, Table,
        Tuile, tuiles,
    },
};

use super::{
    liste::{EXPORT_ROWS, Voulu, export, latest_first},
    noms::{Noms, noms},
};
use crate::droits::GererTravaux;

const PATH: &str = "/centre/travaux";
/// Dead letters shown on top; the others are a filter away.
const DEAD_SHOWN: u32 = 10;

/// What the page shows.
struct Vu {
    counts: Vec<(EtatJob, u32)>,
    dead: Vec<Job>,
    found: ListPage<Job>,
    schedules: Vec<ScheduleRow>,
    noms: Noms,
}

pub(super) async fn list(State(house): State<House>, agent: Agent<GererTravaux>) -> Result<Page, WebError> {
    let mut state = ListState::from_query(agent.query());
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let vu = read(&mut tx, &state).await?;
    state.page = vu.found.page;
    Ok(view(&house, &agent, &state, &vu))
}

async fn read(tx: &mut Tx, state: &ListState) -> Result<Vu, WebError> {
    let asked = latest_first(state);
    let failed = vec![("etat".to_owned(), EtatJob::Echoue.code().to_owned())];
    let dead =
        ListRequest { filters: failed, sort: Some("fini".to_owned()), desc: true, page: 1, per_page: DEAD_SHOWN };
    let counts = jobs::counts(tx).await?;
    let found = jobs::list(tx, &asked).await?;
    let dead = if state.is_filtered() { Vec::new() } else { jobs::list(tx, &dead).await?.rows };
    let schedules = jobs::schedules(tx).await?;
    let noms = noms(tx, found.rows.iter().chain(&dead).filter_map(|job| job.pour)).await?;
    Ok(Vu { counts, dead, found, schedules, noms })
}

/// The same jobs as a table.
pub(super) async fn download(
    State(house): State<House>,
    agent: Agent<GererTravaux>,
    Query(voulu): Query<Voulu>,
) -> Result<Response, WebError> {
    let state = ListState::from_query(agent.query());
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let rows = jobs::export(&mut tx, &latest_first(&state), EXPORT_ROWS).await?;
    let noms = noms(&mut tx, rows.iter().filter_map(|job| job.pour)).await?;
    drop(tx);
    export(&house, "travaux", tableau(&house, &rows, &noms), voulu.format).await
}

fn tableau(house: &House, rows: &[Job], noms: &Noms) -> Tableau {
    let colonnes = ["Travail", "Pour", "État", "Demandé par", "Demandé le", "Fini le", "Essais", "Erreur"];
    let mut tableau = Tableau::new("Travaux", colonnes.map(Colonne::texte));
    for job in rows {
        tableau.push([
            house.registry().label(&job.kind).into(),
            noms.of(job.pour).into(),
            job.etat.libelle().into(),
            asked_by(job).into(),
            job.created_at.date_heure().into(),
            job.finished_at.map(kernel::Instant::date_heure).into(),
            job.attempts.into(),
            job.last_error.clone().into(),
        ]);
    }
    tableau
}

fn view(house: &House, agent: &Agent<GererTravaux>, state: &ListState, vu: &Vu) -> Page {
    let shell = agent.shell(house);
    let of = |etat| vu.counts.iter().find(|(known, _)| *known == etat).map_or(0, |(_, count)| *count);
    let failed = of(EtatJob::Echoue);
    let title = match failed {
        0 => "Aucun travail n’attend votre aide".to_owned(),
        1 => "Un travail a échoué".to_owned(),
        many => format!("{many} travaux ont échoué"),
    };
    let lead = format!("{} en cours, {} en attente.", of(EtatJob::EnCours), of(EtatJob::EnAttente));
    let kinds = house.registry().kinds().map(|(name, label)| Choice::new(name, label));
    let list = List::new(state, PATH, table(house, &vu.found.rows, &vu.noms, None))
        .total(i64::from(vu.found.total), "travail", "travaux")
        .filter("etat", "État", "Tous les états", EtatJob::all().map(|e| Choice::new(e.code(), e.libelle())))
        .filter("kind", "Sorte", "Toutes les sortes", kinds)
        .export(format!("{PATH}/export"))
        .empty(
            Empty::new("Aucun travail pour l’instant")
                .icon(Icon::ListChecks)
                .next("Ce qui est long (états, imports, courriels) passera par ici."),
        );
    let shown = vu.counts.iter().filter(|(etat, count)| *etat != EtatJob::Annule || *count > 0);
    Page::new(&shell, title).lead(lead).content(tuiles(shown.map(|count| tile(*count)))).content(html! {
        div.pile {
            @if !vu.dead.is_empty() {
                (Carte::new("À relancer ou à abandonner").content(table(house, &vu.dead, &vu.noms, Some(&shell.csrf))))
            }
            (Carte::new("Tous les travaux").content(list))
            (schedules(house, &vu.schedules))
            (aide())
        }
    })
}

fn aide() -> Aide {
    Aide::new(
        "Qu’est-ce qu’un travail ?",
        "Ce qui prend du temps se fait à part, sans bloquer la page. Un échec passager est réessayé tout seul ; ce qui échoue pour de bon attend ici.",
    )
    .example("le serveur de courriel était arrêté ce matin : une fois réparé, relancez les envois en échec.")
}

fn tile((etat, count): (EtatJob, u32)) -> Tuile {
    let href = format!("{PATH}?etat={}", etat.code());
    let tile =
        Tuile::new(etat.libelle(), kernel::nombre(i64::from(count))).urgent(etat == EtatJob::Echoue && count > 0);
    if count > 0 { tile.link("les voir", &href) } else { tile }
}

/// With a token, each row carries its two buttons.
fn table(house: &House, jobs: &[Job], noms: &Noms, csrf: Option<&str>) -> Table {
    let mut table = Table::new(if csrf.is_some() { "Travaux en échec" } else { "Travaux" })
        .column(Column::new("travail", "Travail"))
        .column(Column::new("etat", "État"))
        .column(Column::new("demande", "Demandé par"))
        .column(Column::new("cree", "Demandé le").sortable());
    if csrf.is_some() {
        table = table.column(Column::new("gestes", "Que faire"));
    }
    table.rows(jobs.iter().map(|job| {
        let row = Row::new()
            .cell(html! { div { a href={ "/travaux/" (job.id) } { (house.registry().label(&job.kind)) } br; span.discret { (noms.of(job.pour)) } } })
            .cell(state_of(job))
            .cell(asked_by(job))
            .cell(job.created_at.date_heure());
        match csrf {
            Some(csrf) => row.cell(buttons(house, job, csrf)),
            None => row,
        }
    }))
}

fn buttons(house: &House, job: &Job, csrf: &str) -> Markup {
    let name = house.registry().label(&job.kind);
    let path = format!("/travaux/{}", job.id);
    let retry =
        ActionButton::new("Relancer", format!("{path}/relance"), csrf).icon(Icon::RotateCcw).quiet().context(name);
    html! { div.rang { (retry) } }
}

/// The state, and the reason when it failed.
pub(super) fn state_of(job: &Job) -> Markup {
    let error = job.last_error.as_deref().filter(|_| !matches!(job.etat, EtatJob::Reussi));
    html! { div { (pill(job)) @if let Some(error) = error { br; span.discret { (error) } } } }
}

pub(super) fn pill(job: &Job) -> Etat {
    let ton = match job.etat {
        EtatJob::EnAttente | EtatJob::Annule => EtatTon::Neutre,
        EtatJob::EnCours => EtatTon::Attente,
        EtatJob::Reussi => EtatTon::Fait,
        EtatJob::Echoue => EtatTon::Refus,
    };
    match (job.etat, job.percent()) {
        (EtatJob::EnCours, Some(percent)) => Etat::new(ton, format!("{} ({percent}\u{a0}%)", job.etat.libelle())),
        _ => Etat::new(ton, job.etat.libelle()),
    }
}

pub(super) fn asked_by(job: &Job) -> &str {
    if job.asked_by_nom.is_empty() { "Beffroi, tout seul" } else { &job.asked_by_nom }
}

fn schedules(house: &House, rows: &[ScheduleRow]) -> Carte {
    let table = Table::new("Travaux qui se font tout seuls")
        .column(Column::new("nom", "Travail"))
        .column(Column::new("dernier", "Dernière fois"))
        .column(Column::new("prochain", "Prochaine fois"));
    let when = |at: Option<kernel::Instant>| at.map_or_else(|| "jamais encore".to_owned(), kernel::Instant::date_heure);
    let table = table.rows(rows.iter().map(|row| {
        Row::new().cell(house.registry().label(&row.name)).cell(when(row.last_at)).cell(row.next_at.date_heure())
    }));
    let card = Carte::new("Ce qui se fait tout seul").id("horaires");
    if rows.is_empty() {
        card.content(html! { p.discret { "Rien n’est prévu." } })
    } else {
        card.content(table.render())
    }
}
