//! What can stay folded until one asks for it.

use maud::{Markup, Render, html};

/// A folded content under its summary.
pub fn details(summary: &str, content: impl Render) -> Markup {
    html! { details.details { summary { (summary) } div { (content) } } }
}
