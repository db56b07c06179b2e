//! Signatures as openssl makes and judges them.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

mod faux;
mod formes;
mod horodatage;
mod hostile;
#[path = "../../../certificats/tests/it/pki.rs"]
mod pki;
mod signature;

use std::fs;

use cades::{Cms, Conditions, Empreintes, Options, Preparation, Verification};
use certificats::{Certificat, Confiance, Crl, Hachage, Preuves, RawSigner, SoftwareKey};
use time::{Duration, OffsetDateTime, macros::datetime};

pub(crate) const TEXTE: &str = "Délibération n° 2026-112 du conseil municipal.";

pub(crate) fn certificat(name: &str) -> Certificat {
    Certificat::read_all(&pki::read(&format!("{name}.pem"))).unwrap().remove(0)
}

pub(crate) fn cle(name: &str) -> SoftwareKey {
    SoftwareKey::new(&pki::read(&format!("{name}.key")), &pki::read(&format!("{name}.pem"))).unwrap()
}

/// A little after the files of this run were made, and after what its tests sign.
pub(crate) fn maintenant() -> OffsetDateTime {
    OffsetDateTime::from(fs::metadata(pki::PKI.join("pki.cnf")).unwrap().modified().unwrap()) + Duration::days(21)
}

pub(crate) fn preuves() -> Preuves {
    let crl = |name: &str| Crl::read(&pki::read(name)).unwrap();
    let certificats = vec![certificat("intermediaire")];
    Preuves { certificats, crl: vec![crl("racine.crl"), crl("intermediaire.crl")], ocsp: Vec::new() }
}

pub(crate) fn prepare(name: &str, texte: &str, hachage: Hachage) -> Preparation {
    let options = Options { hachage, date: Some(datetime!(2026-11-17 9:30 UTC)) };
    let un = certificat(name);
    let digest = options.hachage_pour(&un).unwrap().digest(texte.as_bytes());
    Preparation::new(&digest, &un, &[certificat("intermediaire")], options).unwrap()
}

pub(crate) fn sign(name: &str, texte: &str, hachage: Hachage) -> Cms {
    let preparation = prepare(name, texte, hachage);
    let valeur = cle(name).sign(preparation.algorithme(), preparation.to_sign()).unwrap();
    preparation.assemble(&valeur).unwrap()
}

pub(crate) fn verify(cms: &Cms, texte: &str) -> Vec<Verification> {
    verify_at(cms, texte, maintenant(), &preuves())
}

pub(crate) fn verify_at(cms: &Cms, texte: &str, maintenant: OffsetDateTime, preuves: &Preuves) -> Vec<Verification> {
    let confiance = Confiance::new([certificat("racine")]);
    let conditions =
        Conditions { confiance: &confiance, horodateurs: &confiance, preuves, maintenant, existait_le: None };
    cms.verify(&Empreintes::of(&cms.hachages(), &[texte.as_bytes()]), &conditions)
}

pub(crate) fn codes(verification: &Verification) -> Vec<&'static str> {
    verification.rapport.raisons.iter().map(|raison| raison.code).collect()
}

/// Files given to openssl, as long as the folder lives.
pub(crate) struct Fichiers(tempfile::TempDir);

impl Fichiers {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    pub(crate) fn write(&self, name: &str, octets: impl AsRef<[u8]>) -> String {
        fs::write(self.path(name), octets).unwrap();
        self.path(name)
    }
}
