//! What the room `dpd` tells.

use kernel::Siren;
use serde::{Deserialize, Serialize};
use time::Date;
use uuid::Uuid;

use crate::Told;

/// The delegate and a collectivité met, spoke or wrote to each other; told once, when it is noted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EchangeNote {
    pub echange: Uuid,
    pub siren: Siren,
    pub le: Date,
    /// The code of its kind: `visite`, `telephone`, `courriel`…
    pub genre: String,
    /// Time spent.
    pub minutes: u32,
}

impl Told for EchangeNote {
    const KIND: &'static str = "dpd.EchangeNote";
}

/// The designations published by the CNIL were imported; told to each collectivité whose own changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DesignationsImportees {
    pub import: Uuid,
    pub siren: Siren,
    /// How many declarations of this collectivité appeared, and how many are gone.
    pub nouvelles: u32,
    pub terminees: u32,
    pub le: Date,
}

impl Told for DesignationsImportees {
    const KIND: &'static str = "dpd.DesignationsImportees";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_of_the_outbox_is_still_read() {
        let kept = r#"{"echange":"018f0000-0000-7000-8000-000000000000","siren":"218200020","le":[2026,329],"genre":"visite","minutes":90}"#;
        let event: EchangeNote = serde_json::from_str(kept).unwrap();
        assert_eq!((event.minutes, event.genre.as_str()), (90, "visite"));
        let kept = r#"{"import":"018f0000-0000-7000-8000-000000000000","siren":"218200020","nouvelles":1,"terminees":0,"le":[2026,329]}"#;
        let event: DesignationsImportees = serde_json::from_str(kept).unwrap();
        assert_eq!((event.nouvelles, event.terminees), (1, 0));
    }
}
