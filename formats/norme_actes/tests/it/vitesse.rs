//! Speed: a year of returns of a large centre is read while one waits.

use std::time::Instant;

use norme_actes::read;

use super::fixture;

#[test]
fn ten_thousand_returns_are_read_in_seconds() {
    let octets = fixture("ar-acte.xml");
    let start = Instant::now();
    for _ in 0..10_000 {
        assert!(read(&octets).unwrap().ecarts.is_empty());
    }
    let elapsed = start.elapsed();
    println!("10 000 returns: {elapsed:?}");
    // A debug build on a busy machine; a release build takes a tenth.
    assert!(elapsed.as_secs() < 30, "{elapsed:?}");
}
