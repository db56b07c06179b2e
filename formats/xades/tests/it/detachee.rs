//! Signatures of files that stay apart, XAdES 1.3.2.

use std::{fs, process::Command};

use certificats::{SoftwareKey, Verdict};
use xades::{Contenu, Source, XadesError, a_horodater, horodate, prepare_detachee, verify};

use super::{Monde, codes, demande, fabrique::values, horodatage::stamp, juges::python, key, pki::PKI};

fn sign(contenus: &[(Contenu<'_>, &str)], key: &SoftwareKey) -> Vec<u8> {
    let mut demande = demande(key);
    demande.politique = None;
    let preparation = prepare_detachee(contenus, &demande).unwrap();
    let monde = Monde::new();
    let given: Vec<Contenu<'_>> = contenus.iter().map(|(contenu, _)| *contenu).collect();
    let mut out = Vec::new();
    preparation.assemble(&Vec::new(), &values(&preparation, key), &monde.contexte(&given), &mut out).unwrap();
    out
}

/// signxml, which is given the file by its name.
const SIGNXML: &str = r"
import sys
from signxml import SignatureConfiguration
from signxml.xades import XAdESVerifier
signature, certificate, content = sys.argv[1:4]
found = XAdESVerifier().verify(open(signature, 'rb').read(), x509_cert=open(certificate).read(), id_attribute='Id',
    uri_resolver=lambda uri: open(content, 'rb').read(), expect_config=SignatureConfiguration(expect_references=2))
assert found[0].signed_data == open(content, 'rb').read()
";

#[test]
fn a_file_beside_is_signed_and_every_judge_agrees() {
    let acte = "Délibération n° 2026-112.\r\n".repeat(10_000).into_bytes();
    let folder = tempfile::tempdir().unwrap();
    let (file, signature) = (folder.path().join("acte.pdf"), folder.path().join("acte.xml"));
    fs::write(&file, &acte).unwrap();
    for nom in ["maire", "adjoint"] {
        let contenu = Contenu { nom: Some("acte.pdf"), source: &acte };
        let signed = sign(&[(contenu, "application/pdf")], &key(nom));
        fs::write(&signature, &signed).unwrap();
        let output = Command::new("xmlsec1")
            .args(["--verify", "--trusted-pem"])
            .arg(PKI.join("racine.pem"))
            .args(["--id-attr:Id", "http://uri.etsi.org/01903/v1.3.2#:SignedProperties", "acte.xml"])
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let certificate = PKI.join(format!("{nom}.pem"));
        assert_ne!(python(SIGNXML, &[&signature, &certificate, &file]), Some(false));
        // Stamped, it stays what it was.
        let stamps: Vec<_> = a_horodater(&signed).unwrap().iter().map(|octets| stamp(octets)).collect();
        let (mut stamped, given) = (Vec::new(), [contenu]);
        horodate(&signed, &stamps, &Monde::new().contexte(&given), &mut stamped).unwrap();
        fs::write(&signature, &stamped).unwrap();
        assert_ne!(python(SIGNXML, &[&signature, &certificate, &file]), Some(false));
        let verification = verify(&stamped, &Monde::new().with_crl().contexte(&given)).unwrap();
        assert_eq!(verification.signatures[0].date_prouvee, Some(stamps[0].date()));
        assert_eq!(verification.signatures[0].rapport.format, "XAdES-T (1.3.2)");
        let monde = Monde::new().with_crl();
        let given = [contenu];
        let verification = verify(&signed, &monde.contexte(&given)).unwrap();
        assert_eq!(verification.verdict(), Verdict::Valide, "{:?}", codes(&verification));
        assert_eq!(verification.signatures[0].proprietes.as_ref().unwrap().types, ["application/pdf"]);
        // Without it, one cannot say; with another, one can.
        let verification = monde.verify(&signed).unwrap();
        assert_eq!(verification.verdict(), Verdict::Indetermine);
        assert!(codes(&verification).contains(&"reference_externe"));
        let other = acte[1..].to_vec();
        let given = [Contenu { nom: Some("acte.pdf"), source: &other }];
        let verification = verify(&signed, &monde.contexte(&given)).unwrap();
        assert_eq!(verification.verdict(), Verdict::Invalide);
        assert!(codes(&verification).contains(&"empreinte_fausse"));
    }
}

#[test]
fn a_file_without_name_is_the_only_one() {
    let content = b"octets".to_vec();
    let maire = key("maire");
    let signed = sign(&[(Contenu { nom: None, source: &content }, "application/octet-stream")], &maire);
    let text = String::from_utf8(signed.clone()).unwrap();
    assert!(!text.contains("URI=\"\"") && text.contains("<ds:Reference Id="), "{text}");
    let monde = Monde::new();
    let given = [Contenu { nom: Some("quel-que-soit-son-nom.pdf"), source: &content }];
    assert_eq!(verify(&signed, &monde.contexte(&given)).unwrap().verdict(), Verdict::Valide);
    let two = [given[0], given[0]];
    assert!(codes(&verify(&signed, &monde.contexte(&two)).unwrap()).contains(&"reference_externe"));
    let unnamed = Contenu { nom: None, source: &content };
    let error = prepare_detachee(&[(unnamed, "a/b"), (unnamed, "a/b")], &demande(&maire)).unwrap_err();
    assert!(matches!(error, XadesError::Nombre { .. }));
}

#[test]
fn several_files_are_signed_at_once() {
    let (one, two): (&dyn Source, &dyn Source) = (&b"un".as_slice(), &b"deux".as_slice());
    let contenus = [
        (Contenu { nom: Some("un & « 1 ».pdf"), source: one }, "application/pdf"),
        (Contenu { nom: Some("deux.odt"), source: two }, "application/vnd.oasis.opendocument.text"),
    ];
    let signed = sign(&contenus, &key("maire"));
    let monde = Monde::new();
    let given = contenus.map(|(contenu, _)| contenu);
    let verification = verify(&signed, &monde.contexte(&given)).unwrap();
    assert_eq!(verification.verdict(), Verdict::Valide, "{:?}", codes(&verification));
    assert_eq!(verification.signatures[0].references.len(), 3);
    let swapped = [Contenu { source: two, ..given[0] }, Contenu { source: one, ..given[1] }];
    assert_eq!(verify(&signed, &monde.contexte(&swapped)).unwrap().verdict(), Verdict::Invalide);
}
