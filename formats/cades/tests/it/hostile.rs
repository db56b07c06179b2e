//! Hostile bytes: refused or read, never a fall.
//!
//! `SIGNATURE_FUZZ_CASES=1000000 cargo nextest run -p cades hostile` makes a long run of it.

use std::{env, time::Instant};

use cades::{Cms, Demande, Jeton};
use certificats::Hachage;
use proptest::prelude::*;

use super::{
    TEXTE,
    horodatage::{answer, stamp},
    sign, verify,
};

fn cases() -> ProptestConfig {
    let asked = env::var("SIGNATURE_FUZZ_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(asked.unwrap_or(1500)) }
}

fn demande() -> Demande {
    Demande::new(Hachage::Sha256, &Hachage::Sha256.digest(b"x"), b"12345678").unwrap()
}

fn read_all(octets: &[u8]) {
    match Cms::read(octets) {
        Ok(cms) => {
            for found in verify(&cms, TEXTE) {
                assert!(found.rapport.raisons.iter().all(|raison| raison.texte.ends_with('.')));
            }
            assert!(Cms::read(&cms.to_der()).is_ok());
        }
        Err(error) => assert!(error.to_string().ends_with('.')),
    }
    let _ = Jeton::read(octets);
    let _ = demande().read_response(octets);
}

#[test]
fn changed_signatures_and_answers_are_refused_or_read() {
    let mut stamped = sign("adjoint", TEXTE, Hachage::Sha256);
    let jeton = stamp(&mut stamped, 0, Hachage::Sha256);
    let seeds = vec![
        stamped.to_der(),
        jeton.der().to_vec(),
        answer(&demande().to_der()),
        sign("maire", TEXTE, Hachage::Sha256).to_pem().into_bytes(),
    ];
    let mut runner = proptest::test_runner::TestRunner::new(cases());
    let changes = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6);
    let strategy = (prop::sample::select(seeds), changes, any::<Option<prop::sample::Index>>());
    runner
        .run(&strategy, |(mut octets, changes, cut)| {
            for (at, byte) in changes {
                let at = at.index(octets.len());
                octets[at] = byte;
            }
            if let Some(cut) = cut {
                octets.truncate(cut.index(octets.len()));
            }
            read_all(&octets);
            Ok(())
        })
        .unwrap();
}

#[test]
fn traps_are_refused_at_once() {
    let deep = [&[0x30, 0x80].repeat(5_000_000)[..]].concat();
    let announced = [0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF, 0x06].to_vec();
    let wide = [&[0x30, 0x80][..], &[0x02, 0x00].repeat(5_000_000)].concat();
    let long_length = [&[0x30, 0xFF][..], &[0xFF; 200]].concat();
    for trap in [deep, announced, wide, long_length] {
        let start = Instant::now();
        assert!(Cms::read(&trap).is_err());
        assert!(start.elapsed().as_secs() < 2);
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn any_bytes_are_refused_or_read(mut octets in prop::collection::vec(any::<u8>(), 0..300), first in any::<bool>()) {
        if first {
            octets.splice(0..0, [0x30, 0x80, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02, 0xA0, 0x80, 0x30, 0x80]);
        }
        read_all(&octets);
    }
}
