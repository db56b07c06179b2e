//! Where the page stands: the pages above it, each a link.

use maud::{Markup, Render, html};

/// The pages above the current one, the highest first.
#[derive(Debug, Clone, Default)]
pub struct Breadcrumb {
    above: Vec<(String, String)>,
}

impl Breadcrumb {
    pub fn new() -> Self {
        Self::default()
    }

    /// One page above, from the highest to the nearest.
    #[must_use]
    pub fn link(mut self, libelle: impl Into<String>, href: impl Into<String>) -> Self {
        self.above.push((libelle.into(), href.into()));
        self
    }
}

impl Render for Breadcrumb {
    fn render(&self) -> Markup {
        html! {
            nav.ariane aria-label="Fil d’Ariane" {
                ol { @for (libelle, href) in &self.above { li { a href=(href) { (libelle) } } } }
            }
        }
    }
}
