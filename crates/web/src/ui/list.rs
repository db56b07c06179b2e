//! A list: filters above, the count, the exports, the table, the pages; or what to do when it is empty.

use kernel::nombre;
use maud::{Markup, Render, html};

use super::{
    Action, Choice, Empty, Icon, ListState, Table, icon,
    list_filters::{Filter, filters},
    pagination::pagination,
    table::Sorting,
};

/// A list of things, as its [`ListState`] says. It works without JavaScript; with it, it follows what one types.
#[derive(Debug, Clone)]
pub struct List<'a> {
    pub(super) state: &'a ListState,
    pub(super) path: String,
    pub(super) search: Option<String>,
    pub(super) period: bool,
    pub(super) filters: Vec<Filter>,
    pub(super) table: Table,
    total: i64,
    unit: (String, String),
    export: Option<String>,
    empty: Empty,
}

impl<'a> List<'a> {
    /// `path` is the address of the page that shows the list.
    pub fn new(state: &'a ListState, path: impl Into<String>, table: Table) -> Self {
        Self {
            state,
            path: path.into(),
            search: None,
            period: false,
            filters: Vec::new(),
            table,
            total: 0,
            unit: ("ligne".into(), "lignes".into()),
            export: None,
            empty: Empty::new("Il n’y a rien ici pour l’instant"),
        }
    }

    /// How many things there are in all, and their name: `total(205, "collectivité", "collectivités")`.
    #[must_use]
    pub fn total(mut self, total: i64, one: impl Into<String>, many: impl Into<String>) -> Self {
        self.total = total;
        self.unit = (one.into(), many.into());
        self
    }

    /// A search box; `label` says what is searched: « Nom ou SIREN ».
    #[must_use]
    pub fn search(mut self, label: impl Into<String>) -> Self {
        self.search = Some(label.into());
        self
    }

    /// Two days, `du` and `au`, between which the list stays.
    #[must_use]
    pub const fn period(mut self) -> Self {
        self.period = true;
        self
    }

    /// A filter; `all` is the words of no filter: « Tous les états ».
    #[must_use]
    pub fn filter(
        mut self,
        name: &'static str,
        label: impl Into<String>,
        all: impl Into<String>,
        choices: impl IntoIterator<Item = Choice>,
    ) -> Self {
        let choices = choices.into_iter().collect();
        self.filters.push(Filter { name, label: label.into(), all: all.into(), choices });
        self
    }

    /// The whole list as a file: `path?format=csv|xlsx|ods`, with the same filters and order.
    #[must_use]
    pub fn export(mut self, path: impl Into<String>) -> Self {
        self.export = Some(path.into());
        self
    }

    /// What stands there when nothing exists yet (not when filters hide everything: that is said by itself).
    #[must_use]
    pub fn empty(mut self, empty: Empty) -> Self {
        self.empty = empty;
        self
    }

    fn count(&self) -> String {
        let unit = if self.total < 2 { &self.unit.0 } else { &self.unit.1 };
        let pages = self.state.pages(self.total);
        let page = if pages > 1 { format!(", page {} sur {pages}", self.state.page) } else { String::new() };
        format!("{}\u{a0}{unit}{page}", nombre(self.total))
    }

    fn exports(&self, path: &str) -> Markup {
        let formats = [("csv", "CSV"), ("xlsx", "Excel"), ("ods", "LibreOffice")];
        html! {
            div.exports {
                span.discret { (icon(Icon::Download)) " Exporter\u{a0}:" }
                @for (format, nom) in formats {
                    a href=(self.state.href_export(path, format)) download { (nom) }
                }
            }
        }
    }

    fn nothing(&self) -> Markup {
        if !self.state.is_filtered() {
            return self.empty.render();
        }
        Empty::new("Rien ne correspond à cette recherche")
            .icon(Icon::Search)
            .next("Essayez un mot plus court, ou retirez un filtre.")
            .action(Action::link("Retirer les filtres", self.state.href_without_filters(&self.path)))
            .render()
    }
}

impl Render for List<'_> {
    fn render(&self) -> Markup {
        let sorting = Sorting { state: self.state, path: &self.path };
        html! {
            div #liste data-liste {
                (filters(self))
                div.liste-tete {
                    p data-compte role="status" { (self.count()) }
                    div.rang data-gestes {
                        @if self.state.is_filtered() && !self.table.is_empty() { a href=(self.state.href_without_filters(&self.path)) { "Retirer les filtres" } }
                        @if let Some(path) = &self.export { (self.exports(path)) }
                    }
                }
                div data-resultats {
                    @if self.table.is_empty() { (self.nothing()) } @else { (self.table.draw(Some(&sorting))) }
                    (pagination(self.state, &self.path, self.total))
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::{Column, Row};

    fn list(state: &ListState, rows: usize, total: i64) -> String {
        let table = Table::new("Collectivités").column(Column::new("nom", "Nom").sortable());
        let table = table.rows((0..rows).map(|at| Row::new().cell(at)));
        List::new(state, "/c", table)
            .total(total, "collectivité", "collectivités")
            .search("Nom ou SIREN")
            .filter("etat", "État", "Tous les états", [Choice::new("active", "Active")])
            .export("/c/export")
            .empty(Empty::new("Aucune collectivité").next("Importez-les."))
            .render()
            .into_string()
    }

    #[test]
    fn count_agrees_and_says_the_page() {
        assert!(list(&ListState::default(), 0, 0).contains("0\u{a0}collectivité<"));
        assert!(list(&ListState::default(), 1, 1).contains("1\u{a0}collectivité<"));
        let second = ListState::from_query("page=2");
        assert!(list(&second, 50, 1205).contains("1\u{202f}205\u{a0}collectivités, page 2 sur 25<"));
    }

    #[test]
    fn filters_hold_what_the_address_says_and_what_they_do_not_show() {
        let state = ListState::from_query("q=mon&etat=active&arrondissement=822&tri=nom&ordre=desc");
        let html = list(&state, 1, 1);
        assert!(html.contains(r#"value="mon""#) && html.contains(r#"<option value="active" selected>"#));
        assert!(html.contains(r#"<input type="hidden" name="arrondissement" value="822">"#));
        assert!(
            html.contains(r#"<option value="nom" selected>"#) && html.contains(r#"<option value="desc" selected>"#)
        );
        assert!(html.contains(
            "/c/export?q=mon&amp;etat=active&amp;arrondissement=822&amp;tri=nom&amp;ordre=desc&amp;format=ods"
        ));
    }

    #[test]
    fn empty_list_says_what_to_do_next() {
        assert!(list(&ListState::default(), 0, 0).contains("Importez-les."));
        let filtered = list(&ListState::from_query("q=zzz&tri=nom"), 0, 0);
        assert!(filtered.contains("Rien ne correspond") && filtered.contains(r#"href="/c?tri=nom""#));
    }
}
