//! Signatures that lie: each is refused, and a sentence says why.

use cades::Cms;
use certificats::{Hachage, Integrite, Verdict};

use super::{Fichiers, TEXTE, certificat, codes, pki, sign, verify};

#[test]
fn another_document_is_told_as_changed() {
    let found = &verify(&sign("maire", TEXTE, Hachage::Sha256), "Délibération n° 2026-113")[0];
    assert_eq!((found.rapport.integrite, found.rapport.verdict), (Integrite::Ko, Verdict::Invalide));
    assert_eq!(codes(found), ["document_modifie"]);
}

#[test]
fn people_that_are_not_trusted_keep_their_integrity_and_lose_the_verdict() {
    for (name, code) in
        [("perime", "perime"), ("revoque", "revoque"), ("serveur", "usage"), ("usurpateur", "chaine_inconnue")]
    {
        let found = &verify(&sign(name, TEXTE, Hachage::Sha256), TEXTE)[0];
        assert_eq!((found.rapport.integrite, found.rapport.verdict), (Integrite::Ok, Verdict::Indetermine), "{name}");
        assert!(codes(found).contains(&code), "{name}: {:?}", codes(found));
    }
}

/// Bytes of a signature changed in turn: what stays valid says the same of the same signer, as far as openssl goes.
#[test]
fn no_changed_byte_makes_another_signature_valid() {
    let cms = sign("adjoint", TEXTE, Hachage::Sha256);
    let der = cms.to_der();
    let mut valid = 0;
    for at in (0..der.len()).step_by(3) {
        let mut changed = der.clone();
        changed[at] ^= 0x01;
        let Ok(read) = Cms::read(&changed) else { continue };
        for found in verify(&read, TEXTE) {
            if found.rapport.verdict == Verdict::Valide {
                assert_eq!(found.certificat, Some(certificat("adjoint")));
                assert_eq!(found.rapport.date, verify(&cms, TEXTE)[0].rapport.date);
                valid += 1;
            }
        }
    }
    // The versions, the list of digests, and the intermediate certificate that is known otherwise.
    assert!(valid < 400, "{valid}");
}

/// The certificate replaced by another of the same key: named inside what is signed, it is found out.
#[test]
fn a_certificate_put_in_the_place_of_another_is_found_out() {
    let files = Fichiers::new();
    // The same key, the same issuer and number, by an authority of the same name: another validity.
    let double = files.path("double.pem");
    let serie = String::from_utf8(pki::openssl_ok(&["x509", "-in", "maire.pem", "-noout", "-serial"])).unwrap();
    let serie = format!("0x{}", serie.trim().trim_start_matches("serial="));
    pki::openssl_ok(&[
        "x509",
        "-req",
        "-in",
        "maire.csr",
        "-CA",
        "intermediaire.pem",
        "-CAkey",
        "intermediaire.key",
        "-set_serial",
        &serie,
        "-days",
        "9",
        "-out",
        &double,
    ]);
    let double = certificats::Certificat::read_all(&std::fs::read(double).unwrap()).unwrap().remove(0);
    assert_eq!((double.serie(), double.cle()), (certificat("maire").serie(), certificat("maire").cle()));
    let der = sign("maire", TEXTE, Hachage::Sha256).to_der();
    let changed = replace(&der, certificat("maire").der(), double.der());
    let cms = Cms::read(&changed).unwrap();
    let found = &verify(&cms, TEXTE)[0];
    assert_eq!(found.rapport.integrite, Integrite::Ko);
    assert!(codes(found).contains(&"certificat_substitue"));
}

/// The bytes of a value replaced, and the lengths around it told again by reading with openssl's help.
fn replace(der: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    use certificats::der::{Value, tlv};
    fn walk(octets: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        for value in certificats::der::Reader::new(octets) {
            let Value { tag, content, whole } = value.unwrap();
            let inside = whole.windows(old.len()).any(|window| window == old);
            match () {
                () if whole == old => out.extend(new),
                () if inside && tag & 0x20 != 0 => out.extend(tlv(tag, &walk(content, old, new))),
                () => out.extend(whole),
            }
        }
        out
    }
    walk(der, old, new)
}

#[test]
fn what_is_not_a_signature_is_refused() {
    for octets in [&b""[..], b"%PDF-1.7", b"\x30\x03\x02\x01\x01", &pki::read("maire.pem"), certificat("maire").der()] {
        let error = Cms::read(octets).unwrap_err().to_string();
        assert!(error.ends_with('.'), "{error}");
    }
    let mut followed = sign("maire", TEXTE, Hachage::Sha256).to_der();
    followed.push(0);
    assert!(Cms::read(&followed).is_err());
    assert_eq!(Cms::read_first(&followed).unwrap().1, [0]);
}
