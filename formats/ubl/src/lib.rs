//! UBL 2.1 invoices, as Chorus Pro takes them.
#![doc = include_str!("../README.md")]

mod invoice;
mod xml;

pub use invoice::{Corrected, Invoice, InvoiceLine, Party, Tva, UblError};
