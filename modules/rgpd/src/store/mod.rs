//! The SQL of the register, one file a noun, one function a question. The transaction carries its perimeter.

pub mod catalogue;
pub mod deploiements;
pub mod evenements;
pub mod imports;
pub mod lots;
pub mod membres;
pub mod modeles;
pub mod pieces;
pub mod propositions;
pub mod publications;
pub mod scelles;
pub mod services;
pub mod traitements;
pub mod usages;
pub mod versions;

use db::{DbError, Row, text_column};
use serde::de::DeserializeOwned;

use crate::domain::{
    DecisionAipd, EtatProposition, EtatTraitement, GenreCatalogue, GenreEvenement, GenreLot, RoleTraitement,
};

text_column!(DecisionAipd, code, from_code);
text_column!(EtatProposition, code, from_code);
text_column!(EtatTraitement, code, from_code);
text_column!(GenreCatalogue, code, from_code);
text_column!(GenreEvenement, code, from_code);
text_column!(GenreLot, code, from_code);
text_column!(RoleTraitement, code, from_code);

/// How many ids one statement lists: below the placeholders of both engines.
const CHUNK: usize = 20_000;

/// A column of JSON, read as a value of the domain.
fn json<T: DeserializeOwned>(row: &Row, name: &str) -> Result<T, DbError> {
    let value: serde_json::Value = row.get(name)?;
    serde_json::from_value(value).map_err(|e| DbError::Unreadable { column: name.to_owned(), value: e.to_string() })
}
