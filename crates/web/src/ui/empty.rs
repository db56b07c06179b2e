//! An empty place: why there is nothing, and what to do next.

use maud::{Markup, Render, html};

use super::{Action, Icon, icon};

/// What stands where a list has nothing to show.
#[derive(Debug, Clone)]
pub struct Empty {
    title: String,
    next: Option<String>,
    icone: Icon,
    action: Option<Action>,
}

impl Empty {
    /// `title` says what is missing: « Aucune convention pour l’instant ».
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), next: None, icone: Icon::Inbox, action: None }
    }

    /// What to do next, in a sentence.
    #[must_use]
    pub fn next(mut self, sentence: impl Into<String>) -> Self {
        self.next = Some(sentence.into());
        self
    }

    #[must_use]
    pub fn icon(mut self, icone: Icon) -> Self {
        self.icone = icone;
        self
    }

    #[must_use]
    pub fn action(mut self, action: Action) -> Self {
        self.action = Some(action);
        self
    }
}

impl Render for Empty {
    fn render(&self) -> Markup {
        html! {
            div.vide {
                (icon(self.icone))
                b { (self.title) }
                @if let Some(next) = &self.next { p { (next) } }
                @if let Some(action) = &self.action { div.rang { (action) } }
            }
        }
    }
}
