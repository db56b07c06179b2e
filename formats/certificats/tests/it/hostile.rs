//! Hostile bytes: refused or read, never a fall.
//!
//! `SIGNATURE_FUZZ_CASES=1000000 cargo nextest run -p certificats hostile` makes a long run of it.

use std::env;

use certificats::{Algorithme, Certificat, Crl, Hachage, Nom, ReponseOcsp, SoftwareKey, der::Reader, pem};
use proptest::prelude::*;

use super::{
    confiance::ocsp,
    lecture::certificat,
    pki::{openssl_ok, read},
};

fn cases() -> ProptestConfig {
    let asked = env::var("SIGNATURE_FUZZ_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(asked.unwrap_or(3000)) }
}

fn read_all(octets: &[u8]) {
    let errors = [
        Certificat::read_all(octets).map(|all| {
            for one in all {
                let _ = (one.sujet().rfc4514(), one.serie_decimale(), one.emetteur().to_string());
                let _ = one.verify(Algorithme::RsaPkcs1(Hachage::Sha256), octets, octets);
            }
        }),
        Crl::read(octets).map(|_| ()),
        ReponseOcsp::read(octets).map(|_| ()),
        Nom::read(octets).map(|_| ()),
        pem::blocks(octets).map(|_| ()),
        SoftwareKey::from_pkcs12(octets, "x").map(|_| ()),
    ];
    for error in errors.into_iter().filter_map(Result::err) {
        assert!(error.to_string().ends_with('.'), "{error}");
    }
    for value in Reader::new(octets).flatten().take(50) {
        let _ = (value.instant(), value.text(), value.flags(), value.small(), value.bits());
    }
}

#[test]
fn changed_certificates_lists_and_answers_are_refused_or_read() {
    let der = |name: &str| pem::blocks(&read(name)).unwrap().remove(0).der;
    let p12 = |extra: &[&str]| {
        let args = ["pkcs12", "-export", "-inkey", "dgs.key", "-in", "dgs.pem", "-passout", "pass:x", "-iter", "1"];
        openssl_ok(&[&args[..], extra].concat())
    };
    let seeds = vec![
        p12(&["-nomac"]),
        p12(&["-nomac", "-keypbe", "NONE", "-certpbe", "NONE"]),
        p12(&[]),
        certificat("maire").der().to_vec(),
        certificat("racine").der().to_vec(),
        der("intermediaire.crl"),
        ocsp("maire"),
        read("dgs.pem"),
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

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn any_bytes_are_refused_or_read(octets in prop::collection::vec(any::<u8>(), 0..300)) {
        read_all(&octets);
    }

    #[test]
    fn what_is_written_is_read_again(length in prop_oneof![0..300_usize, 65_000..66_000_usize], tag in 1..31_u8) {
        let content = vec![tag; length];
        let whole = certificats::der::tlv(tag, &content);
        let mut reader = Reader::new(&whole);
        let value = reader.expect(tag).unwrap();
        prop_assert_eq!((value.content, value.whole), (&content[..], &whole[..]));
        prop_assert!(reader.end().is_ok());
    }

    #[test]
    fn instants_are_written_and_read_again(seconds in -631_152_000_i64..4_102_444_800) {
        let at = time::OffsetDateTime::from_unix_timestamp(seconds).unwrap();
        let whole = certificats::der::instant(at);
        prop_assert_eq!(Reader::new(&whole).read().unwrap().instant().unwrap(), at);
    }
}
