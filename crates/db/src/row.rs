//! `Row`: what comes out of a statement, column by column.

use kernel::{CodeInsee, CodePostal, GenreCollectivite, Id, Indice, Instant, Montant, Siren, Siret, Taux};
use sqlx::{Row as _, ValueRef, postgres::PgRow, sqlite::SqliteRow};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use crate::DbError;

/// A row of either engine.
#[derive(Debug)]
pub struct Row(pub(crate) Either);

pub(crate) enum Either {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl std::fmt::Debug for Either {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("row")
    }
}

/// A type made from a whole row. The macro [`row!`](crate::row) writes it for a plain struct.
pub trait FromRow: Sized {
    fn from_row(row: &Row) -> Result<Self, DbError>;
}

/// A type made from one column.
pub trait FromColumn: Sized {
    fn from_column(column: &Column<'_>) -> Result<Self, DbError>;
}

/// One column of a row, read as the type that is asked.
#[derive(Debug)]
pub struct Column<'r> {
    row: &'r Row,
    name: &'r str,
}

impl Row {
    pub fn get<T: FromColumn>(&self, name: &str) -> Result<T, DbError> {
        T::from_column(&Column { row: self, name })
    }
}

impl FromRow for Row {
    /// Never: a raw row is read where it is fetched.
    fn from_row(_: &Row) -> Result<Self, DbError> {
        Err(DbError::Unreadable { column: "*".to_owned(), value: "raw row".to_owned() })
    }
}

macro_rules! read {
    ($column:expr, $type:ty) => {
        match &$column.row.0 {
            Either::Sqlite(row) => row.try_get_unchecked::<$type, _>($column.name).map_err(DbError::from),
            Either::Postgres(row) => row.try_get::<$type, _>($column.name).map_err(DbError::from),
        }
    };
}

impl Column<'_> {
    pub fn is_null(&self) -> Result<bool, DbError> {
        Ok(match &self.row.0 {
            Either::Sqlite(row) => row.try_get_raw(self.name)?.is_null(),
            Either::Postgres(row) => row.try_get_raw(self.name)?.is_null(),
        })
    }

    /// The error of a stored text that its type no longer understands.
    pub fn unreadable(&self, value: &str) -> DbError {
        DbError::Unreadable { column: self.name.to_owned(), value: value.to_owned() }
    }

    fn parsed<T: std::str::FromStr>(&self) -> Result<T, DbError> {
        let text = read!(self, String)?;
        text.parse().map_err(|_| self.unreadable(&text))
    }

    fn checked<V: std::fmt::Display + Copy, T>(&self, value: V, made: Option<T>) -> Result<T, DbError> {
        made.ok_or_else(|| self.unreadable(&value.to_string()))
    }
}

impl<T: FromColumn> FromColumn for Option<T> {
    fn from_column(column: &Column<'_>) -> Result<Self, DbError> {
        if column.is_null()? { Ok(None) } else { T::from_column(column).map(Some) }
    }
}

impl<T: ?Sized> FromColumn for Id<T> {
    fn from_column(column: &Column<'_>) -> Result<Self, DbError> {
        Uuid::from_column(column).map(Self::from_uuid)
    }
}

impl FromColumn for Instant {
    fn from_column(column: &Column<'_>) -> Result<Self, DbError> {
        match &column.row.0 {
            Either::Sqlite(_) => column.parsed(),
            Either::Postgres(row) => Ok(Self::from_utc(row.try_get::<OffsetDateTime, _>(column.name)?)),
        }
    }
}

impl FromColumn for Date {
    fn from_column(column: &Column<'_>) -> Result<Self, DbError> {
        match &column.row.0 {
            Either::Sqlite(row) => {
                let text: String = row.try_get_unchecked(column.name)?;
                kernel::parse_date(&text).map_err(|_| column.unreadable(&text))
            }
            Either::Postgres(row) => Ok(row.try_get(column.name)?),
        }
    }
}

impl FromColumn for serde_json::Value {
    fn from_column(column: &Column<'_>) -> Result<Self, DbError> {
        match &column.row.0 {
            Either::Sqlite(row) => {
                let text: String = row.try_get_unchecked(column.name)?;
                serde_json::from_str(&text).map_err(|_| column.unreadable(&text))
            }
            Either::Postgres(row) => Ok(row.try_get::<sqlx::types::Json<Self>, _>(column.name)?.0),
        }
    }
}

impl FromColumn for i64 {
    fn from_column(column: &Column<'_>) -> Result<Self, DbError> {
        match &column.row.0 {
            Either::Sqlite(row) => Ok(row.try_get_unchecked(column.name)?),
            // Literals and COUNTs of boolean sums may come as four bytes.
            Either::Postgres(row) => match row.try_get::<Self, _>(column.name) {
                Ok(wide) => Ok(wide),
                Err(_) => Ok(Self::from(row.try_get::<i32, _>(column.name)?)),
            },
        }
    }
}

macro_rules! from_column {
    ($($type:ty, $column:ident => $made:expr;)*) => {$(
        impl FromColumn for $type {
            fn from_column($column: &Column<'_>) -> Result<Self, DbError> {
                $made
            }
        }
    )*};
}
from_column! {
    String, c => read!(c, String);
    bool, c => read!(c, bool);
    Vec<u8>, c => read!(c, Vec<u8>);
    Uuid, c => read!(c, Uuid);
    i32, c => i64::from_column(c).and_then(|v| c.checked(v, Self::try_from(v).ok()));
    u32, c => i64::from_column(c).and_then(|v| c.checked(v, Self::try_from(v).ok()));
    Montant, c => i64::from_column(c).map(Self::from_cents);
    Taux, c => i64::from_column(c).map(Self::from_dix_milliemes);
    Indice, c => i64::from_column(c).and_then(|v| c.checked(v, Self::from_centiemes(v)));
    Siren, c => c.parsed();
    Siret, c => c.parsed();
    CodeInsee, c => c.parsed();
    CodePostal, c => c.parsed();
}

crate::text_column!(GenreCollectivite, code, from_code);

/// Reads a plain struct from columns named as its fields: `row!(Devis { id, objet });`. A lone column is read with
/// [`Tx::value`](crate::Tx::value) instead.
#[macro_export]
macro_rules! row {
    ($type:ident { $($field:ident),* $(,)? }) => {
        impl $crate::FromRow for $type {
            fn from_row(row: &$crate::Row) -> Result<Self, $crate::DbError> {
                Ok(Self { $($field: row.get(stringify!($field))?),* })
            }
        }
    };
}
