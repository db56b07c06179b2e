//! A new password, typed twice: the rules explained before, the refusals by the field.

use maud::html;
use web::ui::{Field, FormState};

/// The field where the new password is typed, then the one where it is typed again.
pub(crate) const NOUVEAU: &str = "nouveau";
const CONFIRMATION: &str = "confirmation";

/// The two fields, with what a good password is.
pub(super) fn fields() -> [Field; 2] {
    let rules = html! {
        "Douze caractères au moins. Le plus sûr et le plus facile à retenir\u{a0}: quatre ou cinq mots sans rapport entre eux, \
         comme «\u{a0}girafe tournevis omelette 62\u{a0}». Ni votre nom, ni celui de la commune, ni un mot de passe déjà utilisé ailleurs."
    };
    [
        Field::password(NOUVEAU, "Nouveau mot de passe").autocomplete("new-password").help(rules),
        Field::password(CONFIRMATION, "Le même, encore une fois").autocomplete("new-password"),
    ]
}

/// The password typed, if it was typed twice alike; otherwise the error is by its field.
pub(super) fn read(typed: &mut FormState) -> Option<String> {
    let new = as_typed(typed, NOUVEAU).to_owned();
    if new.is_empty() {
        typed.add_error(NOUVEAU, "Choisissez un mot de passe.");
        return None;
    }
    if new != as_typed(typed, CONFIRMATION) {
        typed.add_error(CONFIRMATION, "Les deux mots de passe ne sont pas les mêmes\u{a0}: retapez-les.");
        return None;
    }
    Some(new)
}

/// A password exactly as typed: spaces at its ends are part of it.
pub(super) fn as_typed<'a>(form: &'a FormState, name: &str) -> &'a str {
    form.values.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_at_the_ends_of_a_password_are_kept() {
        let mut typed = FormState::default().with(NOUVEAU, " girafe ").with(CONFIRMATION, " girafe ");
        assert_eq!(read(&mut typed).as_deref(), Some(" girafe "));
    }

    #[test]
    fn two_different_passwords_are_refused_by_the_second() {
        let mut typed = FormState::default().with(NOUVEAU, "girafe").with(CONFIRMATION, "girafe ");
        assert_eq!(read(&mut typed), None);
        assert!(typed.error(CONFIRMATION).is_some() && typed.error(NOUVEAU).is_none());
    }
}
