//! What happened to a thing, in order: when, what, by whom.

use maud::{Markup, Render, html};

use super::EtatTon;

/// A frise of events, in the order given.
#[derive(Debug, Clone, Default)]
pub struct Timeline {
    events: Vec<TimelineEvent>,
}

/// One event.
#[derive(Debug, Clone)]
pub struct TimelineEvent {
    when: String,
    title: String,
    who: Option<String>,
    body: Option<Markup>,
    ton: EtatTon,
}

impl TimelineEvent {
    /// `when` is written as it is read: « 12 mars 2026 à 14 h 05 ».
    pub fn new(when: impl Into<String>, title: impl Into<String>) -> Self {
        Self { when: when.into(), title: title.into(), who: None, body: None, ton: EtatTon::Neutre }
    }

    #[must_use]
    pub fn who(mut self, who: impl Into<String>) -> Self {
        self.who = Some(who.into());
        self
    }

    #[must_use]
    pub fn body(mut self, body: impl Render) -> Self {
        self.body = Some(body.render());
        self
    }

    #[must_use]
    pub fn ton(mut self, ton: EtatTon) -> Self {
        self.ton = ton;
        self
    }
}

impl Timeline {
    pub fn new(events: impl IntoIterator<Item = TimelineEvent>) -> Self {
        Self { events: events.into_iter().collect() }
    }
}

impl Render for Timeline {
    fn render(&self) -> Markup {
        html! {
            ol.frise {
                @for event in &self.events {
                    li.(event.ton.class()) {
                        h3 { (event.title) }
                        span.qui { (event.when) @if let Some(who) = &event.who { " · " (who) } }
                        @if let Some(body) = &event.body { p { (body) } }
                    }
                }
            }
        }
    }
}
