//! What falls due: a day, what is due, and why.

use maud::{Markup, Render, html};
use time::{Date, Month};

use super::{Icon, icon};

/// The list of what falls due, in the order given.
#[derive(Debug, Clone, Default)]
pub struct Echeances {
    echeances: Vec<Echeance>,
}

/// One thing due.
#[derive(Debug, Clone)]
pub struct Echeance {
    day: Date,
    title: String,
    href: String,
    why: Option<String>,
    urgent: bool,
}

impl Echeance {
    pub fn new(day: Date, title: impl Into<String>, href: impl Into<String>) -> Self {
        Self { day, title: title.into(), href: href.into(), why: None, urgent: false }
    }

    /// What makes it due: « deux mois avant la fin de la convention ».
    #[must_use]
    pub fn why(mut self, why: impl Into<String>) -> Self {
        self.why = Some(why.into());
        self
    }

    #[must_use]
    pub fn urgent(mut self, urgent: bool) -> Self {
        self.urgent = urgent;
        self
    }
}

impl Echeances {
    pub fn new(echeances: impl IntoIterator<Item = Echeance>) -> Self {
        Self { echeances: echeances.into_iter().collect() }
    }
}

impl Render for Echeances {
    fn render(&self) -> Markup {
        if self.echeances.is_empty() {
            return html! { p.discret { (icon(Icon::CircleCheck)) " Rien ne vient à échéance." } };
        }
        html! { ol.echeances { @for echeance in &self.echeances { (echeance) } } }
    }
}

impl Render for Echeance {
    fn render(&self) -> Markup {
        html! {
            li.urgent[self.urgent] {
                time.jour datetime=(self.day) { b { (self.day.day()) } (short_month(self.day.month())) }
                div {
                    a href=(self.href) { (self.title) }
                    @if self.urgent { " " span.etat.refus { "Urgent" } }
                    @if let Some(why) = &self.why { p { (why) } }
                }
            }
        }
    }
}

const fn short_month(month: Month) -> &'static str {
    match month {
        Month::January => "janv.",
        Month::February => "févr.",
        Month::March => "mars",
        Month::April => "avr.",
        Month::May => "mai",
        Month::June => "juin",
        Month::July => "juill.",
        Month::August => "août",
        Month::September => "sept.",
        Month::October => "oct.",
        Month::November => "nov.",
        Month::December => "déc.",
    }
}
