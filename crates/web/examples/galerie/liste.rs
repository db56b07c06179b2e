//! A list of 205 members: search, filter, sort, pages, choices; and an empty one.

use axum::extract::RawQuery;
use kernel::{fold, nombre};
use maud::html;
use web::ui::{Action, Breadcrumb, Bulk, Carte, Choice, Column, Empty, Etat, Icon, List, ListState, Page, Row, Table};

const PATH: &str = "/liste";
const NAMES: [&str; 8] = [
    "Albias",
    "Bressols",
    "Caussade",
    "Grisolles",
    "L’Honor-de-Cos",
    "Lafrançaise",
    "Montauban",
    "Saint-Étienne-de-Tulmont",
];

struct Member {
    nom: String,
    population: i64,
    etat: usize,
}

pub async fn show(RawQuery(query): RawQuery) -> Page {
    let state = ListState::from_query(&query.unwrap_or_default());
    let found = find(&state);
    let rows = found
        .iter()
        .skip(usize::try_from(state.offset()).unwrap_or(0))
        .take(usize::try_from(state.limit()).unwrap_or(0));
    let total = i64::try_from(found.len()).unwrap_or(0);
    let list = List::new(&state, PATH, table().rows(rows.map(row)))
        .search("Nom ou SIREN")
        .filter("etat", "État", "Tous les états", (0..4).map(|etat| Choice::new(etat.to_string(), word(etat))))
        .total(total, "collectivité", "collectivités")
        .export("/liste/export");
    Page::new(&super::shell(PATH), "Collectivités adhérentes")
        .lead("205 adhérents, dont 195 communes et 10 intercommunalités.")
        .breadcrumb(Breadcrumb::new().link("Tableau de bord", "/").link("Adhérents", "/liste"))
        .primary(Action::link("Ajouter une collectivité", "/formulaire").icon(Icon::Plus))
        .action(Action::link("Importer un fichier", "/formulaire").icon(Icon::Upload))
        .content(Carte::untitled().content(list))
}

pub async fn show_empty() -> Page {
    let state = ListState::default();
    let empty = Empty::new("Aucune convention pour l’instant")
        .next("Ajoutez la première, ou importez la liste de vos adhérents depuis un tableur.")
        .action(Action::link("Ajouter une convention", "/formulaire"));
    let list = List::new(&state, "/liste-vide", Table::new("Conventions").column(Column::new("nom", "Nom")))
        .total(0, "convention", "conventions")
        .empty(empty);
    Page::new(&super::shell("/liste-vide"), "Conventions").content(Carte::untitled().content(list))
}

fn table() -> Table {
    Table::new("Collectivités adhérentes")
        .column(Column::new("nom", "Nom").sortable())
        .column(Column::new("contact", "Référent"))
        .column(Column::new("population", "Population").sortable().numeric())
        .column(Column::new("montant", "État 2021").numeric())
        .column(Column::new("etat", "Convention").sortable())
        .bulk(Bulk::new("/liste/choix", "jeton").gesture("Relancer", "relance").gesture("Exporter", "export"))
}

fn row(member: &Member) -> Row {
    let etat = match member.etat {
        0 => Etat::fait(word(0)),
        1 => Etat::attente(word(1)),
        2 => Etat::refus(word(2)),
        _ => Etat::neutre(word(3)),
    };
    Row::new()
        .cell(html! { a href="/composants" { (member.nom) } })
        .cell("Marie-Hélène Delbosc-Laurençon")
        .cell(nombre(member.population))
        .cell(format!("{},50\u{a0}€", nombre(member.population / 3)))
        .cell(etat)
        .choice(member.nom.clone(), member.nom.clone())
        .urgent(member.etat == 2)
}

fn word(etat: usize) -> &'static str {
    ["En vigueur", "À renouveler", "Échue", "Brouillon"][etat % 4]
}

fn find(state: &ListState) -> Vec<Member> {
    let words = fold(&state.q);
    let mut found: Vec<_> = members()
        .filter(|member| fold(&member.nom).contains(&words))
        .filter(|member| state.filter("etat").is_none_or(|etat| etat == member.etat.to_string()))
        .collect();
    match state.sort.as_deref() {
        Some("nom") => found.sort_by_key(|member| fold(&member.nom)),
        Some("population") => found.sort_by_key(|member| member.population),
        Some("etat") => found.sort_by_key(|member| member.etat),
        _ => {}
    }
    if state.desc {
        found.reverse();
    }
    found
}

fn members() -> impl Iterator<Item = Member> {
    (0..205_usize).map(|n| Member {
        nom: format!("{} {}", NAMES[n % NAMES.len()], n + 1),
        population: i64::try_from(n * n % 997 * 13 + 84).unwrap_or(0),
        etat: n * n % 7 % 4,
    })
}
