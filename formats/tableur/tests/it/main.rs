//! Workbooks are read as they show, and no file makes the reader fall.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

mod bureautique;
mod ecriture;
mod fabrique;
mod hostile;
mod lecture;
