//! Bytes kept as text, for `#[serde(with = "certificats::octets")]`: base64 takes a third of what a list of numbers would.

use serde::{Deserialize, Deserializer, Serializer, de};

use crate::pem;

pub fn serialize<S: Serializer>(octets: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&pem::encode(octets))
}

pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(deserializer)?;
    pem::decode(text.as_bytes()).map_err(de::Error::custom)
}
