//! Digests of secrets: what the database keeps instead of a token, and a comparison that does not tell where it stopped.

use sha2::{Digest, Sha256};

/// SHA-256 in hexadecimal. The domain keeps two uses of one token apart.
pub(crate) fn empreinte(domaine: &str, secret: &str) -> String {
    hex::encode(Sha256::new().chain_update(domaine).chain_update([0]).chain_update(secret).finalize())
}

/// Whether two secrets are the same, in a time that depends on neither: their digests are compared whole.
pub(crate) fn same(a: &str, b: &str) -> bool {
    let digest = |text: &str| Sha256::digest(text);
    digest(a).iter().zip(digest(b)).fold(0, |differs, (x, y)| differs | (x ^ y)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_uses_of_a_token_do_not_meet() {
        assert_ne!(empreinte("session", "a"), empreinte("csrf", "a"));
        assert_ne!(empreinte("se", "ssion"), empreinte("sess", "ion"));
        assert_eq!(empreinte("session", "a").len(), 64);
    }

    #[test]
    fn secrets_compare_whole() {
        assert!(same("abc", "abc"));
        assert!(!same("abc", "abd") && !same("abc", "ab") && !same("", "a"));
    }
}
