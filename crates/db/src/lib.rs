//! The database of the house: one SQL text, SQLite or PostgreSQL.
#![doc = include_str!("../README.md")]

mod claim;
mod connect;
mod error;
mod list;
mod migrate;
mod perimetre;
mod row;
mod sql;
#[cfg(feature = "testing")]
pub mod testing;
mod tx;
mod value;

pub use connect::{Db, Engine, OpenError};
pub use error::DbError;
pub use list::{Filter, Genre, ListAfter, ListPage, ListRequest, ListSql, Sort};
pub use migrate::{Migration, MigrationError};
pub use perimetre::Perimetre;
pub use row::{Column, FromColumn, FromRow, Row};
pub use sql::{Sql, sql};
pub use tx::Tx;
pub use value::{IntoValue, Value};
