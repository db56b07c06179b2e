//! Mails: written with the act that sends them, sent by a job, kept to be shown.
#![doc = include_str!("../README.md")]

mod adresse;
mod corps;
mod deliver;
mod html;
mod mail;
mod message;
mod mime;
mod send;
mod store;
mod texte;
mod transport;

pub use adresse::{Adresse, Correspondant};
pub use corps::Corps;
pub use deliver::register;
pub use mail::{Mail, PieceJointe};
pub use message::{Bodies, Entier, EtatMessage, Message, MessageId};
pub use send::{retry, send};
pub use store::{after, attachment, counts, export, find, list, purge};
pub use transport::{Mailer, Security, SmtpConfig, Transport};

/// The tables of the mails.
pub const MIGRATIONS: &[db::Migration] =
    &[db::Migration { room: "mail", name: "0001_mail", sql: include_str!("../migrations/0001_mail.sql") }];
