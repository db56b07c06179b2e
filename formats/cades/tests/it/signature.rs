//! What is signed is verified by openssl, and the other way round.

use cades::{CadesError, Cms, Empreintes, Empreinteur, Options, Preparation};
use certificats::{CertificatError, Hachage, Integrite, RawSigner, Verdict};

use super::{Fichiers, TEXTE, certificat, cle, codes, pki, preuves, sign, verify};

/// openssl takes the signature of this text, its chain and its signing certificate.
fn assert_openssl_agrees(cms: &[u8], form: &str, texte: &str) {
    let files = Fichiers::new();
    let (signature, content) = (files.write("s", cms), files.write("t", texte));
    let args = ["cms", "-verify", "-cades", "-binary", "-purpose", "any", "-CAfile", "racine.pem", "-out", "/dev/null"];
    pki::openssl_ok(&[&args[..], &["-inform", form, "-in", &signature, "-content", &content]].concat());
}

const TOUS: [(&str, Hachage); 5] = [
    ("maire", Hachage::Sha256),
    ("maire", Hachage::Sha384),
    ("maire", Hachage::Sha512),
    ("adjoint", Hachage::Sha256),
    ("dgs", Hachage::Sha384),
];

#[test]
fn what_is_signed_is_valid_here_and_for_openssl() {
    for (name, hachage) in TOUS {
        let cms = sign(name, TEXTE, hachage);
        assert_openssl_agrees(&cms.to_der(), "DER", TEXTE);
        assert_openssl_agrees(cms.to_pem().as_bytes(), "PEM", TEXTE);
        assert_eq!(Cms::read(&cms.to_der()).unwrap(), cms);
        assert_eq!(Cms::read(cms.to_pem().as_bytes()).unwrap(), cms);
        let [found] = &verify(&cms, TEXTE)[..] else { panic!("one signer") };
        assert_eq!((found.rapport.verdict, codes(found)), (Verdict::Valide, vec![]), "{name}");
        assert_eq!(found.certificat, Some(certificat(name)));
        let json = serde_json::to_value(&found.rapport).unwrap();
        let nom = certificat(name).sujet().court();
        assert_eq!(
            json,
            serde_json::json!({"format": "CAdES-B-B", "integrite": "ok", "verdict": "valide", "signataire": nom,
                "date": "2026-11-17T09:30:00Z", "couverture": "le fichier entier", "raisons": []})
        );
    }
}

#[test]
fn what_openssl_signs_is_valid() {
    let files = Fichiers::new();
    let content = files.write("t", TEXTE);
    for (name, digest, extra) in [
        ("maire", "sha256", &["-cades"][..]),
        ("maire", "sha512", &["-cades", "-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_pss_saltlen:digest"]),
        ("maire", "sha384", &["-cades", "-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_pss_saltlen:max"]),
        ("adjoint", "sha256", &["-cades", "-keyid"]),
        ("dgs", "sha384", &["-cades"]),
        // Lengths told at the end, as BouncyCastle writes them too.
        ("maire", "sha256", &["-cades", "-stream"]),
        ("maire", "sha256", &["-cades", "-stream", "-nodetach"]),
        ("maire", "sha256", &[]),
    ] {
        let (pem, key) = (format!("{name}.pem"), format!("{name}.key"));
        let args = [
            "cms",
            "-sign",
            "-binary",
            "-outform",
            "DER",
            "-signer",
            &pem,
            "-inkey",
            &key,
            "-md",
            digest,
            "-certfile",
            "intermediaire.pem",
            "-in",
            &content,
        ];
        let signature = pki::openssl_ok(&[&args[..], extra].concat());
        let cms = Cms::read(&signature).unwrap_or_else(|error| panic!("{extra:?}: {error}"));
        let [found] = &verify(&cms, TEXTE)[..] else { panic!("one signer") };
        assert_eq!(found.rapport.verdict, Verdict::Valide, "{extra:?} {:?}", found.rapport.raisons);
        assert!(cms.contenu().is_none_or(|octets| octets == TEXTE.as_bytes()));
        assert!(cms.contenu().is_some() || !extra.contains(&"-nodetach"));
        let (format, said) =
            if extra.is_empty() { ("CMS", vec!["certificat_non_designe"]) } else { ("CAdES-B-B", vec![]) };
        assert_eq!((found.rapport.format.as_str(), codes(found)), (format, said));
        assert!(found.date_declaree.is_some() && found.date_prouvee.is_none());
        // Written again, it is still what openssl takes.
        if !extra.contains(&"-nodetach") {
            let args = ["cms", "-verify", "-binary", "-purpose", "any", "-CAfile", "racine.pem"];
            let again = files.write("s", cms.to_der());
            pki::openssl_ok(
                &[&args[..], &["-inform", "DER", "-in", &again, "-content", &content, "-out", "/dev/null"]].concat(),
            );
        }
    }
}

#[test]
fn several_sign_the_same_content_each_on_its_own() {
    let mut cms = sign("maire", TEXTE, Hachage::Sha256);
    cms.add(sign("dgs", TEXTE, Hachage::Sha384)).unwrap();
    cms.add(sign("adjoint", TEXTE, Hachage::Sha512)).unwrap();
    let cms = Cms::read(&cms.to_der()).unwrap();
    assert_openssl_agrees(&cms.to_der(), "DER", TEXTE);
    // ECDSA on P-256 takes SHA-256, whatever is asked.
    assert_eq!(cms.hachages(), [Hachage::Sha256, Hachage::Sha384]);
    assert_eq!(cms.certificats().len(), 4);
    let found = verify(&cms, TEXTE);
    assert_eq!(found.iter().map(|one| one.rapport.verdict).collect::<Vec<_>>(), [Verdict::Valide; 3]);
    let who: Vec<_> = found.iter().map(|one| one.certificat.clone().unwrap()).collect();
    for name in ["maire", "dgs", "adjoint"] {
        assert!(who.contains(&certificat(name)), "{name}");
    }
}

#[test]
fn a_large_content_is_hashed_by_pieces() {
    let piece = vec![b'a'; 1 << 20];
    let texte = "a".repeat(8 << 20);
    let cms = sign("maire", &texte, Hachage::Sha512);
    let mut empreinteur = Empreinteur::new(&cms.hachages());
    for _ in 0..8 {
        empreinteur.update(&piece);
    }
    let empreintes = empreinteur.finish();
    assert_eq!(empreintes, Empreintes::of(&cms.hachages(), &[texte.as_bytes()]));
    assert_eq!(verify(&cms, &texte)[0].rapport.verdict, Verdict::Valide);
}

#[test]
fn a_value_that_is_not_of_this_key_is_never_assembled() {
    let hachage = Hachage::Sha256;
    let options = Options { hachage, date: None };
    let digest = hachage.digest(TEXTE.as_bytes());
    let preparation = Preparation::new(&digest, &certificat("maire"), &[], options).unwrap();
    assert_eq!(preparation.digest(), hachage.digest(preparation.to_sign()));
    let valeur = cle("revoque").sign(preparation.algorithme(), preparation.to_sign()).unwrap();
    let refused = preparation.assemble(&valeur);
    assert_eq!(refused, Err(CadesError::Certificat(CertificatError::SignatureFausse)));
    assert!(preparation.assemble(b"").is_err());
    // It waits in a database between two requests.
    let kept: Preparation = serde_json::from_str(&serde_json::to_string(&preparation).unwrap()).unwrap();
    let cms = kept.sign(&cle("maire")).unwrap();
    assert!(cms.to_der().len() <= preparation.taille());
    assert_openssl_agrees_without_chain(&cms);
    assert!(matches!(
        Preparation::new(b"court", &certificat("maire"), &[], options),
        Err(CadesError::Empreinte { .. })
    ));
    let sha1 = Options { hachage: Hachage::Sha1, date: None };
    assert!(Preparation::new(&[0; 20], &certificat("maire"), &[], sha1).is_err());
}

fn assert_openssl_agrees_without_chain(cms: &Cms) {
    let files = Fichiers::new();
    let (signature, content) = (files.write("s", cms.to_der()), files.write("t", TEXTE));
    let args = ["cms", "-verify", "-binary", "-noverify", "-inform", "DER", "-out", "/dev/null"];
    pki::openssl_ok(&[&args[..], &["-in", &signature, "-content", &content]].concat());
    let found = &verify(cms, TEXTE)[0];
    assert_eq!((found.rapport.integrite, found.rapport.date), (Integrite::Ok, None));
    assert_eq!(preuves().certificats, [certificat("intermediaire")]);
}
