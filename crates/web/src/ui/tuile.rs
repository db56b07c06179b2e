//! A figure that matters: its name, its value, what follows from it.

use maud::{Markup, Render, html};

/// A tile. At most one of a page is urgent: attention is rationed.
#[derive(Debug, Clone)]
pub struct Tuile {
    name: String,
    value: Markup,
    follow: Option<Markup>,
    urgent: bool,
}

impl Tuile {
    /// `value` is written as it is read: « 366 800 € », « 148 / 187 ».
    pub fn new(name: impl Into<String>, value: impl Render) -> Self {
        Self { name: name.into(), value: value.render(), follow: None, urgent: false }
    }

    /// What the figure means: « + 4,2 % sur 2020 ».
    #[must_use]
    pub fn follow(mut self, follow: impl Render) -> Self {
        self.follow = Some(follow.render());
        self
    }

    /// What to do about it.
    #[must_use]
    pub fn link(self, libelle: &str, href: &str) -> Self {
        self.follow(html! { a href=(href) { (libelle) } })
    }

    #[must_use]
    pub fn urgent(mut self, urgent: bool) -> Self {
        self.urgent = urgent;
        self
    }
}

impl Render for Tuile {
    fn render(&self) -> Markup {
        html! {
            div.tuile.urgent[self.urgent] {
                p.nom { (self.name) @if self.urgent { span.visually-hidden { " (urgent)" } } }
                p.valeur { (self.value) }
                @if let Some(follow) = &self.follow { p.suite { (follow) } }
            }
        }
    }
}

/// A row of tiles.
pub fn tuiles(tuiles: impl IntoIterator<Item = Tuile>) -> Markup {
    html! { ul.tuiles { @for tuile in tuiles { li { (tuile) } } } }
}
