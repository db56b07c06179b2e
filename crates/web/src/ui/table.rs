//! A table: columns, rows, a foot; below 62 rem each row becomes a card whose title is the first cell.

use maud::{Markup, Render, html};

use super::{Icon, ListState, icon};

/// A table. By itself it shows rows; a [`List`](super::List) gives it sorting, filters and pages.
#[derive(Debug, Clone)]
pub struct Table {
    caption: String,
    columns: Vec<Column>,
    rows: Vec<Row>,
    foot: Option<Row>,
    bulk: Option<Bulk>,
}

/// A column.
#[derive(Debug, Clone)]
pub struct Column {
    pub(super) key: &'static str,
    pub(super) libelle: String,
    pub(super) sortable: bool,
    numeric: bool,
}

/// A row: one cell a column, the first one being its name.
#[derive(Debug, Clone, Default)]
pub struct Row {
    cells: Vec<Markup>,
    urgent: bool,
    choice: Option<(String, String)>,
}

/// What can be done with several rows at once. Boxes post `choix=…` for each row, the button `geste=…`.
#[derive(Debug, Clone)]
pub struct Bulk {
    action: String,
    csrf: String,
    gestures: Vec<(String, String)>,
}

/// The order of a list, for the links of the headings.
pub(super) struct Sorting<'a> {
    pub state: &'a ListState,
    pub path: &'a str,
}

impl Column {
    /// `key` is the value of `tri` in the address.
    pub fn new(key: &'static str, libelle: impl Into<String>) -> Self {
        Self { key, libelle: libelle.into(), sortable: false, numeric: false }
    }

    #[must_use]
    pub fn sortable(mut self) -> Self {
        self.sortable = true;
        self
    }

    /// Figures: to the right, of equal width.
    #[must_use]
    pub fn numeric(mut self) -> Self {
        self.numeric = true;
        self
    }

    fn class(&self) -> Option<&'static str> {
        self.numeric.then_some("num")
    }
}

impl Row {
    pub fn new() -> Self {
        Self::default()
    }

    #[must_use]
    pub fn cell(mut self, content: impl Render) -> Self {
        self.cells.push(content.render());
        self
    }

    /// A brick edge: something is due on this row.
    #[must_use]
    pub fn urgent(mut self, urgent: bool) -> Self {
        self.urgent = urgent;
        self
    }

    /// The row can be chosen for a [`Bulk`]: what is sent, and the name of the thing chosen.
    #[must_use]
    pub fn choice(mut self, value: impl Into<String>, nom: impl Into<String>) -> Self {
        self.choice = Some((value.into(), nom.into()));
        self
    }
}

impl Bulk {
    pub fn new(action: impl Into<String>, csrf: impl Into<String>) -> Self {
        Self { action: action.into(), csrf: csrf.into(), gestures: Vec::new() }
    }

    /// A button: its verb, and the value of `geste` that it posts.
    #[must_use]
    pub fn gesture(mut self, verb: impl Into<String>, value: impl Into<String>) -> Self {
        self.gestures.push((verb.into(), value.into()));
        self
    }
}

impl Table {
    /// `caption` names the table for those who do not see it.
    pub fn new(caption: impl Into<String>) -> Self {
        Self { caption: caption.into(), columns: Vec::new(), rows: Vec::new(), foot: None, bulk: None }
    }

    #[must_use]
    pub fn column(mut self, column: Column) -> Self {
        self.columns.push(column);
        self
    }

    #[must_use]
    pub fn row(mut self, row: Row) -> Self {
        self.rows.push(row);
        self
    }

    #[must_use]
    pub fn rows(mut self, rows: impl IntoIterator<Item = Row>) -> Self {
        self.rows.extend(rows);
        self
    }

    /// The totals.
    #[must_use]
    pub fn foot(mut self, row: Row) -> Self {
        self.foot = Some(row);
        self
    }

    /// Rows can be chosen, and something done with them.
    #[must_use]
    pub fn bulk(mut self, bulk: Bulk) -> Self {
        self.bulk = Some(bulk);
        self
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub(super) fn sortable_columns(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(|column| column.sortable)
    }

    pub(super) fn draw(&self, sorting: Option<&Sorting>) -> Markup {
        let body = html! { tbody role="rowgroup" { @for row in &self.rows { (self.body_row(row)) } } };
        html! {
            div.cadre-table tabindex=[(!is_focusable(&body)).then_some("0")] {
                table.table.table-pile role="table" {
                    caption.visually-hidden { (self.caption) }
                    thead role="rowgroup" {
                        tr role="row" {
                            @if self.bulk.is_some() { td.cocher role="cell" { (check_all()) } }
                            @for column in &self.columns { (heading(column, sorting)) }
                        }
                    }
                    (body)
                    @if let Some(foot) = &self.foot { tfoot role="rowgroup" { (self.body_row(foot)) } }
                }
            }
            @if let Some(bulk) = &self.bulk { (bulk) }
        }
    }

    fn body_row(&self, row: &Row) -> Markup {
        html! {
            tr class=[row.urgent.then_some("urgent")] role="row" {
                @if self.bulk.is_some() { td.cocher role="cell" { @if let Some(choice) = &row.choice { (check(choice)) } } }
                @for (at, (column, cell)) in self.columns.iter().zip(&row.cells).enumerate() {
                    @if at == 0 { th class=[column.class()] scope="row" role="rowheader" { (cell) } }
                    @else { td class=[column.class()] role="cell" data-nom=(column.libelle) { (cell) } }
                }
            }
        }
    }
}

/// Whether the keyboard reaches the table by what it holds; else its frame, which may scroll, is reached itself.
fn is_focusable(body: &Markup) -> bool {
    ["<a ", "<button", "<input", "<select"].iter().any(|tag| body.0.contains(tag))
}

impl Render for Table {
    fn render(&self) -> Markup {
        self.draw(None)
    }
}

impl Render for Bulk {
    fn render(&self) -> Markup {
        html! {
            form.lot #lot method="post" action=(self.action) {
                input type="hidden" name="_csrf" value=(self.csrf);
                span.discret { "Avec la sélection\u{a0}:" }
                @for (verb, value) in &self.gestures {
                    button.btn.btn-secondaire.btn-petit type="submit" name="geste" value=(value) { (verb) }
                }
            }
        }
    }
}

fn heading(column: &Column, sorting: Option<&Sorting>) -> Markup {
    let Some(sorting) = sorting.filter(|_| column.sortable) else {
        return html! { th class=[column.class()] scope="col" role="columnheader" { (column.libelle) } };
    };
    let sorted = sorting.state.sort.as_deref() == Some(column.key);
    let (order, drawing) = match (sorted, sorting.state.desc) {
        (false, _) => (None, Icon::ChevronsUpDown),
        (true, false) => (Some("ascending"), Icon::ArrowUp),
        (true, true) => (Some("descending"), Icon::ArrowDown),
    };
    html! {
        th class=[column.class()] scope="col" role="columnheader" aria-sort=[order] {
            a href=(sorting.state.href_with_sort(sorting.path, column.key)) { (column.libelle) (icon(drawing)) }
        }
    }
}

fn check_all() -> Markup {
    html! { input type="checkbox" data-tout-cocher="choix" aria-label="Tout choisir" hidden; }
}

fn check((value, nom): &(String, String)) -> Markup {
    html! { input type="checkbox" name="choix" value=(value) form="lot" aria-label={ "Choisir " (nom) }; }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        Table::new("Collectivités")
            .column(Column::new("nom", "Nom").sortable())
            .column(Column::new("population", "Population").numeric())
            .row(Row::new().cell("<Albias>").cell("3\u{202f}302").choice("218200012", "Albias"))
    }

    #[test]
    fn cells_are_escaped_named_and_the_first_is_the_row_header() {
        let html = table().render().into_string();
        assert!(html.contains(r#"<th scope="row" role="rowheader">&lt;Albias&gt;</th>"#), "{html}");
        assert!(html.contains(r#"<td class="num" role="cell" data-nom="Population">"#), "{html}");
    }

    #[test]
    fn sorted_column_says_its_order_and_its_link_turns_it_round() {
        let state = ListState::from_query("tri=nom&etat=active");
        let html = table().draw(Some(&Sorting { state: &state, path: "/c" })).into_string();
        assert!(html.contains(r#"aria-sort="ascending""#));
        assert!(html.contains(r#"href="/c?etat=active&amp;tri=nom&amp;ordre=desc""#));
        assert!(!html.contains("tri=population"), "a column that cannot be sorted has no link");
    }

    #[test]
    fn chosen_rows_are_posted_with_the_gesture() {
        let html = table().bulk(Bulk::new("/relance", "jeton").gesture("Relancer", "relance")).render().into_string();
        assert!(html.contains(r#"value="218200012" form="lot" aria-label="Choisir Albias""#));
        assert!(html.contains(r#"name="geste" value="relance""#) && html.contains(r#"name="_csrf" value="jeton""#));
        assert!(!table().render().into_string().contains("checkbox"));
    }
}
