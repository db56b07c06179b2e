//! A field of a form: label, help under it, error under that, then the control.

use maud::{Markup, Render, html};

use super::{FormState, field_choice, field_drawn::Drawn, field_file};

/// A field. It must be filled unless [`optional`](Self::optional) says otherwise, and the label then says so.
#[derive(Debug, Clone)]
pub struct Field {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) control: Control,
    pub(super) help: Option<Markup>,
    pub(super) optional: bool,
    pub(super) default: String,
    pub(super) width: &'static str,
    pub(super) suffix: Option<&'static str>,
    pub(super) autocomplete: Option<&'static str>,
    pub(super) input_mode: Option<&'static str>,
    pub(super) max_length: Option<u32>,
    pub(super) list: Option<&'static str>,
    pub(super) disabled: bool,
}

/// What one fills.
#[derive(Debug, Clone)]
pub(super) enum Control {
    Input(&'static str),
    Password,
    Textarea(u32),
    Select { choices: Vec<Choice>, blank: Option<String> },
    Radios { choices: Vec<Choice>, cards: bool },
    Checkbox,
    Checkboxes(Vec<Choice>),
    File { accept: String, multiple: bool },
    Hidden,
}

/// One answer among several.
#[derive(Debug, Clone)]
pub struct Choice {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) help: Option<String>,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), help: None }
    }

    /// What choosing it means.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// The fields, by what they ask.
impl Field {
    pub fn text(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, Control::Input("text"))
    }

    pub fn email(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, Control::Input("email")).autocomplete("email")
    }

    pub fn telephone(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, Control::Input("tel")).short().autocomplete("tel")
    }

    /// A password; what was typed never comes back. The button that shows it comes with JavaScript.
    pub fn password(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, Control::Password).autocomplete("current-password")
    }

    /// A whole number.
    pub fn number(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self { input_mode: Some("numeric"), ..Self::text(name, label) }.short()
    }

    /// An amount in euros.
    pub fn montant(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self { input_mode: Some("decimal"), ..Self::text(name, label) }.short().suffix("€")
    }

    /// A day; its value is `2026-11-24`.
    pub fn date(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, Control::Input("date")).short()
    }

    pub fn textarea(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, Control::Textarea(5))
    }

    pub fn select(
        name: impl Into<String>,
        label: impl Into<String>,
        choices: impl IntoIterator<Item = Choice>,
    ) -> Self {
        let choices = choices.into_iter().collect();
        Self::new(name, label, Control::Select { choices, blank: Some("Choisir…".into()) })
    }

    /// One answer among a few, all in sight.
    pub fn radios(
        name: impl Into<String>,
        label: impl Into<String>,
        choices: impl IntoIterator<Item = Choice>,
    ) -> Self {
        Self::new(name, label, Control::Radios { choices: choices.into_iter().collect(), cards: false })
    }

    /// One answer among a few that need an explanation, each a card.
    pub fn radio_cards(
        name: impl Into<String>,
        label: impl Into<String>,
        choices: impl IntoIterator<Item = Choice>,
    ) -> Self {
        Self::new(name, label, Control::Radios { choices: choices.into_iter().collect(), cards: true })
    }

    /// Yes or nothing; its value is `oui`.
    pub fn checkbox(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, Control::Checkbox).optional()
    }

    /// Several answers under one name.
    pub fn checkboxes(
        name: impl Into<String>,
        label: impl Into<String>,
        choices: impl IntoIterator<Item = Choice>,
    ) -> Self {
        Self::new(name, label, Control::Checkboxes(choices.into_iter().collect())).optional()
    }

    /// A file; `accept` is the list that browsers know: `.csv,.xlsx`.
    pub fn file(name: impl Into<String>, label: impl Into<String>, accept: impl Into<String>) -> Self {
        Self::new(name, label, Control::File { accept: accept.into(), multiple: false })
    }

    pub fn hidden(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { default: value.into(), ..Self::new(name, "", Control::Hidden) }
    }

    fn new(name: impl Into<String>, label: impl Into<String>, control: Control) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            control,
            help: None,
            optional: false,
            default: String::new(),
            width: "",
            suffix: None,
            autocomplete: None,
            input_mode: None,
            max_length: None,
            list: None,
            disabled: false,
        }
    }
}

/// What a field may add.
impl Field {
    /// One plain sentence and an example.
    #[must_use]
    pub fn help(mut self, help: impl Render) -> Self {
        self.help = Some(help.render());
        self
    }

    #[must_use]
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// The value before anything is typed: what the house already knows. For checkboxes and radios, the checked value.
    #[must_use]
    pub fn default_value(mut self, value: impl Into<String>) -> Self {
        self.default = value.into();
        self
    }

    /// What stands after the value: « € », « postes ».
    #[must_use]
    pub fn suffix(mut self, suffix: &'static str) -> Self {
        self.suffix = Some(suffix);
        self
    }

    /// As narrow as a number or a date.
    #[must_use]
    pub fn short(mut self) -> Self {
        self.width = "court";
        self
    }

    #[must_use]
    pub fn medium(mut self) -> Self {
        self.width = "moyen";
        self
    }

    /// The value of the attribute `autocomplete`: `given-name`, `new-password`, `one-time-code`, `off`.
    #[must_use]
    pub fn autocomplete(mut self, autocomplete: &'static str) -> Self {
        self.autocomplete = Some(autocomplete);
        self
    }

    /// The keyboard of a phone: `numeric`, `decimal`, `url`.
    #[must_use]
    pub fn input_mode(mut self, mode: &'static str) -> Self {
        self.input_mode = Some(mode);
        self
    }

    #[must_use]
    pub fn max_length(mut self, characters: u32) -> Self {
        self.max_length = Some(characters);
        self
    }

    /// The id of a `datalist` of the page, that suggests what to type: see [`suggestions`](super::suggestions).
    #[must_use]
    pub fn list(mut self, id: &'static str) -> Self {
        self.list = Some(id);
        self
    }

    /// The height of a text area.
    #[must_use]
    pub fn rows(mut self, rows: u32) -> Self {
        if let Control::Textarea(height) = &mut self.control {
            *height = rows;
        }
        self
    }

    /// The words of the empty choice of a select: « Tous les états ».
    #[must_use]
    pub fn blank(mut self, words: impl Into<String>) -> Self {
        if let Control::Select { blank, .. } = &mut self.control {
            *blank = Some(words.into());
        }
        self
    }

    /// A select without an empty choice: the first one is the default.
    #[must_use]
    pub fn without_blank(mut self) -> Self {
        if let Control::Select { blank, .. } = &mut self.control {
            *blank = None;
        }
        self
    }

    /// Several files at once.
    #[must_use]
    pub fn multiple(mut self) -> Self {
        if let Control::File { multiple, .. } = &mut self.control {
            *multiple = true;
        }
        self
    }

    /// Shown and not editable; the help says why. Its value is not sent.
    #[must_use]
    pub fn disabled(mut self) -> Self {
        self.disabled = true;
        self
    }
}

/// How a field is drawn.
impl Field {
    pub(super) fn draw(&self, state: &FormState, prefix: &str) -> Markup {
        let drawn = Drawn { field: self, state, id: self.id(prefix) };
        match &self.control {
            Control::Hidden => html! { input type="hidden" name=(self.name) value=(drawn.value()); },
            Control::Radios { choices, cards } => field_choice::radios(&drawn, choices, *cards),
            Control::Checkboxes(choices) => field_choice::checkboxes(&drawn, choices),
            Control::Checkbox => field_choice::checkbox(&drawn),
            Control::Select { choices, blank } => drawn.frame(&field_choice::select(&drawn, choices, blank.as_deref())),
            Control::File { accept, multiple } => drawn.frame(&field_file::file(&drawn, accept, *multiple)),
            Control::Textarea(rows) => drawn.frame(&drawn.textarea(*rows)),
            Control::Input(kind) => drawn.frame(&drawn.input(kind)),
            Control::Password => drawn.frame(&drawn.password()),
        }
    }

    pub(super) fn is_named(&self, name: &str) -> bool {
        self.name == name
    }

    /// Whether something was typed in it, or refused.
    pub(super) fn is_touched(&self, state: &FormState) -> bool {
        !state.value(&self.name).is_empty() || state.error(&self.name).is_some()
    }

    pub(super) const fn is_file(&self) -> bool {
        matches!(self.control, Control::File { .. })
    }

    /// Where a link to this field leads: its control, the first one of a group.
    pub(super) fn anchor(&self, prefix: &str) -> String {
        let id = self.id(prefix);
        if matches!(self.control, Control::Radios { .. } | Control::Checkboxes(_)) { format!("{id}-0") } else { id }
    }

    fn id(&self, prefix: &str) -> String {
        let safe = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
        format!("{prefix}{}", self.name.chars().map(safe).collect::<String>())
    }
}

/// What a text field may suggest, under the id that it names.
pub fn suggestions<'a>(id: &str, words: impl IntoIterator<Item = &'a str>) -> Markup {
    html! { datalist id=(id) { @for word in words { option value=(word) {} } } }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(field: &Field, state: &FormState) -> String {
        field.draw(state, "champ-").into_string()
    }

    #[test]
    fn label_is_tied_to_its_control_and_optional_says_so() {
        let html = draw(&Field::text("adresse[voie]", "Voie").optional(), &FormState::default());
        assert!(html.contains(r#"<label for="champ-adresse-voie-">Voie<span class="facultatif"> (facultatif)</span>"#));
        assert!(html.contains(r#"id="champ-adresse-voie-" name="adresse[voie]""#) && !html.contains("required"));
        assert!(draw(&Field::text("nom", "Nom"), &FormState::default()).contains(" required"));
    }

    #[test]
    fn password_never_comes_back() {
        let html = draw(&Field::password("mot", "Mot de passe"), &FormState::default().with("mot", "Tr0ub4dor"));
        assert!(!html.contains("Tr0ub4dor"));
    }

    #[test]
    fn amount_is_typed_with_a_decimal_keyboard_and_followed_by_its_unit() {
        let html = draw(&Field::montant("prix", "Prix"), &FormState::default());
        assert!(html.contains(r#"inputmode="decimal""#) && html.contains("€"));
    }
}
