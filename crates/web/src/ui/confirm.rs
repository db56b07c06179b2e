//! The body of a confirmation page: the question, what will happen, the button that does it, the way back.

use maud::{Markup, Render, html};

/// A confirmation. The page works by itself; [`Action::danger`](super::Action::danger) opens it in a dialog.
#[derive(Debug, Clone)]
pub struct Confirm {
    question: String,
    consequence: Markup,
    action: String,
    csrf: String,
    button: String,
    cancel: String,
    danger: bool,
    values: Vec<(String, String)>,
}

impl Confirm {
    /// `question` is the whole question: « Résilier la convention d’Albias ? ».
    pub fn new(question: impl Into<String>, action: impl Into<String>, csrf: impl Into<String>) -> Self {
        Self {
            question: question.into(),
            consequence: html! {},
            action: action.into(),
            csrf: csrf.into(),
            button: "Confirmer".into(),
            cancel: "/".into(),
            danger: false,
            values: Vec::new(),
        }
    }

    /// What will happen, and whether it can be undone.
    #[must_use]
    pub fn consequence(mut self, consequence: impl Render) -> Self {
        self.consequence = consequence.render();
        self
    }

    /// The verb of the button: « Résilier », never « OK ».
    #[must_use]
    pub fn button(mut self, verb: impl Into<String>) -> Self {
        self.button = verb.into();
        self
    }

    /// Where to go without doing anything.
    #[must_use]
    pub fn cancel(mut self, href: impl Into<String>) -> Self {
        self.cancel = href.into();
        self
    }

    #[must_use]
    pub fn danger(mut self) -> Self {
        self.danger = true;
        self
    }

    /// A hidden value sent with the confirmation.
    #[must_use]
    pub fn value(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.values.push((name.into(), value.into()));
        self
    }
}

impl Render for Confirm {
    fn render(&self) -> Markup {
        let class = if self.danger { "btn btn-danger" } else { "btn btn-primary" };
        html! {
            section.confirmation data-confirmation {
                h2 #confirmation-titre { (self.question) }
                div { (self.consequence) }
                form method="post" action=(self.action) {
                    input type="hidden" name="_csrf" value=(self.csrf);
                    @for (name, value) in &self.values { input type="hidden" name=(name) value=(value); }
                    button class=(class) type="submit" { (self.button) }
                    a.btn.btn-secondaire href=(self.cancel) data-renoncer { "Ne rien changer" }
                }
            }
        }
    }
}
