//! How far a long work is: a bar, counts, and a page that follows it.

use kernel::nombre;
use maud::{Markup, Render, html};

/// The progress of a work of `total` things.
#[derive(Debug, Clone)]
pub struct Progress {
    label: String,
    done: i64,
    total: i64,
    detail: Option<Markup>,
    finished: bool,
    poll: Option<(String, u32)>,
}

impl Progress {
    /// `label` says what is being done: « Calcul de l’état annuel 2021 ».
    pub fn new(label: impl Into<String>, done: i64, total: i64) -> Self {
        Self { label: label.into(), done, total: total.max(0), detail: None, finished: false, poll: None }
    }

    /// What is being done right now, or what came out of it.
    #[must_use]
    pub fn detail(mut self, detail: impl Render) -> Self {
        self.detail = Some(detail.render());
        self
    }

    /// The work is over: the block asks nothing more.
    #[must_use]
    pub fn finished(mut self, finished: bool) -> Self {
        self.finished = finished;
        self
    }

    /// Asks `href` (the very page that shows this block) every `seconds` and replaces the block, while it is not
    /// finished. The page must carry htmx: [`Page::refresh_every`](super::Page::refresh_every).
    #[must_use]
    pub fn poll(mut self, href: impl Into<String>, seconds: u32) -> Self {
        self.poll = Some((href.into(), seconds));
        self
    }
}

/// Asks the whole page again every so often and puts its content in place, actions included: for what comes by itself. The page must
/// carry htmx: [`Page::refresh_every`](super::Page::refresh_every).
pub fn follow(href: &str, seconds: u32) -> Markup {
    html! {
        div hx-get=(href) hx-trigger={ "every " (seconds) "s" } hx-target="#contenu" hx-select="#contenu" hx-swap="outerHTML" {}
    }
}

impl Render for Progress {
    fn render(&self) -> Markup {
        let polling = self.poll.as_ref().filter(|_| !self.finished);
        let (href, trigger) = polling.map(|(href, seconds)| (href, format!("every {seconds}s"))).unzip();
        let select = polling.map(|_| "#avancement");
        html! {
            div.avancement #avancement hx-get=[href] hx-trigger=[trigger] hx-select=[select] hx-swap=[select.map(|_| "outerHTML")] {
                div.avancement-tete {
                    span #avancement-nom { (self.label) }
                    span.avancement-compte { (nombre(self.done)) " sur " (nombre(self.total)) }
                }
                progress.fini[self.finished] aria-labelledby="avancement-nom" max=(self.total.max(1)) value=(self.done) {}
                @if let Some(detail) = &self.detail { div role=[self.finished.then_some("status")] { (detail) } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn running_work_polls_and_finished_work_stops() {
        let running = Progress::new("Calcul", 3, 205).poll("/centre/etats/calcul", 2);
        let html = running.render().into_string();
        assert!(html.contains(r#"hx-get="/centre/etats/calcul""#) && html.contains(r#"hx-trigger="every 2s""#));
        assert!(html.contains(r#"max="205" value="3""#));
        assert!(!running.finished(true).render().into_string().contains("hx-"));
    }
}
