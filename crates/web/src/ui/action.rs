//! Gestures: links that look like buttons, one-button forms, a value to copy, the page to print.

use maud::{Markup, Render, html};

use super::{Icon, icon};

/// A link to where something is done.
#[derive(Debug, Clone)]
pub struct Action {
    libelle: String,
    href: String,
    icone: Option<Icon>,
    class: &'static str,
    /// The target is a [`Confirm`](super::Confirm) page, opened in place when JavaScript runs.
    dialog: bool,
    /// The target is a file to keep, not a page to read.
    download: bool,
}

impl Action {
    pub fn link(libelle: impl Into<String>, href: impl Into<String>) -> Self {
        let (libelle, href) = (libelle.into(), href.into());
        Self { libelle, href, icone: None, class: "btn btn-secondaire", dialog: false, download: false }
    }

    /// A dangerous gesture: `href` is its [`Confirm`](super::Confirm) page, which opens in place when it can.
    pub fn danger(libelle: impl Into<String>, href: impl Into<String>) -> Self {
        Self { class: "btn btn-danger", dialog: true, ..Self::link(libelle, href) }
    }

    /// A gesture that needs a word of confirmation without being dangerous.
    #[must_use]
    pub fn confirmed(mut self) -> Self {
        self.dialog = true;
        self
    }

    #[must_use]
    pub fn icon(mut self, icone: Icon) -> Self {
        self.icone = Some(icone);
        self
    }

    /// Smaller and quieter, for a line of a table.
    #[must_use]
    pub fn quiet(mut self) -> Self {
        self.class = "btn btn-discret btn-petit";
        self
    }

    #[must_use]
    pub fn download(mut self) -> Self {
        self.download = true;
        self
    }

    pub(super) fn into_primary(mut self) -> Self {
        self.class = "btn btn-primary";
        self
    }
}

impl Render for Action {
    fn render(&self) -> Markup {
        html! {
            a class=(self.class) href=(self.href) data-dialogue[self.dialog] download[self.download] {
                @if let Some(icone) = self.icone { (icon(icone)) }
                (self.libelle)
            }
        }
    }
}

/// A form of one button: an act without any question. What destroys goes through [`Action::danger`] instead.
#[derive(Debug, Clone)]
pub struct ActionButton {
    libelle: String,
    action: String,
    csrf: String,
    icone: Option<Icon>,
    class: &'static str,
    values: Vec<(String, String)>,
    context: Option<String>,
}

impl ActionButton {
    pub fn new(libelle: impl Into<String>, action: impl Into<String>, csrf: impl Into<String>) -> Self {
        Self {
            libelle: libelle.into(),
            action: action.into(),
            csrf: csrf.into(),
            icone: None,
            class: "btn btn-secondaire",
            values: Vec::new(),
            context: None,
        }
    }

    #[must_use]
    pub fn icon(mut self, icone: Icon) -> Self {
        self.icone = Some(icone);
        self
    }

    #[must_use]
    pub fn primary(mut self) -> Self {
        self.class = "btn btn-primary";
        self
    }

    #[must_use]
    pub fn danger(mut self) -> Self {
        self.class = "btn btn-danger";
        self
    }

    /// Smaller and quieter, for a line of a table.
    #[must_use]
    pub fn quiet(mut self) -> Self {
        self.class = "btn btn-discret btn-petit";
        self
    }

    /// A hidden value sent with the gesture.
    #[must_use]
    pub fn value(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.values.push((name.into(), value.into()));
        self
    }

    /// What the gesture is about, said to those who do not see the line: « Albias » after « Relancer ».
    #[must_use]
    pub fn context(mut self, context: impl Into<String>) -> Self {
        self.context = Some(context.into());
        self
    }
}

impl Render for ActionButton {
    fn render(&self) -> Markup {
        html! {
            form.action method="post" action=(self.action) {
                input type="hidden" name="_csrf" value=(self.csrf);
                @for (name, value) in &self.values { input type="hidden" name=(name) value=(value); }
                button class=(self.class) type="submit" {
                    @if let Some(icone) = self.icone { (icon(icone)) }
                    (self.libelle)
                    @if let Some(context) = &self.context { span.visually-hidden { " " (context) } }
                }
            }
        }
    }
}

/// A value that one may copy (a token, an address): the button comes with JavaScript.
pub fn copyable(value: &str) -> Markup {
    html! {
        span.copie {
            code { (value) }
            button.btn.btn-discret.btn-petit type="button" data-copie=(value) hidden {
                (icon(Icon::Copy)) span data-libelle { "Copier" }
            }
        }
    }
}

/// « Imprimer », shown when JavaScript runs; the browser's own command prints the same.
pub fn print_button() -> Markup {
    html! { button.btn.btn-secondaire type="button" data-imprimer hidden { (icon(Icon::Printer)) "Imprimer" } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_button_form_posts_with_its_token() {
        let button =
            ActionButton::new("Relancer", "/travaux/1/relance", "jeton").value("motif", "a\"b").context("Albias");
        let html = button.render().into_string();
        assert!(html.contains(r#"method="post" action="/travaux/1/relance""#));
        assert!(html.contains(r#"name="_csrf" value="jeton""#) && html.contains("a&quot;b"));
        assert!(html.contains(r#"<span class="visually-hidden"> Albias</span>"#));
    }

    #[test]
    fn danger_leads_to_its_confirmation() {
        let html = Action::danger("Supprimer", "/actes/1/suppression").render().into_string();
        assert!(html.contains("data-dialogue") && html.contains(r#"href="/actes/1/suppression""#));
    }
}
