//! A message in the flow of the page: information, success, attention, error.

use maud::{Markup, Render, html};

use super::{Icon, icon};

/// The tone of a message; it has a word for screen readers, an icon and a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ton {
    Info,
    Succes,
    Attention,
    Erreur,
}

impl Ton {
    const fn signs(self) -> (&'static str, &'static str, Icon) {
        match self {
            Self::Info => ("info", "Information\u{a0}: ", Icon::Info),
            Self::Succes => ("succes", "Succès\u{a0}: ", Icon::CircleCheck),
            Self::Attention => ("attention", "Attention\u{a0}: ", Icon::TriangleAlert),
            Self::Erreur => ("erreur", "Erreur\u{a0}: ", Icon::CircleAlert),
        }
    }
}

/// A message. Success and information are announced politely, an error at once.
#[derive(Debug, Clone)]
pub struct Alert {
    ton: Ton,
    body: Markup,
}

impl Alert {
    pub fn new(ton: Ton, body: impl Render) -> Self {
        Self { ton, body: body.render() }
    }
}

impl Render for Alert {
    fn render(&self) -> Markup {
        let (class, word, drawing) = self.ton.signs();
        let role = if self.ton == Ton::Erreur { "alert" } else { "status" };
        html! {
            div.alerte.(class) role=(role) {
                (icon(drawing))
                div { span.visually-hidden { (word) } (self.body) }
            }
        }
    }
}
