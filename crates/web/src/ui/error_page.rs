//! The page shown when something could not be done: what happened, what to do, the incident number to quote.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use maud::{Markup, Render, html};

use super::{
    Action,
    head::{Head, document},
    marque,
};

/// A page of error. As a response it carries its status.
#[derive(Debug, Clone)]
pub struct ErrorPage {
    status: StatusCode,
    sentence: String,
    to_do: Option<Markup>,
    incident: Option<String>,
    back: Action,
}

impl ErrorPage {
    /// `sentence` says what happened, as a title: « Cette page n’existe pas ».
    pub fn new(status: StatusCode, sentence: impl Into<String>) -> Self {
        Self {
            status,
            sentence: sentence.into(),
            to_do: None,
            incident: None,
            back: Action::link("Revenir à l’accueil", "/").into_primary(),
        }
    }

    /// What the person can do now.
    #[must_use]
    pub fn to_do(mut self, sentence: impl Render) -> Self {
        self.to_do = Some(sentence.render());
        self
    }

    /// The number that finds the whole story in the logs.
    #[must_use]
    pub fn incident(mut self, number: impl Into<String>) -> Self {
        self.incident = Some(number.into());
        self
    }

    /// Where to go from here, instead of the first page.
    #[must_use]
    pub fn back(mut self, action: Action) -> Self {
        self.back = action.into_primary();
        self
    }
}

impl Render for ErrorPage {
    fn render(&self) -> Markup {
        let body = html! {
            div.parvis {
                header { (marque("/")) }
                main #contenu .seuil.erreur-page {
                    p.code { "Erreur " (self.status.as_u16()) }
                    h1 { (self.sentence) }
                    @if let Some(to_do) = &self.to_do { p.phrase { (to_do) } }
                    div.corps.rang { (self.back) }
                    @if let Some(incident) = &self.incident {
                        p.incident {
                            "Si vous appelez l’assistance, donnez ce numéro d’incident\u{a0}: " code { (incident) }
                        }
                    }
                }
            }
        };
        document(&Head { title: self.sentence.clone(), ..Head::default() }, &body)
    }
}

impl IntoResponse for ErrorPage {
    fn into_response(self) -> Response {
        (self.status, self.render()).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_page_says_what_happened_and_the_incident_number() {
        let page =
            ErrorPage::new(StatusCode::NOT_FOUND, "Cette page n’existe pas").incident("0198-AB").to_do("Vérifiez.");
        let text = page.render().into_string();
        assert!(text.contains("Erreur 404") && text.contains("<code>0198-AB</code>") && text.contains("Vérifiez."));
        assert_eq!(page.into_response().status(), StatusCode::NOT_FOUND);
    }
}
