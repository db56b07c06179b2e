//! Facts about one thing: a name and its value, line by line.

use maud::{Markup, Render, html};

/// A list of facts.
#[derive(Debug, Clone, Default)]
pub struct Definitions {
    facts: Vec<(String, Markup)>,
}

impl Definitions {
    pub fn new() -> Self {
        Self::default()
    }

    #[must_use]
    pub fn fact(mut self, name: impl Into<String>, value: impl Render) -> Self {
        self.facts.push((name.into(), value.render()));
        self
    }

    /// A fact that may be unknown: shown as a dash.
    #[must_use]
    pub fn fact_or_dash(self, name: impl Into<String>, value: Option<impl Render>) -> Self {
        match value {
            Some(value) => self.fact(name, value),
            None => self.fact(name, html! { span.discret { "—" span.visually-hidden { " non renseigné" } } }),
        }
    }
}

impl Render for Definitions {
    fn render(&self) -> Markup {
        html! { dl.definitions { @for (name, value) in &self.facts { div { dt { (name) } dd { (value) } } } } }
    }
}
