//! Whom a certificate names, until when, and the key that goes with it.

use kernel::{Clock, Instant};
use liaison::{Certificat, Empreinte, Identite, testing::Autorite};
use rustls::pki_types::{CertificateDer, pem::PemObject};

#[test]
fn the_facts_of_a_certificate_are_told_and_its_end_is_seen_coming() {
    let papiers = Autorite::new().client("Télétransmission CDG 82", 30);
    // The authority is gone with its files: what was read remains.
    assert!(Identite::read(&papiers.certificat, Some(&papiers.cle)).unwrap_err().to_string().contains("ne se lit pas"));
    let autorite = Autorite::new();
    let papiers = autorite.client("Télétransmission CDG 82", 30);
    let identite = Identite::read(&papiers.certificat, Some(&papiers.cle)).unwrap();
    let facts = identite.certificat();
    assert_eq!(facts.sujet, "CN=Télétransmission CDG 82,O=Centre de gestion,C=FR");
    assert_eq!(facts.emetteur, "CN=Autorité d’essai");
    assert_eq!(facts.fin.seconds_since(facts.debut), 30 * 86_400);
    assert!(facts.serie.len() >= 2 && facts.serie.chars().all(|c| c.is_ascii_hexdigit()), "{}", facts.serie);
    let der = CertificateDer::from_pem_file(&papiers.certificat).unwrap();
    assert_eq!(facts.empreinte, Empreinte::of(&der));
    let at = |seconds: i64| facts.days_left(&Clock::fixed(facts.fin.plus_seconds(seconds)));
    assert_eq!([at(-86_400), at(-86_399), at(-1), at(0), at(1)], [1, 0, 0, 0, -1]);
    assert!(!format!("{identite:?}").contains("PRIVATE"));
}

#[test]
fn the_facts_are_those_that_openssl_tells() {
    let autorite = Autorite::new();
    let papiers = autorite.client("CDG 82", 30);
    let told = std::process::Command::new("openssl")
        .args(["x509", "-noout", "-serial", "-fingerprint", "-sha256", "-enddate", "-dateopt", "iso_8601", "-in"])
        .arg(&papiers.certificat)
        .output()
        .unwrap();
    let told = String::from_utf8(told.stdout).unwrap();
    let value = |name: &str| told.lines().find_map(|line| line.strip_prefix(name)).unwrap().to_owned();
    let facts = Identite::read(&papiers.certificat, Some(&papiers.cle)).unwrap().certificat().clone();
    assert_eq!(facts.serie, value("serial=").to_lowercase());
    assert_eq!(facts.empreinte, value("sha256 Fingerprint=").parse().unwrap());
    let end = value("notAfter=").replace(' ', "T").replace('Z', ".000000Z");
    assert_eq!(facts.fin, end.parse::<Instant>().unwrap());
}

#[test]
fn a_chain_in_any_order_is_read_with_its_key_in_the_same_file() {
    let autorite = Autorite::new();
    let papiers = autorite.client("CDG 82", 2);
    let [ca, own, key] = [autorite.ca(), papiers.certificat, papiers.cle].map(|file| std::fs::read(file).unwrap());
    for pem in [[&key[..], &own, &ca].concat(), [&ca[..], &own, &key].concat()] {
        let identite = Identite::from_pem(&pem, &pem).unwrap();
        assert!(identite.certificat().sujet.starts_with("CN=CDG 82"));
    }
    let without = Identite::from_pem(&ca, &key).unwrap_err().to_string();
    assert!(without.contains("n’est celle d’aucun"), "{without}");
}

#[test]
fn a_locked_key_or_a_p12_is_told_how_to_be_converted() {
    let autorite = Autorite::new();
    let papiers = autorite.client("CDG 82", 2);
    let own = std::fs::read(&papiers.certificat).unwrap();
    let locked = std::process::Command::new("openssl")
        .args(["pkcs8", "-topk8", "-passout", "pass:tocsin", "-in"])
        .arg(&papiers.cle)
        .output()
        .unwrap();
    let refused = Identite::from_pem(&own, &locked.stdout).unwrap_err().to_string();
    assert!(refused.contains("protégée par un mot de passe") && refused.contains("openssl pkcs12"), "{refused}");
    let p12 = std::process::Command::new("openssl")
        .args(["pkcs12", "-export", "-passout", "pass:tocsin", "-in"])
        .arg(&papiers.certificat)
        .arg("-inkey")
        .arg(&papiers.cle)
        .output()
        .unwrap();
    let refused = Identite::from_pem(&p12.stdout, &p12.stdout).unwrap_err().to_string();
    assert!(refused.contains("openssl pkcs12"), "{refused}");
    assert!(Certificat::from_der(b"pas un certificat").is_err());
}
