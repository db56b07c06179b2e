//! Keys and values of signature, openssl on the other side.

use std::fs;

use certificats::{Algorithme, CertificatError, Hachage, RawSigner, SoftwareKey, ecdsa_from_fixed, ecdsa_to_fixed};

use super::{
    lecture::certificat,
    pki::{openssl, openssl_ok, read},
};

pub(crate) fn cle(name: &str) -> SoftwareKey {
    SoftwareKey::new(&read(&format!("{name}.key")), &read(&format!("{name}.pem"))).unwrap()
}

fn digest_option(algorithme: Algorithme) -> &'static str {
    match algorithme.hachage() {
        Hachage::Sha1 => "-sha1",
        Hachage::Sha256 => "-sha256",
        Hachage::Sha384 => "-sha384",
        Hachage::Sha512 => "-sha512",
    }
}

const PSS: [&str; 4] = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest"];

#[test]
fn openssl_verifies_what_keys_sign_and_keys_verify_what_openssl_signs() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::write(file("texte"), "Délibération n° 12").unwrap();
    let texte = "Délibération n° 12".as_bytes();
    let mut all = vec![("adjoint", Algorithme::Ecdsa(Hachage::Sha256)), ("dgs", Algorithme::Ecdsa(Hachage::Sha384))];
    for hachage in [Hachage::Sha256, Hachage::Sha384, Hachage::Sha512] {
        all.extend([("maire", Algorithme::RsaPkcs1(hachage)), ("maire", Algorithme::RsaPss(hachage))]);
    }
    for (name, algorithme) in all {
        let (un, signe) = (cle(name), file("signe"));
        let valeur = un.sign(algorithme, texte).unwrap();
        un.certificat().verify(algorithme, texte, &valeur).unwrap();
        assert_eq!(un.certificat().verify(algorithme, b"autre", &valeur), Err(CertificatError::SignatureFausse));
        fs::write(&signe, &valeur).unwrap();
        fs::write(file("publique"), openssl_ok(&["x509", "-in", &format!("{name}.pem"), "-noout", "-pubkey"])).unwrap();
        let pss: &[&str] = if matches!(algorithme, Algorithme::RsaPss(_)) { &PSS } else { &[] };
        let mut args = vec!["dgst", digest_option(algorithme)];
        args.extend(pss);
        let (publique, privee, texte_file) = (file("publique"), format!("{name}.key"), file("texte"));
        let verify = [&args[..], &["-verify", &publique, "-signature", &signe, &texte_file]].concat();
        openssl_ok(&verify);
        let sign = [&args[..], &["-sign", &privee, &texte_file]].concat();
        certificat(name).verify(algorithme, texte, &openssl_ok(&sign)).unwrap();
    }
    // Salts of other lengths are verified.
    for (salt, digest, hachage) in
        [("max", "-sha256", Hachage::Sha256), ("0", "-sha384", Hachage::Sha384), ("20", "-sha512", Hachage::Sha512)]
    {
        let salt = format!("rsa_pss_saltlen:{salt}");
        let args = ["dgst", digest, "-sigopt", "rsa_padding_mode:pss", "-sigopt", &salt, "-sign", "maire.key"];
        let mut valeur = openssl_ok(&[&args[..], &[&file("texte")]].concat());
        let (maire, pss) = (certificat("maire"), Algorithme::RsaPss(hachage));
        maire.verify(pss, texte, &valeur).unwrap();
        assert_eq!(maire.verify(pss, b"autre", &valeur), Err(CertificatError::SignatureFausse));
        assert_eq!(certificat("revoque").verify(pss, texte, &valeur), Err(CertificatError::SignatureFausse));
        valeur[100] ^= 1;
        assert_eq!(maire.verify(pss, texte, &valeur), Err(CertificatError::SignatureFausse));
    }
    // Old files are read, nothing is signed so.
    let ancien = openssl_ok(&["dgst", "-sha1", "-sign", "maire.key", &file("texte")]);
    let sha1 = Algorithme::RsaPkcs1(Hachage::Sha1);
    certificat("maire").verify(sha1, texte, &ancien).unwrap();
    assert!(matches!(cle("maire").sign(sha1, texte), Err(CertificatError::Algorithme { .. })));
}

#[test]
fn values_of_ecdsa_go_to_the_form_of_xml_and_back() {
    for (name, hachage, size) in [("adjoint", Hachage::Sha256, 64), ("dgs", Hachage::Sha384, 96)] {
        let un = cle(name);
        for rank in 0..20_u8 {
            let valeur = un.sign(Algorithme::Ecdsa(hachage), &[rank]).unwrap();
            let fixed = ecdsa_to_fixed(un.certificat().cle(), &valeur).unwrap();
            assert_eq!(fixed.len(), size);
            assert_eq!(ecdsa_from_fixed(&fixed).unwrap(), valeur);
        }
    }
}

#[test]
fn a_key_is_read_from_pkcs8_pkcs1_and_pkcs12() {
    let pkcs1 = openssl_ok(&["rsa", "-in", "maire.key", "-traditional"]);
    SoftwareKey::new(&pkcs1, &read("maire.pem")).unwrap();
    let der = openssl_ok(&["pkcs8", "-topk8", "-nocrypt", "-in", "adjoint.key", "-outform", "DER"]);
    SoftwareKey::new(&der, &read("adjoint.pem")).unwrap();
    for (name, protection) in [
        ("maire", &[][..]),
        ("adjoint", &[]),
        ("dgs", &["-keypbe", "AES-128-CBC", "-certpbe", "AES-192-CBC", "-macalg", "sha512", "-iter", "5000"]),
        // Not protected, but for the check.
        ("maire", &["-keypbe", "NONE", "-certpbe", "NONE", "-macalg", "sha384"]),
        // As before 2022: triple DES and RC2 of 40 bits, and the others of that time.
        ("maire", &["-legacy"]),
        ("maire", &["-legacy", "-keypbe", "PBE-SHA1-2DES", "-certpbe", "PBE-SHA1-RC2-128"]),
        ("maire", &["-legacy", "-descert"]),
    ] {
        let (privee, pem) = (format!("{name}.key"), format!("{name}.pem"));
        let mut args = vec!["pkcs12", "-export", "-inkey", &privee, "-in", &pem, "-certfile", "intermediaire.pem"];
        args.extend(["-passout", "pass:m0t-de-passé"]);
        args.extend(protection);
        let made = openssl(&args);
        if !made.status.success() && protection.contains(&"-legacy") {
            println!("SKIPPED: this openssl has no legacy provider");
            continue;
        }
        assert!(made.status.success(), "{protection:?} {}", String::from_utf8_lossy(&made.stderr));
        let un = SoftwareKey::from_pkcs12(&made.stdout, "m0t-de-passé").unwrap();
        assert_eq!((un.certificat(), un.chaine()), (&certificat(name), &[certificat("intermediaire")][..]));
        let algorithme = un.certificat().cle().algorithme(Hachage::Sha256).unwrap();
        un.certificat().verify(algorithme, b"x", &un.sign(algorithme, b"x").unwrap()).unwrap();
        assert_eq!(SoftwareKey::from_pkcs12(&made.stdout, "autre").unwrap_err(), CertificatError::MotDePasse);
    }
}

#[test]
fn keys_that_cannot_be_used_say_why() {
    let refus = |cle: &[u8], pem: &str| SoftwareKey::new(cle, &read(pem)).unwrap_err();
    assert_eq!(refus(&read("maire.key"), "revoque.pem"), CertificatError::CleDUnAutre);
    let encrypted = openssl_ok(&["pkcs8", "-topk8", "-in", "maire.key", "-passout", "pass:x"]);
    assert!(refus(&encrypted, "maire.pem").to_string().contains("chiffrée"));
    assert!(matches!(refus(&read("maire.pem"), "maire.pem"), CertificatError::Cle { .. }));
}
