//! How a field is drawn: its frame (label, help, error) and the controls where one types.

use maud::{Markup, html};

use super::{Field, FormState, Icon, icon};

/// A field with its state and its id.
pub(super) struct Drawn<'a> {
    pub field: &'a Field,
    pub state: &'a FormState,
    pub id: String,
}

impl Drawn<'_> {
    /// What was typed, else the default.
    pub fn value(&self) -> &str {
        if self.state.is_submitted() { self.state.value(&self.field.name) } else { &self.field.default }
    }

    pub fn error(&self) -> Option<&str> {
        self.state.error(&self.field.name)
    }

    pub fn invalid(&self) -> Option<&'static str> {
        self.error().map(|_| "true")
    }

    /// The ids of what explains the field, for `aria-describedby`.
    pub fn described_by(&self) -> Option<String> {
        let help = self.field.help.as_ref().map(|_| format!("{}-aide", self.id));
        let error = self.error().map(|_| format!("{}-erreur", self.id));
        let ids: Vec<_> = help.into_iter().chain(error).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    /// The label's words.
    pub fn label(&self) -> Markup {
        html! { (self.field.label) @if self.field.optional { span.facultatif { " (facultatif)" } } }
    }

    pub fn explanations(&self) -> Markup {
        html! {
            @if let Some(help) = &self.field.help { p.aide-champ id={ (self.id) "-aide" } { (help) } }
            @if let Some(error) = self.error() {
                p.erreur-champ id={ (self.id) "-erreur" } {
                    (icon(Icon::CircleAlert)) span { span.visually-hidden { "Erreur\u{a0}: " } (error) }
                }
            }
        }
    }

    pub fn frame(&self, control: &Markup) -> Markup {
        html! {
            div.champ.invalide[self.error().is_some()] {
                label for=(self.id) { (self.label()) }
                (self.explanations())
                (control)
            }
        }
    }

    pub fn input(&self, kind: &str) -> Markup {
        let field = self.field;
        let input = html! {
            input.form-control.(field.width) type=(kind) id=(self.id) name=(field.name) value=(self.value())
                required[!field.optional] aria-describedby=[self.described_by()] aria-invalid=[self.invalid()]
                inputmode=[field.input_mode] autocomplete=[field.autocomplete] maxlength=[field.max_length] list=[field.list] disabled[field.disabled];
        };
        match field.suffix {
            Some(suffix) => html! { div.input-group.(field.width) { (input) span.input-group-text { (suffix) } } },
            None => input,
        }
    }

    pub fn password(&self) -> Markup {
        html! {
            div.input-group.(self.field.width) {
                input.form-control type="password" id=(self.id) name=(self.field.name) required[!self.field.optional]
                    aria-describedby=[self.described_by()] aria-invalid=[self.invalid()] autocomplete=[self.field.autocomplete];
                button.btn.btn-secondaire type="button" data-montrer aria-controls=(self.id) aria-pressed="false" hidden {
                    (icon(Icon::Eye)) "Afficher" span.visually-hidden { " le mot de passe" }
                }
            }
        }
    }

    pub fn textarea(&self, rows: u32) -> Markup {
        html! {
            textarea.form-control id=(self.id) name=(self.field.name) rows=(rows) required[!self.field.optional]
                aria-describedby=[self.described_by()] aria-invalid=[self.invalid()] maxlength=[self.field.max_length] disabled[self.field.disabled] {
                (self.value())
            }
        }
    }
}
