//! What a certificate says, compared with what openssl reads in it.

use certificats::{
    Certificat, CertificatError, ClePublique, Confiance, GenreQualifie, Hachage, Moment, Preuves, Usage, oids,
};

use super::pki::{openssl_ok, read};

pub(crate) fn certificat(name: &str) -> Certificat {
    Certificat::read_all(&read(&format!("{name}.pem"))).unwrap().remove(0)
}

fn said(args: &[&str]) -> String {
    String::from_utf8(openssl_ok(args)).unwrap().trim().to_owned()
}

fn hex(octets: &[u8]) -> String {
    octets.iter().fold(String::new(), |text, byte| text + &format!("{byte:02X}"))
}

#[test]
fn names_dates_and_numbers_are_those_that_openssl_tells() {
    for name in ["racine", "intermediaire", "maire", "adjoint", "dgs", "perime"] {
        let one = certificat(name);
        let file = format!("{name}.pem");
        let ask = |option: &str| said(&["x509", "-in", &file, "-noout", option, "-nameopt", "rfc2253,-esc_msb,utf8"]);
        assert_eq!(ask("-subject"), format!("subject={}", one.sujet().rfc4514()));
        assert_eq!(ask("-issuer"), format!("issuer={}", one.emetteur().rfc4514()));
        let told = ask("-serial").replace("serial=", "");
        let serie = hex(one.serie());
        assert_eq!(told.trim_start_matches('0'), serie.trim_start_matches('0'));
        let fingerprint = hex(&one.empreinte(Hachage::Sha256));
        let told = said(&["x509", "-in", &file, "-noout", "-fingerprint", "-sha256"]).replace(':', "");
        assert_eq!(told.split('=').next_back(), Some(fingerprint.as_str()));
        assert_eq!(Certificat::read_all(one.pem().as_bytes()).unwrap(), [one]);
    }
    assert_eq!(certificat("perime").validite().au.unix_timestamp(), 1_609_459_200);
}

#[test]
fn what_a_person_may_do_and_where_to_ask_is_read() {
    let maire = certificat("maire");
    let said = maire.extensions();
    let usages = said.usages.unwrap();
    assert!(usages.signature_numerique() && usages.engagement() && !usages.signe_certificats());
    assert!(!said.contraintes.unwrap().autorite);
    assert_eq!(said.ocsp, ["http://ocsp.example/"]);
    assert_eq!(said.emetteurs, ["http://ca.example/intermediaire.cer"]);
    assert_eq!(said.crl, ["http://crl.example/intermediaire.crl"]);
    assert_eq!(said.politiques.iter().map(ToString::to_string).collect::<Vec<_>>(), ["1.2.250.1.1.1"]);
    assert_eq!(said.aki, certificat("intermediaire").extensions().ski);
    assert!(said.qualification.qualifie && said.qualification.dispositif);
    assert_eq!(said.qualification.genre, Some(GenreQualifie::Signature));
    assert!(said.critiques_inconnues.is_empty());
    assert_eq!(certificat("horodatage").extensions().usages_etendus, Some(vec![oids::EKU_TIME_STAMPING]));
    assert_eq!(certificat("intermediaire").extensions().contraintes.unwrap().longueur, Some(0));
    assert!(matches!(maire.cle(), ClePublique::Rsa { bits: 2048, pss: false, .. }));
    assert_eq!(maire.sujet().get("O"), Some("Commune d’Essai"));
    assert_eq!(maire.sujet().court(), "MAIRE Émile, Test");
    assert!(maire.sujet().rfc4514().starts_with("CN=MAIRE Émile\\, Test,OU=0002 21820001800018,O="));
}

#[test]
fn serial_numbers_are_written_in_decimal() {
    let told = said(&["x509", "-in", "maire.pem", "-noout", "-serial"]).replace("serial=", "");
    let mut decimal = vec![0_u32];
    for digit in told.chars() {
        let mut carry = digit.to_digit(16).unwrap();
        for limb in &mut decimal {
            let value = *limb * 16 + carry;
            (*limb, carry) = (value % 10, value / 10);
        }
        while carry > 0 {
            decimal.push(carry % 10);
            carry /= 10;
        }
    }
    let decimal: String = decimal.iter().rev().map(ToString::to_string).collect();
    assert_eq!(certificat("maire").serie_decimale(), decimal);
}

#[test]
fn a_file_without_certificate_is_refused() {
    assert_eq!(Certificat::read_all(&read("maire.key")), Err(CertificatError::AucunCertificat));
    assert_eq!(Certificat::read_all(b""), Err(CertificatError::AucunCertificat));
    for octets in [&b"\x30\x84\xFF\xFF\xFF\xFF"[..], b"\x30\x80\x00\x00", b"-----BEGIN CERTIFICATE-----\nAAA"] {
        assert!(matches!(Certificat::read_all(octets), Err(CertificatError::Illisible { .. })));
    }
}

/// The authorities that systems trust: a hundred and more, of every age and country.
#[test]
fn the_authorities_of_the_system_are_read_and_sign_themselves() {
    let Ok(octets) = std::fs::read("/etc/ssl/certs/ca-certificates.crt") else {
        println!("SKIPPED: this system has no list of authorities");
        return;
    };
    let all = Certificat::read_all(&octets).unwrap();
    let moment = Moment::maintenant(certificat("maire").validite().du);
    let confiance = Confiance::new(all.iter().cloned());
    for one in &all {
        assert!(one.est_auto_emis(), "{one:?}");
        assert!(!one.sujet().rfc4514().is_empty() && one.extensions().critiques_inconnues.is_empty(), "{one:?}");
        let examen = confiance.examine(one, Usage::Signature, moment, &Preuves::default());
        assert_eq!(examen.chaine, std::slice::from_ref(one));
    }
    println!("{} authorities", all.len());
}
