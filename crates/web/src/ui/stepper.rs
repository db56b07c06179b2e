//! The steps of a procedure, with the current one.

use maud::{Markup, Render, html};

/// The steps of a procedure.
#[derive(Debug, Clone)]
pub struct Stepper {
    label: String,
    steps: Vec<(String, Option<String>)>,
    current: usize,
}

impl Stepper {
    /// `label` names the procedure; `current` counts from 0, and the number of steps means that all are done.
    pub fn new(label: impl Into<String>, current: usize) -> Self {
        Self { label: label.into(), steps: Vec::new(), current }
    }

    #[must_use]
    pub fn step(mut self, libelle: impl Into<String>) -> Self {
        self.steps.push((libelle.into(), None));
        self
    }

    /// A step to which one may go back.
    #[must_use]
    pub fn step_link(mut self, libelle: impl Into<String>, href: impl Into<String>) -> Self {
        self.steps.push((libelle.into(), Some(href.into())));
        self
    }
}

impl Render for Stepper {
    fn render(&self) -> Markup {
        html! {
            ol.etapes aria-label=(self.label) {
                @for (at, (libelle, href)) in self.steps.iter().enumerate() {
                    li.faite[at < self.current].courante[at == self.current] aria-current=[(at == self.current).then_some("step")] {
                        @if at < self.current { span.visually-hidden { "Fait\u{a0}: " } }
                        @match href {
                            Some(href) => a href=(href) { (libelle) },
                            None => (libelle),
                        }
                    }
                }
            }
        }
    }
}
