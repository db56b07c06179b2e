//! How a request is signed: Standard Webhooks 1.0.0, symmetric scheme.

use kernel::Instant;

use super::{EvenementId, Secret};

/// What is signed. Neither the id nor the instant holds a full stop.
pub(crate) fn content(id: &str, timestamp: i64, body: &str) -> String {
    format!("{id}.{timestamp}.{body}")
}

/// The headers of one attempt, signed by each of the secrets that are valid.
pub(crate) fn headers(secrets: &[Secret], id: EvenementId, at: Instant, body: &str) -> [(&'static str, String); 3] {
    let (id, timestamp) = (id.to_string(), at.unix_micros().div_euclid(1_000_000));
    let signatures: Vec<String> = secrets.iter().map(|secret| secret.sign(&id, timestamp, body)).collect();
    [("webhook-id", id), ("webhook-timestamp", timestamp.to_string()), ("webhook-signature", signatures.join(" "))]
}

#[cfg(test)]
mod tests {
    use base64::{Engine, prelude::BASE64_STANDARD};
    use kernel::{Clock, Id};
    use ring::hmac;

    use super::*;

    fn secret(fill: u8) -> Secret {
        Secret([fill; 32])
    }

    #[test]
    fn two_secrets_give_two_signatures_each_of_its_own() {
        let at = "2026-11-22T08:00:00.999999Z".parse().unwrap();
        let id: EvenementId = Id::new(&Clock::fixed(at));
        let headers = headers(&[secret(1), secret(2)], id, at, "{}");
        assert_eq!((headers[0].1.as_str(), headers[1].1.as_str()), (id.to_string().as_str(), "1795334400"));
        let signed: Vec<&str> = headers[2].1.split(' ').collect();
        for (fill, signature) in [1_u8, 2].into_iter().zip(signed) {
            let tag = BASE64_STANDARD.decode(signature.strip_prefix("v1,").unwrap()).unwrap();
            let key = hmac::Key::new(hmac::HMAC_SHA256, &[fill; 32]);
            hmac::verify(&key, format!("{id}.1795334400.{{}}").as_bytes(), &tag).unwrap();
        }
    }

    #[test]
    fn a_secret_does_not_show_itself() {
        let made = Secret::draw();
        assert!(!format!("{made:?}").contains(&made.reveal()[6..]));
        assert_eq!((made.reveal().len(), &made.reveal()[..6]), (6 + 44, "whsec_"));
        assert_ne!(made, Secret::draw());
    }
}
