//! How a line is chained to the one before it.

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::LigneEcrite;

/// What the first line of a chain follows.
pub(crate) const GENESIS: &str = "";

/// SHA-256, in hexadecimal, of the line: each field with its length before it, so that no two lines spell the same text.
pub(crate) fn empreinte(ligne: &LigneEcrite) -> String {
    let mut hash = Sha256::new();
    let mut field = |text: &str| {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text.as_bytes());
    };
    let or_none = |value: Option<String>| value.map_or_else(|| "-".to_owned(), |v| format!("+{v}"));
    field("beffroi.journal.1");
    field(&ligne.precedente);
    field(&ligne.collectivite_id.to_string());
    field(&ligne.id.to_string());
    field(&ligne.seq.to_string());
    field(&ligne.fait_le.to_string());
    field(&or_none(ligne.personne.map(|p| p.to_string())));
    field(&ligne.nom);
    field(&or_none(ligne.au_nom_de.map(|p| p.to_string())));
    field(&or_none(ligne.au_nom_de_nom.clone()));
    field(&ligne.action);
    field(&ligne.objet);
    field(&ligne.objet_id.to_string());
    field(&ligne.libelle);
    field(&or_none(ligne.avant.clone()));
    field(&or_none(ligne.apres.clone()));
    hex::encode(hash.finalize())
}

/// JSON with the keys of every object in order and no space: one text for one value.
pub(crate) fn canonical(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let mut keys: Vec<&String> = fields.keys().collect();
            keys.sort_unstable();
            let inner: Vec<String> =
                keys.into_iter().map(|k| format!("{}:{}", Value::String(k.clone()), canonical(&fields[k]))).collect();
            format!("{{{}}}", inner.join(","))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(",")),
        plain => plain.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn one_value_has_one_text() {
        assert_eq!(
            canonical(&json!({"b": [1, {"d": null, "c": "é\""}], "a": true})),
            r#"{"a":true,"b":[1,{"c":"é\"","d":null}]}"#
        );
    }
}
