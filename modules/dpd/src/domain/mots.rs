//! Numbers with their noun.

/// `1 traitement`, `12 traitements`.
pub fn combien(count: u32, one: &str, many: &str) -> String {
    format!("{}\u{a0}{}", kernel::nombre(count.into()), if count < 2 { one } else { many })
}
