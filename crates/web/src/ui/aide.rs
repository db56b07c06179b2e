//! Help on the page: one plain sentence and an example, for who does this once a year.

use maud::{Markup, Render, html};

use super::{Icon, icon};

/// A help box. Its title is a question that the person has: « Qu’est-ce qu’une annexe de recensement ? ».
#[derive(Debug, Clone)]
pub struct Aide {
    title: String,
    body: Markup,
}

impl Aide {
    /// `body` is one sentence or two, or any markup.
    pub fn new(title: impl Into<String>, body: impl Render) -> Self {
        Self { title: title.into(), body: html! { div { (body) } } }
    }

    /// An example, after the explanation.
    #[must_use]
    pub fn example(mut self, example: impl Render) -> Self {
        self.body = html! { (self.body) p { b { "Exemple\u{a0}: " } (example) } };
        self
    }
}

impl Render for Aide {
    fn render(&self) -> Markup {
        html! { div.aide { h2 { (icon(Icon::Lightbulb)) (self.title) } (self.body) } }
    }
}
