//! `GenreEvenement`, the kinds that rooms declare; `Evenement`, what happened; and the body by which it is told.

use kernel::{CollectiviteId, Instant, Siren};
use serde_json::{Value, json};
use uuid::Uuid;

use super::EvenementId;

/// What a body may weigh, in bytes. Past it the data are left out: the receiver asks the API for them.
const POIDS: usize = 64 * 1024;

/// What a person sends by hand to try an abonnement.
pub const ESSAI: GenreEvenement = GenreEvenement::new("essai", "Essai");

/// A kind of event that other software may ask for. Rooms declare theirs as constants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GenreEvenement {
    code: &'static str,
    libelle: &'static str,
}

impl GenreEvenement {
    /// `code` is `room.what_happened`: it is a promise to other people's software, never changed once published. `libelle` is
    /// French, for the pages: « Acte reçu en préfecture ».
    ///
    /// # Panics
    /// When the code holds anything but `a-z`, `0-9`, `_` and `.`: in a constant, the house does not compile.
    pub const fn new(code: &'static str, libelle: &'static str) -> Self {
        let bytes = code.as_bytes();
        let mut at = 0;
        assert!(!bytes.is_empty(), "a kind of event has a code");
        while at < bytes.len() {
            assert!(matches!(bytes[at], b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.'), "a code is a-z, 0-9, _ and .");
            at += 1;
        }
        Self { code, libelle }
    }

    pub const fn code(&self) -> &'static str {
        self.code
    }

    pub const fn libelle(&self) -> &'static str {
        self.libelle
    }
}

/// Something that happened to an object of a collectivité.
#[derive(Debug, Clone, PartialEq)]
pub struct Evenement {
    pub collectivite: CollectiviteId,
    pub siren: Siren,
    pub kind: GenreEvenement,
    /// The object of the room: the acte.
    pub objet_id: Uuid,
    /// What is told of it: identifiers and states rather than contents, since it leaves the house.
    pub payload: Value,
}

impl Evenement {
    /// The JSON that leaves, the same to the byte at every attempt.
    pub(crate) fn body(&self, id: EvenementId, at: Instant) -> String {
        let whole = self.body_with(id, at, &self.payload);
        if whole.len() <= POIDS { whole } else { self.body_with(id, at, &Value::Null) }
    }

    fn body_with(&self, id: EvenementId, at: Instant, donnees: &Value) -> String {
        json!({
            "id": id,
            "type": self.kind.code,
            "emis_le": at,
            "collectivite": { "siren": self.siren },
            "objet_id": self.objet_id,
            "donnees": donnees,
        })
        .to_string()
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Clock, Id};

    use super::*;

    const RECU: GenreEvenement = GenreEvenement::new("actes.recu", "Acte reçu en préfecture");

    fn evenement(payload: Value) -> (Evenement, EvenementId, Clock) {
        let clock = Clock::fixed("2026-11-22T08:00:00Z".parse().unwrap());
        let siren = "218200020".parse().unwrap();
        let (collectivite, objet_id) = (CollectiviteId::new(&clock), CollectiviteId::new(&clock).uuid());
        (Evenement { collectivite, siren, kind: RECU, objet_id, payload }, Id::new(&clock), clock)
    }

    #[test]
    fn the_body_says_who_what_and_when_in_an_order_that_does_not_change() {
        let (evenement, id, clock) = evenement(json!({ "numero": "2026_012", "etat": "recu" }));
        let objet = evenement.objet_id;
        let expected = format!(
            r#"{{"id":"{id}","type":"actes.recu","emis_le":"2026-11-22T08:00:00.000000Z","collectivite":{{"siren":"218200020"}},"objet_id":"{objet}","donnees":{{"numero":"2026_012","etat":"recu"}}}}"#
        );
        assert_eq!(evenement.body(id, clock.now()), expected);
    }

    #[test]
    fn data_too_heavy_are_left_to_the_api() {
        let (evenement, id, clock) = evenement(json!({ "texte": "é".repeat(40_000) }));
        let body: Value = serde_json::from_str(&evenement.body(id, clock.now())).unwrap();
        assert_eq!((&body["donnees"], &body["type"]), (&Value::Null, &json!("actes.recu")));
    }
}
