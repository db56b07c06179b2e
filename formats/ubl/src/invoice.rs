//! `Invoice`: what the invoice says, and its sums.

use kernel::{Montant, Siret, Taux};
use time::Date;

/// An invoice in euros, from a centre de gestion to a collectivité.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invoice {
    /// The number: 20 characters at most for Chorus Pro, letters, digits, `-_/`.
    pub id: String,
    pub issue_date: Date,
    pub due_date: Option<Date>,
    pub note: Option<String>,
    /// The « code service » of the customer, when it asks for one.
    pub buyer_reference: Option<String>,
    /// The « numéro d'engagement » of the customer, when it asks for one.
    pub order_reference: Option<String>,
    pub supplier: Party,
    pub customer: Party,
    pub tva: Tva,
    /// The invoice that this one cancels and replaces: a corrected invoice (384 of UNCL 1001); none: a commercial one (380).
    pub corrects: Option<Corrected>,
    pub lines: Vec<InvoiceLine>,
}

/// A reference to an invoice already sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corrected {
    pub id: String,
    pub issue_date: Option<Date>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    pub name: String,
    pub siret: Siret,
    pub street: String,
    pub postal_code: String,
    pub city: String,
}

/// How VAT bears on the invoice. Prices of lines are always without it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tva {
    /// Not subject to VAT (category O of UNCL 5305): the public body does not act as a taxable person (CGI art. 256 B).
    HorsChamp,
    /// Standard category S at this rate.
    Taux(Taux),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceLine {
    pub name: String,
    pub description: Option<String>,
    pub quantity: u32,
    pub unit_price: Montant,
}

/// Why an invoice cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UblError {
    #[error(
        "Le numéro « {0} » ne convient pas à Chorus Pro : vingt caractères au plus, lettres sans accent, chiffres, tirets, barres obliques."
    )]
    Id(String),
    #[error("Une facture sans ligne ne peut pas être émise.")]
    NoLine,
    #[error("La facture n’a pas pu être écrite : {0}")]
    Write(String),
}

impl Invoice {
    /// The sum of the lines, without VAT.
    pub fn total(&self) -> Montant {
        self.lines.iter().map(InvoiceLine::amount).sum()
    }

    /// VAT on the whole, rounded once.
    pub fn tax(&self) -> Montant {
        match self.tva {
            Tva::HorsChamp => Montant::ZERO,
            Tva::Taux(taux) => self.total().part(taux),
        }
    }

    /// The whole document, UTF-8.
    ///
    /// # Errors
    /// When Chorus Pro could not take it: a wrong number, no line.
    pub fn to_xml(&self) -> Result<String, UblError> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/');
        if self.id.is_empty() || self.id.len() > 20 || !self.id.chars().all(allowed) {
            return Err(UblError::Id(self.id.clone()));
        }
        if self.lines.is_empty() {
            return Err(UblError::NoLine);
        }
        crate::xml::write(self).map_err(|error| UblError::Write(error.to_string()))
    }
}

impl InvoiceLine {
    pub fn amount(&self) -> Montant {
        self.unit_price.times(i64::from(self.quantity))
    }
}
