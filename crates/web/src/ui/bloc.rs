//! One thing of a list that a form holds: its fields in lines, what can stay folded, and the buttons that concern it alone.

use maud::{Markup, Render, html};

use super::{Field, FormState};

/// A thing among several of a form: the third purpose, the second recipient.
#[derive(Debug, Clone)]
pub struct Bloc {
    title: String,
    explanation: Option<String>,
    lines: Vec<Vec<Field>>,
    folded: Option<(String, Vec<Vec<Field>>)>,
    foot: Markup,
}

impl Bloc {
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), explanation: None, lines: Vec::new(), folded: None, foot: html! {} }
    }

    /// A sentence under the title.
    #[must_use]
    pub fn explained(mut self, explanation: impl Into<String>) -> Self {
        self.explanation = Some(explanation.into());
        self
    }

    /// Fields side by side when there is room; a lone one takes the line.
    #[must_use]
    pub fn line(mut self, fields: impl IntoIterator<Item = Field>) -> Self {
        self.lines.push(fields.into_iter().collect());
        self
    }

    /// Lines that stay folded until one asks for them, or until one of them is filled or refused.
    #[must_use]
    pub fn folded(mut self, summary: impl Into<String>, lines: impl IntoIterator<Item = Vec<Field>>) -> Self {
        self.folded = Some((summary.into(), lines.into_iter().collect()));
        self
    }

    /// What stands under the fields: a button that takes the thing away.
    #[must_use]
    pub fn foot(mut self, foot: impl Render) -> Self {
        self.foot = foot.render();
        self
    }

    pub(super) fn fields(&self) -> impl Iterator<Item = &Field> {
        self.lines.iter().chain(self.folded.iter().flat_map(|(_, lines)| lines)).flatten()
    }

    pub(super) fn draw(&self, state: &FormState, prefix: &str) -> Markup {
        let line = |fields: &[Field]| match fields {
            [one] => one.draw(state, prefix),
            several => html! { div.cote-a-cote { @for field in several { (field.draw(state, prefix)) } } },
        };
        html! {
            fieldset.groupe {
                legend { (self.title) }
                @if let Some(explanation) = &self.explanation { p.discret { (explanation) } }
                @for fields in &self.lines { (line(fields)) }
                @if let Some((summary, lines)) = &self.folded {
                    details.details open[lines.iter().flatten().any(|field| field.is_touched(state))] {
                        summary { (summary) }
                        div.bloc-plie { @for fields in lines { (line(fields)) } }
                    }
                }
                (self.foot)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::Form;

    fn html(state: &FormState) -> String {
        let bloc = Bloc::new("Finalité 1")
            .line([Field::text("finalites.0.libelle", "But")])
            .folded("Plus de détails", [vec![Field::text("finalites.0.precision", "Précision").optional()]])
            .foot(html! { button name="geste" value="retirer" { "Retirer" } });
        Form::post("/x", "j").state(state).bloc(bloc).render().into_string()
    }

    #[test]
    fn what_is_folded_opens_when_it_is_filled_or_refused() {
        assert!(html(&FormState::default()).contains(r#"<details class="details"><summary>Plus de détails"#));
        let filled = FormState::default().with("finalites.0.precision", "Cantine");
        assert!(html(&filled).contains(r#"<details class="details" open>"#));
        let mut refused = FormState::default().with("finalites.0.libelle", "x");
        refused.add_error("finalites.0.precision", "Écrivez une phrase.");
        let html = html(&refused);
        assert!(html.contains(r#"<details class="details" open>"#));
        assert!(html.contains(r##"<a href="#champ-finalites-0-precision">Écrivez une phrase."##), "{html}");
    }
}
