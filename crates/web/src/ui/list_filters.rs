//! The filters of a list: a form that asks by the address; on a phone it also holds the order of the list.

use maud::{Markup, html};

use super::{Choice, List};

/// A select that restricts a list.
#[derive(Debug, Clone)]
pub(super) struct Filter {
    pub name: &'static str,
    pub label: String,
    pub all: String,
    pub choices: Vec<Choice>,
}

/// The names of the two days of a period, and their words.
const PERIOD: [(&str, &str); 2] = [("du", "Du"), ("au", "Au")];

pub(super) fn filters(list: &List) -> Markup {
    let sortable = list.table.sortable_columns().next().is_some();
    if list.search.is_none() && list.filters.is_empty() && !list.period && !sortable {
        return html! {};
    }
    html! {
        form.filtres method="get" action=(list.path) data-filtre role="search" aria-label="Filtrer la liste" {
            (kept(list))
            @if let Some(label) = &list.search {
                div.large {
                    label for="filtre-q" { (label) }
                    input.form-control #filtre-q type="search" name="q" value=(list.state.q) autocomplete="off";
                }
            }
            @if list.period {
                @for (name, label) in PERIOD { (day(list, name, label)) }
            }
            @for filter in &list.filters { (select(list, filter)) }
            @if sortable { (order(list)) }
            button.btn.btn-secondaire type="submit" { "Filtrer" }
        }
    }
}

fn day(list: &List, name: &str, label: &str) -> Markup {
    html! {
        div {
            label for={ "filtre-" (name) } { (label) }
            input.form-control id={ "filtre-" (name) } type="date" name=(name) value=(list.state.filter(name).unwrap_or_default());
        }
    }
}

fn select(list: &List, filter: &Filter) -> Markup {
    let chosen = list.state.filter(filter.name);
    html! {
        div {
            label for={ "filtre-" (filter.name) } { (filter.label) }
            select.form-select id={ "filtre-" (filter.name) } name=(filter.name) {
                option value="" { (filter.all) }
                @for choice in &filter.choices {
                    option value=(choice.value) selected[chosen == Some(choice.value.as_str())] { (choice.label) }
                }
            }
        }
    }
}

/// The order. Wide screens sort by the headings and hide these two, which still carry the order when one filters.
fn order(list: &List) -> Markup {
    let state = list.state;
    html! {
        div.tri {
            label for="filtre-tri" { "Trier par" }
            select.form-select #filtre-tri name="tri" {
                option value="" { "Ordre habituel" }
                @for column in list.table.sortable_columns() {
                    option value=(column.key) selected[state.sort.as_deref() == Some(column.key)] { (column.libelle) }
                }
            }
        }
        div.tri {
            label for="filtre-ordre" { "Ordre" }
            select.form-select #filtre-ordre name="ordre" {
                option value="" { "Croissant" }
                option value="desc" selected[state.desc] { "Décroissant" }
            }
        }
    }
}

/// Filters of the address that the form does not show stay.
fn kept(list: &List) -> Markup {
    let period = |name: &str| list.period && PERIOD.iter().any(|(day, _)| *day == name);
    let shown = |name: &str| period(name) || list.filters.iter().any(|filter| filter.name == name);
    html! {
        @for (name, value) in list.state.filters.iter().filter(|(name, _)| !shown(name)) {
            input type="hidden" name=(name) value=(value);
        }
    }
}
