//! The directory: every collectivité that this person follows, filtered, sorted, paged, exported.

use annuaire::{CollectiviteLigne, Taille, Visibles};
use axum::{
    extract::{Query, State},
    response::Response,
};
use db::{ListPage, ListRequest, Perimetre};
use editique::{Colonne, Tableau};
use kernel::{GenreCollectivite, nombre};
use maud::html;
use web::{
    Agent, House, WebError,
    ui::{Action, Aide, Carte, Choice, Column, Empty, Etat, Icon, List, ListState, Page, Row, Table},
};

use super::{
    fiche_cards::joindre,
    liste::{EXPORT_ROWS, Voulu, export, request},
};
use crate::droits::{Consulter, Gerer};

pub(super) const PATH: &str = "/centre/collectivites";

pub(super) async fn list(State(house): State<House>, agent: Agent<Consulter>) -> Result<Page, WebError> {
    let mut state = ListState::from_query(agent.query());
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let found =
        annuaire::collectivites::list(&mut tx, house.clock(), agent.droits.visibles(), &request(&state)).await?;
    let counts = counts(&mut tx, &house, &agent).await?;
    state.page = found.page;
    Ok(view(&house, &agent, &state, &found, counts))
}

/// How many active members this person follows, and how many of them are communes.
async fn counts(tx: &mut db::Tx, house: &House, agent: &Agent<Consulter>) -> Result<(u32, u32), WebError> {
    if agent.droits.visibles() != Visibles::Toutes {
        // Their own centre is among those they see, and is not a member.
        let seen = count(tx, house, agent, None).await?;
        return Ok((seen.saturating_sub(1), count(tx, house, agent, Some(GenreCollectivite::Commune)).await?));
    }
    let by_genre = annuaire::collectivites::count_by_genre(tx).await?;
    let communes =
        by_genre.iter().find(|(genre, _)| *genre == GenreCollectivite::Commune).map_or(0, |(_, count)| *count);
    Ok((by_genre.iter().map(|(_, count)| count).sum(), communes))
}

async fn count(
    tx: &mut db::Tx,
    house: &House,
    agent: &Agent<Consulter>,
    genre: Option<GenreCollectivite>,
) -> Result<u32, WebError> {
    let genre = genre.map(|genre| ("genre".to_owned(), genre.code().to_owned()));
    let filters = std::iter::once(("actif".to_owned(), "oui".to_owned())).chain(genre).collect();
    let request = ListRequest { filters, per_page: 1, ..ListRequest::default() };
    Ok(annuaire::collectivites::list(tx, house.clock(), agent.droits.visibles(), &request).await?.total)
}

pub(super) async fn download(
    State(house): State<House>,
    agent: Agent<Consulter>,
    Query(voulu): Query<Voulu>,
) -> Result<Response, WebError> {
    let asked = request(&ListState::from_query(agent.query()));
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let rows =
        annuaire::collectivites::export(&mut tx, house.clock(), agent.droits.visibles(), &asked, EXPORT_ROWS).await?;
    drop(tx);
    export(&house, "collectivites", tableau(&rows), voulu.format).await
}

fn view(
    house: &House,
    agent: &Agent<Consulter>,
    state: &ListState,
    found: &ListPage<CollectiviteLigne>,
    (followed, communes): (u32, u32),
) -> Page {
    let genres = GenreCollectivite::all().map(|g| Choice::new(g.code(), g.libelle()));
    let tailles = Taille::all().map(|t| Choice::new(t.code(), t.libelle()));
    let arrondissements = arrondissements(&agent.collectivite.fiche.departement).into_iter();
    let arrondissements = arrondissements.map(|(code, nom)| Choice::new(code, nom));
    let list = List::new(state, PATH, table(&found.rows))
        .total(i64::from(found.total), "collectivité", "collectivités")
        .search("Nom, SIREN, code INSEE ou postal")
        .filter("genre", "Type", "Tous les types", genres)
        .filter("arrondissement", "Arrondissement", "Tous les arrondissements", arrondissements)
        .filter("taille", "Taille", "Toutes les tailles", tailles)
        .filter(
            "actif",
            "Activité",
            "Actives ou non",
            [Choice::new("oui", "Actives"), Choice::new("non", "Désactivées")],
        )
        .export(format!("{PATH}/export"))
        .empty(empty(agent));
    let page = Page::new(&agent.shell(house), "Vos collectivités")
        .lead(lead(followed, communes))
        .content(html! { div.pile { (Carte::untitled().content(list)) (aide()) } });
    if !agent.can::<Gerer>() {
        return page;
    }
    page.action(Action::link("Importer", format!("{PATH}/import")).icon(Icon::Upload))
        .primary(Action::link("Ajouter une collectivité", format!("{PATH}/nouvelle")).icon(Icon::Plus))
}

fn lead(followed: u32, communes: u32) -> String {
    let plural = |n: u32, one: &str, many: &str| format!("{} {}", nombre(i64::from(n)), if n < 2 { one } else { many });
    match followed {
        0 => "Votre centre de gestion, et aucun adhérent pour l’instant.".to_owned(),
        _ => format!(
            "{}, dont {}, et votre centre de gestion.",
            plural(followed, "collectivité suivie", "collectivités suivies"),
            plural(communes, "commune", "communes")
        ),
    }
}

fn aide() -> Aide {
    Aide::new(
        "Comment retrouver une collectivité ?",
        "Écrivez un bout de son nom, sans vous soucier des accents, ou les premiers chiffres de son SIREN, de son code INSEE ou postal.",
    )
    .example("« st etienne » trouve Saint-Étienne-de-Tulmont.")
}

fn empty(agent: &Agent<Consulter>) -> Empty {
    let empty = Empty::new("Aucune collectivité pour l’instant").icon(Icon::Building2);
    if agent.can::<Gerer>() {
        empty
            .next(
                "Ajoutez-les une à une, ou importez d’un coup les communes et intercommunalités de votre département.",
            )
            .action(Action::link("Importer", format!("{PATH}/import")).icon(Icon::Upload))
    } else {
        empty.next("Demandez à un administrateur de compléter votre portefeuille.")
    }
}

/// The arrondissements of a département, numbered by INSEE from 1 after its code.
pub(super) fn arrondissements(departement: &str) -> Vec<(String, String)> {
    let named = |n: u8| {
        let code = format!("{departement}{n}");
        annuaire::national::arrondissement_nom(&code).map(|nom| (code, nom))
    };
    (1..=9).filter_map(named).collect()
}

fn table(rows: &[CollectiviteLigne]) -> Table {
    Table::new("Collectivités")
        .column(Column::new("nom", "Nom").sortable())
        .column(Column::new("genre", "Type").sortable())
        .column(Column::new("population", "Population totale").numeric().sortable())
        .column(Column::new("arrondissement", "Arrondissement"))
        .column(Column::new("contact", "Joindre"))
        .rows(rows.iter().map(row))
}

fn row(c: &CollectiviteLigne) -> Row {
    Row::new()
        .cell(html! {
            div {
                a href={ (PATH) "/" (c.siren) } { (c.nom) } br;
                span.discret { "SIREN\u{a0}" (c.siren.groupe()) }
                @if !c.actif { " " (Etat::neutre("Désactivée")) }
            }
        })
        .cell(c.genre.libelle())
        .cell(html! { @match c.population_totale { Some(n) => (nombre(i64::from(n))), None => span.discret { "inconnue" } } })
        .cell(html! { @match &c.arrondissement_nom { Some(nom) => (nom), None => span.discret { "—" } } })
        .cell(html! {
            @if c.telephone.is_none() && c.courriel.is_none() { span.discret { "à compléter" } }
            @else { (joindre(c.telephone.as_deref(), c.courriel.as_deref())) }
        })
}

fn tableau(rows: &[CollectiviteLigne]) -> Tableau {
    let colonnes = [
        Colonne::texte("siren"),
        Colonne::texte("nom"),
        Colonne::texte("genre"),
        Colonne::texte("code_insee"),
        Colonne::texte("departement"),
        Colonne::texte("arrondissement"),
        Colonne::texte("epci"),
        Colonne::texte("code_postal"),
        Colonne::texte("ville"),
        Colonne::texte("courriel"),
        Colonne::texte("telephone"),
        Colonne::entier("millesime"),
        Colonne::entier("population_totale"),
        Colonne::entier("population_municipale"),
        Colonne::texte("active"),
    ];
    let mut tableau = Tableau::new("Collectivités", colonnes);
    for c in rows {
        tableau.push([
            c.siren.to_string().into(),
            c.nom.as_str().into(),
            c.genre.libelle().into(),
            c.code_insee.map(|code| code.to_string()).into(),
            c.departement.as_str().into(),
            c.arrondissement_nom.clone().into(),
            c.epci.map(|siren| siren.to_string()).into(),
            c.code_postal.map(|code| code.to_string()).into(),
            c.ville.clone().into(),
            c.courriel.clone().into(),
            c.telephone.clone().into(),
            c.millesime.map(i64::from).into(),
            c.population_totale.into(),
            c.population_municipale.into(),
            if c.actif { "oui" } else { "non" }.into(),
        ]);
    }
    tableau
}
