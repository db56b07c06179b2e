//! `Value`: what goes into a statement.

use kernel::{CodeInsee, CodePostal, Id, Indice, Instant, Montant, Siren, Siret, Taux};
use time::Date;
use uuid::Uuid;

/// A value bound to a placeholder. A null keeps its type, which PostgreSQL wants to know.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Text(Option<String>),
    Int(Option<i64>),
    Bool(Option<bool>),
    Uuid(Option<Uuid>),
    Bytes(Option<Vec<u8>>),
    Instant(Option<Instant>),
    Date(Option<Date>),
    Json(Option<serde_json::Value>),
}

impl Value {
    /// The null of the same type.
    #[must_use]
    pub fn null(&self) -> Self {
        match self {
            Self::Text(_) => Self::Text(None),
            Self::Int(_) => Self::Int(None),
            Self::Bool(_) => Self::Bool(None),
            Self::Uuid(_) => Self::Uuid(None),
            Self::Bytes(_) => Self::Bytes(None),
            Self::Instant(_) => Self::Instant(None),
            Self::Date(_) => Self::Date(None),
            Self::Json(_) => Self::Json(None),
        }
    }
}

/// What can be bound. `NULL` is the null that stands for `None`.
pub trait IntoValue {
    const NULL: Value;
    fn into_value(self) -> Value;
}

impl<T: IntoValue> IntoValue for Option<T> {
    const NULL: Value = T::NULL;
    fn into_value(self) -> Value {
        self.map_or(T::NULL, IntoValue::into_value)
    }
}

impl IntoValue for Value {
    const NULL: Value = Value::Text(None);
    fn into_value(self) -> Value {
        self
    }
}

impl<T: ?Sized> IntoValue for Id<T> {
    const NULL: Value = Value::Uuid(None);
    fn into_value(self) -> Value {
        Value::Uuid(Some(self.uuid()))
    }
}

macro_rules! into_value {
    ($($type:ty => $variant:ident, $value:ident, $made:expr;)*) => {$(
        impl IntoValue for $type {
            const NULL: Value = Value::$variant(None);
            fn into_value(self) -> Value {
                let $value = self;
                Value::$variant(Some($made))
            }
        }
    )*};
}
into_value! {
    String => Text, v, v;
    &String => Text, v, v.clone();
    &str => Text, v, v.to_owned();
    i64 => Int, v, v;
    i32 => Int, v, i64::from(v);
    u32 => Int, v, i64::from(v);
    bool => Bool, v, v;
    Uuid => Uuid, v, v;
    Vec<u8> => Bytes, v, v;
    &[u8] => Bytes, v, v.to_vec();
    Instant => Instant, v, v;
    Date => Date, v, v;
    serde_json::Value => Json, v, v;
    Montant => Int, v, v.cents();
    Taux => Int, v, v.dix_milliemes();
    Indice => Int, v, v.centiemes();
    Siren => Text, v, v.to_string();
    Siret => Text, v, v.to_string();
    CodeInsee => Text, v, v.to_string();
    CodePostal => Text, v, v.to_string();
}

/// The values of a statement, in the order of its placeholders: `params![id, nom]`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { vec![$($crate::IntoValue::into_value($value)),*] };
}

/// Stores an enum (or any type) as its text: `text_column!(Genre, code, from_code)`, where `code(&self) -> &str`
/// and `from_code(&str) -> Option<Self>`.
#[macro_export]
macro_rules! text_column {
    ($type:ty, $to:ident, $from:ident) => {
        impl $crate::IntoValue for $type {
            const NULL: $crate::Value = $crate::Value::Text(None);
            fn into_value(self) -> $crate::Value {
                $crate::IntoValue::into_value(self.$to())
            }
        }
        impl $crate::FromColumn for $type {
            fn from_column(column: &$crate::Column<'_>) -> Result<Self, $crate::DbError> {
                let text = <String as $crate::FromColumn>::from_column(column)?;
                <$type>::$from(&text).ok_or_else(|| column.unreadable(&text))
            }
        }
    };
}
