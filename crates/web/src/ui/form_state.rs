//! What was typed in a form and what is wrong with it, so that a refused form comes back as it was, with messages.

use std::fmt::Display;

/// The values and the errors of a form, by name of field.
///
/// An error under the name `""` concerns the whole form. A form was *submitted* when it has any value: its
/// defaults then no longer apply (an unchecked box stays unchecked).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormState {
    pub values: Vec<(String, String)>,
    pub errors: Vec<(String, String)>,
}

impl FormState {
    pub fn new(values: Vec<(String, String)>) -> Self {
        Self { values, errors: Vec::new() }
    }

    /// From a body `application/x-www-form-urlencoded`.
    pub fn from_urlencoded(body: &str) -> Self {
        Self::new(serde_urlencoded::from_str(body).unwrap_or_default())
    }

    /// The values as the query of an address.
    pub fn query(&self) -> String {
        serde_urlencoded::to_string(&self.values).unwrap_or_default()
    }

    /// Adds a value: to fill a form with what the house already knows.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.values.push((name.into(), value.into()));
        self
    }

    /// The first value of a field, trimmed; empty when there is none.
    pub fn value(&self, name: &str) -> &str {
        self.values.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }

    /// All the values of a field (checkboxes), trimmed.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.values.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.trim())
    }

    /// Whether the box of a [`Field::checkbox`](super::Field::checkbox) is checked.
    pub fn checked(&self, name: &str) -> bool {
        !self.value(name).is_empty()
    }

    pub fn error(&self, name: &str) -> Option<&str> {
        self.errors.iter().find(|(known, _)| known == name).map(|(_, message)| message.as_str())
    }

    /// Adds an error: a complete sentence that says what to do.
    pub fn add_error(&mut self, name: impl Into<String>, message: impl Into<String>) {
        self.errors.push((name.into(), message.into()));
    }

    /// The value of a field that must be filled; otherwise `message` becomes its error.
    pub fn required(&mut self, name: &str, message: &str) -> Option<String> {
        let value = self.value(name).to_owned();
        if value.is_empty() {
            self.add_error(name, message);
            return None;
        }
        Some(value)
    }

    /// Reads a field; what `parse` refuses becomes its error. For a `FromStr` of the kernel, give `str::parse`.
    pub fn read<T, E: Display>(&mut self, name: &str, parse: impl FnOnce(&str) -> Result<T, E>) -> Option<T> {
        match parse(self.value(name)) {
            Ok(value) => Some(value),
            Err(refused) => {
                self.add_error(name, refused.to_string());
                None
            }
        }
    }

    /// Reads an optional field: nothing when it is empty, an error when it is filled and refused.
    pub fn read_if_filled<T, E: Display>(&mut self, name: &str, parse: impl FnOnce(&str) -> Result<T, E>) -> Option<T> {
        if self.value(name).is_empty() { None } else { self.read(name, parse) }
    }

    pub fn is_valid(&self) -> bool {
        self.errors.is_empty()
    }

    pub fn is_submitted(&self) -> bool {
        !self.values.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_trimmed_and_several_are_kept() {
        let state = FormState::from_urlencoded("nom=+Albias+&service=N1&service=N2");
        assert_eq!(state.value("nom"), "Albias");
        assert_eq!(state.all("service").collect::<Vec<_>>(), ["N1", "N2"]);
        assert_eq!(state.value("absent"), "");
        assert!(state.is_submitted() && state.checked("nom") && !state.checked("absent"));
    }

    #[test]
    fn refused_value_becomes_the_error_of_its_field() {
        let mut state = FormState::new(vec![("age".into(), "douze".into()), ("vide".into(), String::new())]);
        assert_eq!(state.read("age", |text| text.parse::<u8>().map_err(|_| "Écrivez un nombre.")), None);
        assert_eq!(state.read_if_filled("vide", str::parse::<u8>), None);
        assert_eq!(state.required("vide", "Donnez un nom."), None);
        assert_eq!(state.error("age"), Some("Écrivez un nombre."));
        assert_eq!(state.error("vide"), Some("Donnez un nom."));
        assert!(!state.is_valid());
    }
}
