//! Dates of the JSON and TOML shapes: `"2026-11-25"`, or null when there is none.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use time::Date;

#[expect(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference to the field")]
pub(super) fn serialize<S: Serializer>(date: &Option<Date>, s: S) -> Result<S::Ok, S::Error> {
    date.map(|date| date.to_string()).serialize(s)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Date>, D::Error> {
    match Option::<String>::deserialize(d)? {
        None => Ok(None),
        Some(text) if text.trim().is_empty() => Ok(None),
        Some(text) => kernel::parse_date(&text).map(Some).map_err(de::Error::custom),
    }
}
