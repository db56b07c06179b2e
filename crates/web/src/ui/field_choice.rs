//! Fields where one chooses: select, radios, one checkbox, several checkboxes.

use maud::{Markup, html};

use super::{Choice, field_drawn::Drawn};

pub(super) fn select(drawn: &Drawn, choices: &[Choice], blank: Option<&str>) -> Markup {
    let value = drawn.value();
    html! {
        select.form-select.(drawn.field.width) id=(drawn.id) name=(drawn.field.name) required[!drawn.field.optional]
            aria-describedby=[drawn.described_by()] aria-invalid=[drawn.invalid()] {
            @if let Some(blank) = blank { option value="" { (blank) } }
            @for choice in choices {
                option value=(choice.value) selected[choice.value == value] { (choice.label) }
            }
        }
    }
}

pub(super) fn radios(drawn: &Drawn, choices: &[Choice], cards: bool) -> Markup {
    let value = drawn.value();
    group(drawn, cards, choices, "radio", |choice| choice.value == value)
}

pub(super) fn checkboxes(drawn: &Drawn, choices: &[Choice]) -> Markup {
    let name = &drawn.field.name;
    let default = drawn.field.default.as_str();
    let submitted = drawn.state.is_submitted();
    group(drawn, false, choices, "checkbox", |choice| {
        if submitted { drawn.state.all(name).any(|value| value == choice.value) } else { default == choice.value }
    })
}

/// One checkbox: its label stands beside it.
pub(super) fn checkbox(drawn: &Drawn) -> Markup {
    let field = drawn.field;
    html! {
        div.champ.invalide[drawn.error().is_some()] {
            div.option.seule {
                input type="checkbox" id=(drawn.id) name=(field.name) value="oui" checked[!drawn.value().is_empty()]
                    aria-describedby=[drawn.described_by()] aria-invalid=[drawn.invalid()];
                label for=(drawn.id) { (field.label) }
            }
            (drawn.explanations())
        }
    }
}

fn group(drawn: &Drawn, cards: bool, choices: &[Choice], kind: &str, checked: impl Fn(&Choice) -> bool) -> Markup {
    html! {
        fieldset.champ.invalide[drawn.error().is_some()] aria-describedby=[drawn.described_by()] {
            legend { (drawn.label()) }
            (drawn.explanations())
            div.choix.cartes-choix[cards] {
                @for (at, choice) in choices.iter().enumerate() {
                    div.option {
                        input type=(kind) id={ (drawn.id) "-" (at) } name=(drawn.field.name) value=(choice.value)
                            checked[checked(choice)] required[kind == "radio" && !drawn.field.optional];
                        label for={ (drawn.id) "-" (at) } {
                            (choice.label)
                            @if let Some(help) = &choice.help { small { (help) } }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use maud::Render;

    use crate::ui::{Choice, Field, Form, FormState};

    fn html(state: &FormState, field: Field) -> String {
        Form::post("/x", "j").state(state).field(field).render().into_string()
    }

    fn levels() -> [Choice; 2] {
        [Choice::new("N1", "Niveau 1"), Choice::new("N2", "Niveau 2").help("Avec astreinte.")]
    }

    #[test]
    fn default_applies_only_before_the_form_is_submitted() {
        let first = html(&FormState::default(), Field::checkbox("actif", "Actif").default_value("oui"));
        assert!(first.contains("checked"));
        let unchecked =
            html(&FormState::default().with("nom", "x"), Field::checkbox("actif", "Actif").default_value("oui"));
        assert!(!unchecked.contains("checked"));
    }

    #[test]
    fn chosen_values_come_back() {
        let state = FormState::default().with("niveau", "N2").with("options", "N1").with("options", "N2");
        assert!(html(&state, Field::select("niveau", "Niveau", levels())).contains(r#"value="N2" selected"#));
        assert!(html(&state, Field::radios("niveau", "Niveau", levels())).contains(r#"value="N2" checked"#));
        assert_eq!(html(&state, Field::checkboxes("options", "Options", levels())).matches(" checked").count(), 2);
    }

    #[test]
    fn error_of_a_group_leads_to_its_first_choice() {
        let mut state = FormState::default().with("nom", "x");
        state.add_error("niveau", "Choisissez un niveau.");
        let html = html(&state, Field::radio_cards("niveau", "Niveau", levels()));
        assert!(html.contains(r##"href="#champ-niveau-0""##) && html.contains(r#"id="champ-niveau-0""#));
        assert!(html.contains(r#"<fieldset class="champ invalide" aria-describedby="champ-niveau-erreur">"#), "{html}");
    }

    #[test]
    fn each_choice_has_its_label() {
        let html = html(&FormState::default(), Field::radios("niveau", "Niveau", levels()));
        for at in 0..2 {
            assert!(html.contains(&format!(r#"id="champ-niveau-{at}""#)));
            assert!(html.contains(&format!(r#"for="champ-niveau-{at}""#)));
        }
    }
}
