//! The state of a thing: a shape, a word and a colour, so that none speaks alone.

use maud::{Markup, Render, html};

/// What a state means for the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EtatTon {
    /// Nothing left to do.
    Fait,
    /// Somebody has something to do.
    Attente,
    /// It was refused, it failed, it is late.
    Refus,
    /// Not started, or closed.
    Neutre,
}

impl EtatTon {
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Fait => "fait",
            Self::Attente => "attente",
            Self::Refus => "refus",
            Self::Neutre => "neutre",
        }
    }
}

/// The pill of a state.
#[derive(Debug, Clone)]
pub struct Etat {
    ton: EtatTon,
    libelle: String,
}

impl Etat {
    pub fn new(ton: EtatTon, libelle: impl Into<String>) -> Self {
        Self { ton, libelle: libelle.into() }
    }

    pub fn fait(libelle: impl Into<String>) -> Self {
        Self::new(EtatTon::Fait, libelle)
    }

    pub fn attente(libelle: impl Into<String>) -> Self {
        Self::new(EtatTon::Attente, libelle)
    }

    pub fn refus(libelle: impl Into<String>) -> Self {
        Self::new(EtatTon::Refus, libelle)
    }

    pub fn neutre(libelle: impl Into<String>) -> Self {
        Self::new(EtatTon::Neutre, libelle)
    }
}

impl Render for Etat {
    fn render(&self) -> Markup {
        html! { span.etat.(self.ton.class()) { (self.libelle) } }
    }
}
