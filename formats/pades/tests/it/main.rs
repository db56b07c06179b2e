//! Signed PDF as poppler, pyHanko, qpdf and openssl judge them.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test fails where it stands, and says when it skips")]

mod ajouts;
mod balises;
#[path = "../../../pdf/tests/it/fabrique.rs"]
mod fabrique;
mod faux;
mod hostile;
mod invariants;
mod juges;
mod niveaux;
#[path = "../../../certificats/tests/it/pki.rs"]
mod pki;
mod reels;
#[expect(dead_code, reason = "shared with the tests of pdf")]
#[path = "../../../pdf/tests/it/juges.rs"]
mod regards;
mod signature;
mod visible;

use std::fs;

use cades::{Conditions, Demande};
use certificats::{Certificat, Confiance, Crl, Hachage, Preuves, RawSigner, SoftwareKey};
use pades::{Options, SignaturePdf, prepare};
use time::{Duration, OffsetDateTime, macros::datetime};

pub(crate) const NONCE: [u8; 8] = [0x1F, 2, 3, 4, 5, 6, 7, 8];

pub(crate) fn certificat(name: &str) -> Certificat {
    Certificat::read_all(&pki::read(&format!("{name}.pem"))).unwrap().remove(0)
}

pub(crate) fn cle(name: &str) -> SoftwareKey {
    SoftwareKey::new(&pki::read(&format!("{name}.key")), &pki::read(&format!("{name}.pem"))).unwrap()
}

pub(crate) fn maintenant() -> OffsetDateTime {
    OffsetDateTime::from(fs::metadata(pki::PKI.join("pki.cnf")).unwrap().modified().unwrap()) + Duration::days(21)
}

pub(crate) fn preuves() -> Preuves {
    let crl = |name: &str| Crl::read(&pki::read(name)).unwrap();
    Preuves {
        certificats: vec![certificat("intermediaire"), certificat("racine")],
        crl: vec![crl("racine.crl"), crl("intermediaire.crl")],
        ocsp: Vec::new(),
    }
}

pub(crate) fn options() -> Options {
    Options { horodatage: false, ..Options::new(datetime!(2026-11-17 9:30 UTC)) }
}

pub(crate) fn sign_with(octets: &[u8], name: &str, options: &Options) -> Vec<u8> {
    let preparation = prepare(octets, &certificat(name), &[certificat("intermediaire")], options).unwrap();
    preparation.sign(octets, &cle(name)).unwrap()
}

pub(crate) fn sign(octets: &[u8], name: &str) -> Vec<u8> {
    sign_with(octets, name, &options())
}

/// With a time stamp of the authority of the run.
pub(crate) fn sign_stamped(octets: &[u8], name: &str) -> Vec<u8> {
    let options = Options { horodatage: true, ..options() };
    let preparation = prepare(octets, &certificat(name), &[certificat("intermediaire")], &options).unwrap();
    let valeur = cle(name).sign(preparation.algorithme(), preparation.to_sign()).unwrap();
    let mut cms = preparation.assemble(&valeur).unwrap();
    let imprint = cms.a_horodater(0, Hachage::Sha256).unwrap();
    let demande = Demande::new(Hachage::Sha256, &imprint, &NONCE).unwrap();
    let jeton = demande.read_response(&answer(&demande.to_der())).unwrap();
    cms.add_horodatage(0, &jeton).unwrap();
    preparation.write(octets, &cms).unwrap()
}

/// What the authority of time stamps answers.
pub(crate) fn answer(question: &[u8]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::write(path("q"), question).unwrap();
    fs::write(path("serie"), "01\n").unwrap();
    let configuration = String::from_utf8(pki::read("pki.cnf")).unwrap().replace("tsa.serie", &path("serie"));
    fs::write(path("cnf"), configuration).unwrap();
    pki::openssl_ok(&["ts", "-reply", "-config", &path("cnf"), "-queryfile", &path("q"), "-out", &path("r")]);
    fs::read(path("r")).unwrap()
}

pub(crate) fn verify(octets: &[u8]) -> Vec<SignaturePdf> {
    verify_with(octets, &preuves())
}

pub(crate) fn verify_with(octets: &[u8], preuves: &Preuves) -> Vec<SignaturePdf> {
    verify_at(octets, preuves, maintenant())
}

pub(crate) fn verify_at(octets: &[u8], preuves: &Preuves, maintenant: OffsetDateTime) -> Vec<SignaturePdf> {
    let confiance = Confiance::new([certificat("racine")]);
    let conditions =
        Conditions { confiance: &confiance, horodateurs: &confiance, preuves, maintenant, existait_le: None };
    pades::verify(octets, &conditions).unwrap()
}

pub(crate) fn codes(signature: &SignaturePdf) -> Vec<&'static str> {
    signature.rapport.raisons.iter().map(|raison| raison.code).collect()
}

/// What openssl answers of a certificate, signed by the responder of the run.
pub(crate) fn pki_ocsp(name: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::write(path("q"), certificats::demande_ocsp(&certificat(name), &certificat("intermediaire")).unwrap()).unwrap();
    let args = ["ocsp", "-index", "intermediaire.index", "-CA", "intermediaire.pem", "-rsigner", "repondeur.pem"];
    let rest = ["-rkey", "repondeur.key", "-ndays", "7", "-reqin", &path("q"), "-respout", &path("r")];
    pki::openssl_ok(&[&args[..], &rest].concat());
    fs::read(path("r")).unwrap()
}
