//! Two texts side by side, part by part: what went away is struck, what came is marked.

use maud::{Markup, Render, html};
use web::ui::{Column, Row, Table};

use crate::domain::{Difference, Mot};

/// The table of what differs; `sides` names the two.
pub(super) fn table(changed: &[Difference], (before, after): (&str, &str)) -> Markup {
    if changed.is_empty() {
        return html! { p { "Les deux textes disent la même chose." } };
    }
    Table::new(format!("{before}, {after}"))
        .column(Column::new("champ", "Champ"))
        .column(Column::new("avant", before))
        .column(Column::new("apres", after))
        .rows(changed.iter().map(|d| {
            Row::new().cell(html! { b { (d.champ.libelle()) } }).cell(side(&d.avant, false)).cell(side(&d.apres, true))
        }))
        .render()
}

fn side(lines: &[Mot], new: bool) -> Markup {
    html! {
        @if lines.is_empty() { span.discret { "— rien —" } }
        @for mot in lines {
            div {
                @if mot.commun { span.discret { (mot.texte) } }
                @else if new { ins { (mot.texte) } }
                @else { del { (mot.texte) } }
            }
        }
    }
}
