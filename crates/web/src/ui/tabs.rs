//! The faces of one thing, each a page: tabs that are links.

use kernel::nombre;
use maud::{Markup, Render, html};

/// Tabs; the page marks its own.
#[derive(Debug, Clone)]
pub struct Tabs {
    label: String,
    links: Vec<(String, String, Option<i64>)>,
    current: String,
}

impl Tabs {
    /// `label` names what the tabs show; `current` is the address of the current one.
    pub fn new(label: impl Into<String>, current: impl Into<String>) -> Self {
        Self { label: label.into(), links: Vec::new(), current: current.into() }
    }

    #[must_use]
    pub fn tab(mut self, libelle: impl Into<String>, href: impl Into<String>) -> Self {
        self.links.push((libelle.into(), href.into(), None));
        self
    }

    /// A tab that says how many things it holds.
    #[must_use]
    pub fn tab_count(mut self, libelle: impl Into<String>, href: impl Into<String>, count: i64) -> Self {
        self.links.push((libelle.into(), href.into(), Some(count)));
        self
    }
}

impl Render for Tabs {
    fn render(&self) -> Markup {
        html! {
            nav.onglets aria-label=(self.label) {
                ul {
                    @for (libelle, href, count) in &self.links {
                        li {
                            a href=(href) aria-current=[(*href == self.current).then_some("page")] {
                                (libelle)
                                @if let Some(count) = count { " " span.compte { (nombre(*count)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}
