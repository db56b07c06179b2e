//! `Secret`: what signs, shared with the receiver.

use std::fmt;

use base64::{Engine, prelude::BASE64_STANDARD};
use kernel::secret;
use ring::hmac;

use super::signature;

/// Bytes: the output of the hash, past which a key of HMAC gains nothing (RFC 2104 § 3). Standard Webhooks asks for 24 to 64.
pub(crate) const TAILLE: usize = 32;

/// A secret in clear. It shows itself to nobody but who asks for its text.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub(crate) [u8; TAILLE]);

impl Secret {
    /// A new one.
    pub(crate) fn draw() -> Self {
        Self(secret::bytes())
    }

    /// `whsec_` and the bytes in base64, as the receivers' libraries read it. To be shown once.
    pub fn reveal(&self) -> String {
        format!("whsec_{}", BASE64_STANDARD.encode(self.0))
    }

    /// `v1,` and the base64 of the HMAC-SHA256.
    pub(crate) fn sign(&self, id: &str, timestamp: i64, body: &str) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.0);
        let tag = hmac::sign(&key, signature::content(id, timestamp, body).as_bytes());
        format!("v1,{}", BASE64_STANDARD.encode(tag))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
