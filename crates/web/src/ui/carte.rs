//! A card: one subject of a page, with its title, its gesture and its content.

use maud::{Markup, Render, html};

/// A section of a page.
#[derive(Debug, Clone)]
pub struct Carte {
    title: Option<String>,
    id: Option<String>,
    action: Option<Markup>,
    content: Markup,
    footer: Option<Markup>,
}

impl Carte {
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: Some(title.into()), ..Self::untitled() }
    }

    /// A card that the title of the page is enough for: a list, a form.
    pub fn untitled() -> Self {
        Self { title: None, id: None, action: None, content: html! {}, footer: None }
    }

    /// The anchor of the card.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// A gesture beside the title.
    #[must_use]
    pub fn action(mut self, action: impl Render) -> Self {
        self.action = Some(action.render());
        self
    }

    /// Adds to the content; called several times, it appends.
    #[must_use]
    pub fn content(mut self, content: impl Render) -> Self {
        content.render_to(&mut self.content.0);
        self
    }

    #[must_use]
    pub fn footer(mut self, footer: impl Render) -> Self {
        self.footer = Some(footer.render());
        self
    }
}

impl Render for Carte {
    fn render(&self) -> Markup {
        html! {
            section.carte id=[&self.id] {
                @if self.title.is_some() || self.action.is_some() {
                    header {
                        @if let Some(title) = &self.title { h2 { (title) } }
                        @if let Some(action) = &self.action { (action) }
                    }
                }
                (self.content)
                @if let Some(footer) = &self.footer { div.carte-pied { (footer) } }
            }
        }
    }
}
