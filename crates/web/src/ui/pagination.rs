//! The pages of a list: the first, the last, those around, and the neighbours.

use maud::{Markup, html};

use super::{Icon, ListState, icon};

pub(super) fn pagination(state: &ListState, path: &str, total: i64) -> Markup {
    let last = state.pages(total);
    if last < 2 {
        return html! {};
    }
    let link = |page: u32| state.href_with_page(path, page);
    html! {
        nav.pages.liste-pied aria-label="Pages de la liste" {
            ul {
                @if state.page > 1 {
                    li { a href=(link((state.page - 1).min(last))) rel="prev" { (icon(Icon::ChevronLeft)) "Précédente" } }
                }
                @for page in numbers(state.page, last) {
                    li {
                        @match page {
                            Some(page) => a href=(link(page)) aria-label={ "Page " (page) } aria-current=[(page == state.page).then_some("page")] { (page) },
                            None => span aria-hidden="true" { "…" },
                        }
                    }
                }
                @if state.page < last {
                    li { a href=(link(state.page + 1)) rel="next" { "Suivante" (icon(Icon::ChevronRight)) } }
                }
            }
        }
    }
}

/// The numbers to show: both ends, the current page and its neighbours, `None` where some are left out.
fn numbers(current: u32, last: u32) -> Vec<Option<u32>> {
    let mut numbers = Vec::new();
    let mut previous = 0;
    for page in 1..=last {
        if page != 1 && page != last && page.abs_diff(current) > 1 {
            continue;
        }
        if page > previous + 1 {
            // One page left out takes no more room than the dots.
            numbers.push((page == previous + 2).then_some(page - 1));
        }
        numbers.push(Some(page));
        previous = page;
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_and_neighbours_are_shown() {
        let shown = |current, last| {
            numbers(current, last).iter().map(|n| n.map_or("…".into(), |n| n.to_string())).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(shown(1, 3), "1 2 3");
        assert_eq!(shown(1, 20), "1 2 … 20");
        assert_eq!(shown(4, 20), "1 2 3 4 5 … 20");
        assert_eq!(shown(10, 20), "1 … 9 10 11 … 20");
    }

    #[test]
    fn single_page_has_no_pagination_and_a_page_beyond_the_end_leads_back() {
        let state = ListState::from_query("page=9");
        assert_eq!(pagination(&state, "/c", 12).into_string(), "");
        let html = pagination(&state, "/c", 120).into_string();
        assert!(html.contains(r#"href="/c?page=3" rel="prev""#) && !html.contains(r#"rel="next""#), "{html}");
    }
}
