//! Choosing a collectivité: a search, and one link a row. Wherever somebody must say « for whom ».

use annuaire::{CollectiviteLigne, Visibles, collectivites, nom};
use db::{ListPage, Tx};
use kernel::GenreCollectivite;
use maud::{Markup, html};
use web::{
    House, WebError,
    ui::{Choice, Column, Empty, Icon, List, ListState, Row, Table},
};

use super::liste;

/// A page of the collectivités that may be chosen.
pub(super) async fn load(
    tx: &mut Tx,
    house: &House,
    visibles: Visibles,
    state: &ListState,
) -> Result<ListPage<CollectiviteLigne>, WebError> {
    Ok(collectivites::list(tx, house.clock(), visibles, &liste::request(state)).await?)
}

/// `path` is the page itself; `href` leads on with the chosen one.
pub(super) fn chooser(
    state: &ListState,
    path: &str,
    found: &ListPage<CollectiviteLigne>,
    href: impl Fn(&CollectiviteLigne) -> String,
) -> Markup {
    let rows = found.rows.iter().map(|collectivite| {
        Row::new()
            .cell(html! { a href=(href(collectivite)) { (nom::nom_complet(collectivite.genre, &collectivite.nom)) } })
            .cell(collectivite.genre.libelle())
            .cell(collectivite.siren.to_string())
            .cell(collectivite.ville.as_deref().unwrap_or_default())
    });
    let table = Table::new("Collectivités à choisir")
        .column(Column::new("nom", "Collectivité").sortable())
        .column(Column::new("genre", "Genre").sortable())
        .column(Column::new("siren", "SIREN"))
        .column(Column::new("ville", "Ville"))
        .rows(rows);
    let shown = ListState { page: found.page, ..state.clone() };
    html! {
        (List::new(&shown, path, table)
            .total(i64::from(found.total), "collectivité", "collectivités")
            .search("Nom, ville, SIREN ou code postal")
            .filter("genre", "Genre", "Tous les genres", GenreCollectivite::all().map(|g| Choice::new(g.code(), g.libelle())))
            .empty(Empty::new("Aucune collectivité").icon(Icon::Building2).next("Elles s’importent depuis la page «\u{a0}Collectivités\u{a0}».")))
    }
}
