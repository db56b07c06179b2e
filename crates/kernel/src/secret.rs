//! Chance: the only place of the house that draws it.

use rand::{TryRng, rngs::SysRng};

/// `N` bytes from the system's generator.
///
/// # Panics
/// When the system gives no chance at all: it is broken beyond service, and no secret would be safe.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut out = [0; N];
    #[expect(clippy::expect_used, reason = "without a generator of chance no secret of the house is safe")]
    SysRng.try_fill_bytes(&mut out).expect("the system gives random bytes");
    out
}

/// A token of `N` bytes in hexadecimal: 32 bytes for sessions and one-time links.
pub fn token<const N: usize>() -> String {
    use std::fmt::Write;
    bytes::<N>().iter().fold(String::with_capacity(N * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn two_tokens_differ() {
        assert_eq!(super::token::<32>().len(), 64);
        assert_ne!(super::token::<32>(), super::token::<32>());
    }
}
