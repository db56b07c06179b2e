//! Bytes changed by chance never stop the program.

use pdf::{Position, Tampon, check, stamp};
use proptest::prelude::*;

use crate::{fabrique::simple, outils::qpdf};

fn tampon() -> Tampon {
    Tampon { titre: "Reçu".into(), lignes: vec!["1".into()] }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_file_is_refused_or_stamped_whole(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12), cut in any::<prop::sample::Index>(), keep in any::<bool>()) {
        let mut octets = simple();
        for (at, octet) in changes {
            let at = at.index(octets.len());
            octets[at] = octet;
        }
        if !keep {
            octets.truncate(cut.index(octets.len()));
        }
        let seen = check(&octets);
        if let Ok(stamped) = stamp(&octets, &tampon(), Position { x: 0.5, y: 0.5 }) {
            prop_assert!(stamped.starts_with(&octets) && seen.is_ok());
            let again = check(&stamped);
            prop_assert!(again.is_ok(), "{again:?}");
        }
    }
}

#[test]
fn streams_of_objects_are_inflated_within_bounds() {
    let zipped = qpdf(&simple(), &["--object-streams=generate"]);
    for at in 0..zipped.len() {
        let mut octets = zipped.clone();
        octets[at] ^= 0x55;
        let _ = check(&octets);
    }
}
