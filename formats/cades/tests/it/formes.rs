//! Forms that other software writes: what is old or partial is told, not guessed.

use cades::Cms;
use certificats::{Hachage, Integrite, Verdict, der::Reader};

use super::{Fichiers, TEXTE, codes, maintenant, pki, preuves, sign, verify, verify_at};

fn openssl_signs(extra: &[&str]) -> Cms {
    let files = Fichiers::new();
    let content = files.write("t", TEXTE);
    let args =
        ["cms", "-sign", "-binary", "-outform", "DER", "-signer", "maire.pem", "-inkey", "maire.key", "-in", &content];
    Cms::read(&pki::openssl_ok(&[&args[..], extra].concat())).unwrap()
}

#[test]
fn sha1_is_verified_and_told_as_weak() {
    let found = &verify(&openssl_signs(&["-md", "sha1"]), TEXTE)[0];
    assert_eq!((found.rapport.integrite, found.rapport.verdict), (Integrite::Ok, Verdict::Indetermine));
    assert!(codes(found).contains(&"algorithme_faible"));
}

#[test]
fn a_signature_without_certificate_is_judged_with_one_that_is_given() {
    let cms = openssl_signs(&["-cades", "-nocerts"]);
    assert_eq!(codes(&verify(&cms, TEXTE)[0]), ["certificat_absent"]);
    let mut preuves = preuves();
    preuves.certificats.push(super::certificat("maire"));
    assert_eq!(verify_at(&cms, TEXTE, maintenant(), &preuves)[0].rapport.verdict, Verdict::Valide);
}

#[test]
fn a_signature_without_signed_attributes_is_not_guessed() {
    let found = &verify(&openssl_signs(&["-noattr"]), TEXTE)[0];
    assert_eq!((found.rapport.verdict, codes(found)[0]), (Verdict::Indetermine, "forme_ancienne"));
}

#[test]
fn what_was_read_is_written_back_byte_for_byte() {
    for cms in [sign("maire", TEXTE, Hachage::Sha256), openssl_signs(&["-cades"])] {
        let der = cms.to_der();
        assert_eq!(Cms::read(&der).unwrap().to_der(), der);
    }
}

/// Some software signs attributes in order and writes them in another.
#[test]
fn attributes_written_out_of_order_are_verified_in_order() {
    let der = sign("maire", TEXTE, Hachage::Sha256).to_der();
    let cms = Cms::read(&der).unwrap();
    let preparation = super::prepare("maire", TEXTE, Hachage::Sha256);
    let mut attributes: Vec<&[u8]> =
        Reader::new(preparation.to_sign()).read().unwrap().enter().map(|one| one.unwrap().whole).collect();
    let signed = attributes.concat();
    attributes.reverse();
    let at = der.windows(signed.len()).position(|window| window == signed).unwrap();
    let reversed = [&der[..at], &attributes.concat(), &der[at + signed.len()..]].concat();
    assert_ne!(reversed, der);
    let read = Cms::read(&reversed).unwrap();
    assert_eq!(verify(&read, TEXTE)[0].rapport.verdict, Verdict::Valide);
    assert_eq!(cms.signataires()[0].valeur(), read.signataires()[0].valeur());
}
