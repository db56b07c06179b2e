//! A page without an account: the mark, one column, the thing to do.

use axum::response::{IntoResponse, Response};
use maud::{Markup, Render, html};

use super::{
    Flash, Theme, alert,
    head::{Head, document},
    marque,
};

/// A page for somebody who is not signed in: signing in, choosing a password, the simulator.
#[derive(Debug, Clone)]
pub struct PublicPage {
    head: Head,
    lead: Option<Markup>,
    flash: Option<Flash>,
    wide: bool,
    content: Markup,
    footer: Option<Markup>,
}

impl PublicPage {
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            head: Head { title: title.into(), ..Head::default() },
            lead: None,
            flash: None,
            wide: false,
            content: html! {},
            footer: None,
        }
    }

    /// The sentence under the title.
    #[must_use]
    pub fn lead(mut self, sentence: impl Render) -> Self {
        self.lead = Some(sentence.render());
        self
    }

    #[must_use]
    pub fn flash(mut self, flash: Option<Flash>) -> Self {
        self.flash = flash;
        self
    }

    #[must_use]
    pub fn theme(mut self, theme: Theme) -> Self {
        self.head.theme = theme;
        self
    }

    /// As wide as a page with tables, for the simulator; the content then brings its own cards.
    #[must_use]
    pub fn wide(mut self) -> Self {
        self.wide = true;
        self
    }

    /// Adds to the content; called several times, it appends.
    #[must_use]
    pub fn content(mut self, content: impl Render) -> Self {
        content.render_to(&mut self.content.0);
        self
    }

    /// A line below: who runs this, whom to call.
    #[must_use]
    pub fn footer(mut self, footer: impl Render) -> Self {
        self.footer = Some(footer.render());
        self
    }

    fn body(&self) -> Markup {
        html! {
            a.evitement href="#contenu" { "Aller au contenu" }
            div.parvis.large[self.wide] {
                header { (marque("/")) }
                main #contenu tabindex="-1" .seuil[!self.wide] {
                    h1 { (self.head.title) }
                    @if let Some(lead) = &self.lead { p.phrase { (lead) } }
                    div.corps {
                        @if let Some(flash) = &self.flash { (alert::Alert::new(flash.ton, &flash.texte)) }
                        (self.content)
                    }
                }
                @if let Some(footer) = &self.footer { footer { p { (footer) } } }
            }
        }
    }
}

impl Render for PublicPage {
    fn render(&self) -> Markup {
        document(&self.head, &self.body())
    }
}

impl IntoResponse for PublicPage {
    fn into_response(self) -> Response {
        self.render().into_response()
    }
}
