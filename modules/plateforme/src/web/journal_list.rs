//! The journal: of every collectivité at the centre, of one in its own space.

use axum::{
    extract::{Query, State},
    response::Response,
};
use db::{ListPage, Tx, params};
use editique::{Colonne, Tableau};
use journal::LigneEcrite;
use kernel::CollectiviteId;
use maud::{Markup, html};
use web::{
    Agent, House, WebError,
    ui::{Action, Aide, Alert, Carte, Choice, Column, Empty, Icon, List, ListState, Page, Row, Table, Ton},
};

use super::{
    journal_show::path_of,
    liste::{EXPORT_ROWS, Voulu, export, latest_first},
    noms::{Noms, noms},
};
use crate::{
    droits::{ConsulterJournal, VerifierJournal},
    mots,
};

/// Which chains a page shows.
pub(super) enum Chaines {
    Toutes,
    Une(CollectiviteId),
    /// The collectivité typed in the filter is none that this person may see.
    Inconnue,
}

pub(super) async fn list(State(house): State<House>, agent: Agent<ConsulterJournal>) -> Result<Page, WebError> {
    let mut state = ListState::from_query(agent.query());
    let mut tx = house.db().read(agent.perimetre()).await?;
    let chaines = chaines(&mut tx, &agent, &state).await?;
    let found = read(&mut tx, &chaines, &state).await?;
    state.page = found.page;
    let noms = if agent.is_centre() {
        noms(&mut tx, found.rows.iter().map(|l| l.collectivite_id)).await?
    } else {
        Noms::default()
    };
    Ok(view(&house, &agent, &state, &chaines, &found, &noms))
}

/// The same lines as a table.
pub(super) async fn download(
    State(house): State<House>,
    agent: Agent<ConsulterJournal>,
    Query(voulu): Query<Voulu>,
) -> Result<Response, WebError> {
    let state = ListState::from_query(agent.query());
    let mut tx = house.db().read(agent.perimetre()).await?;
    let lignes: Vec<LigneEcrite> = match chaines(&mut tx, &agent, &state).await? {
        Chaines::Toutes => journal::LIST_CENTRE.all(&mut tx, params![], &asked(&state), EXPORT_ROWS).await?,
        Chaines::Une(id) => journal::LIST.all(&mut tx, params![id], &asked(&state), EXPORT_ROWS).await?,
        Chaines::Inconnue => Vec::new(),
    };
    drop(tx);
    export(&house, "journal", tableau(&lignes), voulu.format).await
}

/// The whole chain of one collectivité, which is verified without the database.
pub(super) async fn chain(State(house): State<House>, agent: Agent<ConsulterJournal>) -> Result<Response, WebError> {
    let state = ListState::from_query(agent.query());
    let mut tx = house.db().read(agent.perimetre()).await?;
    let id = match chaines(&mut tx, &agent, &state).await? {
        Chaines::Une(id) => id,
        Chaines::Toutes => agent.id(),
        Chaines::Inconnue => return Err(WebError::NotFound),
    };
    let collectivite = annuaire::collectivites::find(&mut tx, id).await?.ok_or(WebError::NotFound)?;
    let text = journal::write_export(&mut tx, id).await?;
    let file = format!("journal-{}-{}.jsonl", collectivite.fiche.siren, house.clock().today());
    Ok(super::liste::attachment(&file, "application/x-ndjson", text))
}

/// A member reads its own chain. At the centre: the one asked, all for who sees everybody, else the centre's own.
pub(super) async fn chaines<P>(tx: &mut Tx, agent: &Agent<P>, state: &ListState) -> Result<Chaines, WebError> {
    if !agent.is_centre() {
        return Ok(Chaines::Une(agent.id()));
    }
    if let Some(typed) = state.filter("collectivite") {
        let Ok(siren) = typed.parse() else { return Ok(Chaines::Inconnue) };
        let found = annuaire::collectivites::find_by_siren(tx, siren).await?;
        let seen = found.filter(|c| agent.droits.sees(c.id));
        return Ok(seen.map_or(Chaines::Inconnue, |c| Chaines::Une(c.id)));
    }
    Ok(if agent.droits.visibles() == annuaire::Visibles::Toutes { Chaines::Toutes } else { Chaines::Une(agent.id()) })
}

async fn read(tx: &mut Tx, chaines: &Chaines, state: &ListState) -> Result<ListPage<LigneEcrite>, WebError> {
    Ok(match chaines {
        Chaines::Toutes => journal::LIST_CENTRE.page(tx, params![], &asked(state)).await?,
        Chaines::Une(id) => journal::LIST.page(tx, params![*id], &asked(state)).await?,
        Chaines::Inconnue => ListPage { rows: Vec::new(), total: 0, page: 1, pages: 1 },
    })
}

/// The collectivité has become a chain.
fn asked(state: &ListState) -> db::ListRequest {
    let mut asked = latest_first(state);
    asked.filters.retain(|(name, _)| name != "collectivite");
    asked
}

fn view(
    house: &House,
    agent: &Agent<ConsulterJournal>,
    state: &ListState,
    chaines: &Chaines,
    found: &ListPage<LigneEcrite>,
    noms: &Noms,
) -> Page {
    let path = path(agent);
    let title = if agent.is_centre() { "Qui a fait quoi" } else { "Qui a fait quoi dans votre collectivité" };
    let list = List::new(state, &path, table(agent, &path, found, noms))
        .total(i64::from(found.total), "ligne", "lignes")
        .search("Objet, personne ou action")
        .period()
        .filter(
            "objet",
            "Objet",
            "Tous les objets",
            mots::OBJETS.iter().map(|code| Choice::new(*code, mots::nom(code))),
        )
        .export(format!("{path}/export"))
        .empty(
            Empty::new("Rien n’est encore écrit ici")
                .next("Chaque création, modification ou suppression y laissera une ligne.")
                .icon(Icon::ScrollText),
        );
    let unknown = "Aucune collectivité que vous suivez n’a ce SIREN : écrivez ses neuf chiffres.";
    let file = Action::link(chain_name(chaines, agent), state.href(&format!("{path}/chaine")));
    let card = Carte::untitled();
    let card = if agent.is_centre() { card.content(criteria(state, &path)) } else { card };
    let page = Page::new(&agent.shell(house), title)
        .lead(lead(found.total))
        .action(file.icon(Icon::Download).download())
        .content(html! {
            @if matches!(chaines, Chaines::Inconnue) { (Alert::new(Ton::Attention, unknown)) }
            div.pile { (card.content(list)) (aide()) }
        });
    if agent.is_centre() && agent.can::<VerifierJournal>() {
        page.primary(Action::link("Vérifier la chaîne", "/centre/journal/verification").icon(Icon::BadgeCheck))
    } else {
        page
    }
}

/// Which chain the link gives.
fn chain_name<P>(chaines: &Chaines, agent: &Agent<P>) -> &'static str {
    match chaines {
        Chaines::Toutes => "Télécharger la chaîne du centre",
        Chaines::Une(id) if *id == agent.id() && agent.is_centre() => "Télécharger la chaîne du centre",
        Chaines::Une(_) | Chaines::Inconnue => "Télécharger la chaîne",
    }
}

fn path<P>(agent: &Agent<P>) -> String {
    if agent.is_centre() {
        "/centre/journal".to_owned()
    } else {
        format!("/c/{}/journal", agent.collectivite.fiche.siren)
    }
}

fn lead(total: u32) -> String {
    match total {
        0 => "Aucune ligne.".to_owned(),
        1 => "Une ligne, chaînée : si quelqu’un la changeait, cela se verrait.".to_owned(),
        _ => format!(
            "{} lignes, chaînées une à une : si quelqu’un en changeait une, cela se verrait.",
            kernel::nombre(i64::from(total))
        ),
    }
}

fn aide() -> Aide {
    Aide::new(
        "À quoi sert le journal ?",
        "Chaque changement y laisse une ligne : qui, quand, quoi, avant et après. Rien ne s’y efface.",
    )
    .example("pour savoir qui a changé le téléphone d’une mairie, cherchez son nom, puis ouvrez la ligne.")
}

/// The collectivité, at the centre: what the filters of the list cannot hold.
fn criteria(state: &ListState, path: &str) -> Markup {
    let kept = state.filters.iter().filter(|(name, _)| name != "collectivite");
    html! {
        form.filtres method="get" action=(path) aria-label="Choisir une collectivité" {
            @for (name, value) in kept { input type="hidden" name=(name) value=(value); }
            @if !state.q.is_empty() { input type="hidden" name="q" value=(state.q); }
            div {
                label for="journal-collectivite" { "SIREN de la collectivité" }
                input.form-control #journal-collectivite name="collectivite" value=(state.filter("collectivite").unwrap_or_default()) inputmode="numeric" autocomplete="off";
            }
            button.btn.btn-secondaire type="submit" { "Appliquer" }
        }
    }
}

fn table<P>(agent: &Agent<P>, path: &str, found: &ListPage<LigneEcrite>, noms: &Noms) -> Table {
    let mut table = Table::new("Lignes du journal").column(Column::new("action", "Ce qui a été fait"));
    table = table.column(Column::new("date", "Quand").sortable()).column(Column::new("qui", "Par qui"));
    if agent.is_centre() {
        table = table.column(Column::new("collectivite", "Collectivité"));
    }
    table.rows(found.rows.iter().map(|ligne| {
        let row = Row::new()
            .cell(html! { div { a href=(path_of(path, agent.is_centre(), ligne)) { (mots::geste(&ligne.action)) } br; span.discret { (ligne.libelle) } } })
            .cell(ligne.fait_le.date_heure())
            .cell(qui(ligne));
        if agent.is_centre() { row.cell(noms.nom(ligne.collectivite_id)) } else { row }
    }))
}

/// Both names when somebody acted for another.
pub(super) fn qui(ligne: &LigneEcrite) -> String {
    match &ligne.au_nom_de_nom {
        Some(pour) => format!("{} (pour {pour})", ligne.nom),
        None => ligne.nom.clone(),
    }
}

fn tableau(lignes: &[LigneEcrite]) -> Tableau {
    let colonnes = ["Quand", "Par qui", "Pour qui", "Action", "Objet", "Avant", "Après", "Empreinte"];
    let mut tableau = Tableau::new("Journal", colonnes.map(Colonne::texte));
    for l in lignes {
        tableau.push([
            l.fait_le.date_heure().into(),
            l.nom.as_str().into(),
            l.au_nom_de_nom.clone().into(),
            mots::geste(&l.action).into(),
            l.libelle.as_str().into(),
            l.avant.clone().into(),
            l.apres.clone().into(),
            l.empreinte.as_str().into(),
        ]);
    }
    tableau
}
