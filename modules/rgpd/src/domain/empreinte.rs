//! The canonical text of a value and its SHA-256: what a seal is made of, and proved again with.

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// SHA-256, in hexadecimal, of the canonical JSON of a value.
pub fn empreinte(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    let mut text = String::new();
    write(&value, &mut text);
    hex::encode(Sha256::digest(text.as_bytes()))
}

/// Keys in order, no space: one text for one value, whatever engine kept it.
fn write(value: &Value, out: &mut String) {
    match value {
        Value::Object(fields) => {
            let mut keys: Vec<&String> = fields.keys().collect();
            keys.sort_unstable();
            out.push('{');
            for (at, key) in keys.into_iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                out.push_str(&Value::String(key.clone()).to_string());
                out.push(':');
                write(&fields[key], out);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        other => out.push_str(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_order_of_the_keys_does_not_matter_and_a_value_does() {
        assert_eq!(empreinte(&json!({"a": 1, "b": [true, null]})), empreinte(&json!({"b": [true, null], "a": 1})));
        assert_ne!(empreinte(&json!({"a": 1})), empreinte(&json!({"a": 2})));
        let mut text = String::new();
        write(&json!({"b": "é\"", "a": {}}), &mut text);
        assert_eq!(text, r#"{"a":{},"b":"é\""}"#);
    }
}
