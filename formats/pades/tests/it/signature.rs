//! Signatures that are not seen, on the forms that files take.

use cades::CadesError;
use certificats::{CertificatError, Hachage, Integrite, RawSigner, Verdict};
use pades::{Options, PadesError, Preparation, prepare};
use pdf::{Interdit, PdfError};

use super::{
    certificat, cle, codes,
    fabrique::Fabrique,
    juges::{assert_pyhanko_agrees, pyhanko_signs},
    maintenant, options, pki,
    regards::{assert_sound, file, pdfsig, qpdf},
    sign, sign_with, verify,
};

/// The signature of the file is that of its other bytes: openssl says so, reading them itself.
fn assert_openssl_agrees(octets: &[u8]) {
    let start = octets.windows(10).rposition(|window| window == b"/Contents ").unwrap() + 10;
    let end = start + octets[start..].iter().position(|byte| *byte == b'>').unwrap() + 1;
    let digits = String::from_utf8(octets[start + 1..end - 1].to_vec()).unwrap();
    let der: Vec<u8> =
        (0..digits.len() / 2).map(|at| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).unwrap()).collect();
    let signature = file(&der);
    let content = file(&[&octets[..start], &octets[end..]].concat());
    pki::openssl_ok(&[
        "cms",
        "-verify",
        "-cades",
        "-binary",
        "-purpose",
        "any",
        "-CAfile",
        "racine.pem",
        "-out",
        "/dev/null",
        "-inform",
        "DER",
        "-in",
        signature.path().to_str().unwrap(),
        "-content",
        content.path().to_str().unwrap(),
    ]);
}

fn plain() -> Vec<u8> {
    Fabrique { pages: 2, ..Fabrique::default() }.pdf()
}

#[test]
fn everybody_takes_what_is_signed_whatever_the_key_and_the_form_of_the_file() {
    let plain = plain();
    let forms = [
        plain.clone(),
        qpdf(&["--object-streams=generate"], &plain),
        qpdf(&["--linearize"], &plain),
        Fabrique { avant: b"before the header\n", ..Fabrique::default() }.pdf(),
    ];
    for (rank, octets) in forms.iter().enumerate() {
        for name in ["maire", "adjoint", "dgs"] {
            let signed = sign(octets, name);
            assert!(signed.starts_with(octets));
            assert_sound(&signed);
            let said = pdfsig(&signed);
            assert!(said.contains("Signature is Valid.") && said.contains("Total document signed"), "{rank} {said}");
            assert!(said.contains("ETSI.CAdES.detached"), "{said}");
            assert_openssl_agrees(&signed);
            // pyHanko counts offsets from the start of the file, whatever is before the header. It is slow: not for all.
            if rank < 3 && (rank == 0 || name == "maire") {
                assert_pyhanko_agrees(&signed, 1);
            }
            let [found] = &verify(&signed)[..] else { panic!("one signature") };
            assert_eq!((found.rapport.verdict, codes(found)), (Verdict::Valide, vec![]));
            assert_eq!((found.rapport.format.as_str(), found.rapport.integrite), ("PAdES-B-B", Integrite::Ok));
            assert_eq!(found.rapport.signataire.as_deref(), Some(certificat(name).sujet().court().as_str()));
            assert_eq!(found.rapport.couverture, "le document entier");
            assert!(found.couvre_tout && found.rapport.date.unwrap() < maintenant());
        }
    }
}

#[test]
fn a_second_signature_leaves_the_first_valid() {
    let mut signed = plain();
    for (rank, name) in ["maire", "adjoint", "dgs"].into_iter().enumerate() {
        signed = sign(&signed, name);
        let said = pdfsig(&signed);
        assert_eq!(said.matches("Signature is Valid.").count(), rank + 1, "{said}");
        assert_pyhanko_agrees(&signed, rank + 1);
    }
    let found = verify(&signed);
    assert_eq!(
        found.iter().map(|one| one.champ.as_str()).collect::<Vec<_>>(),
        ["Signature1", "Signature2", "Signature3"]
    );
    assert!(found.iter().all(|one| one.rapport.verdict == Verdict::Valide), "{found:?}");
    assert_eq!(found[0].rapport.couverture, "le document tel qu’il était ; ajouté depuis : une signature");
    assert_eq!(found.iter().map(|one| one.couvre_tout).collect::<Vec<_>>(), [false, false, true]);
}

#[test]
fn what_the_signer_says_is_written_and_read() {
    let options = Options {
        nom: Some("Élodie Martin".into()),
        motif: Some("Maire de Moissac".into()),
        lieu: Some("Moissac".into()),
        champ: Some("Maire".into()),
        hachage: Hachage::Sha512,
        ..options()
    };
    let signed = sign_with(&plain(), "maire", &options);
    let said = pdfsig(&signed);
    assert!(said.contains("SHA-512") && said.contains("Signing Time: Nov 17 2026 09:30:00"), "{said}");
    let found = &verify(&signed)[0];
    assert_eq!(
        (found.champ.as_str(), found.motif.as_deref(), found.lieu.as_deref()),
        ("Maire", Some("Maire de Moissac"), Some("Moissac"))
    );
    assert_eq!(found.date_declaree, Some(options.date));
    let json = serde_json::to_value(&found.rapport).unwrap();
    assert_eq!(json["date"], "2026-11-17T09:30:00Z");
    let refused = prepare(&signed, &certificat("dgs"), &[], &Options { champ: Some("Maire".into()), ..options });
    assert_eq!(refused.unwrap_err(), PadesError::ChampPris { nom: "Maire".into() });
}

#[test]
fn a_field_that_waits_is_signed_in_its_place() {
    let waiting = Fabrique {
        objets: vec![
            b"<< /FT /Sig /T (Maire) /Type /Annot /Subtype /Widget /Rect [300 100 500 170] /F 4 /Lock << /Type /SigFieldLock /Action /All >> >>".to_vec(),
            b"<< /Fields [4 0 R] >>".to_vec(),
        ],
        page: "/Annots [4 0 R]",
        catalogue: "/AcroForm 5 0 R".into(),
        ..Fabrique::default()
    }
    .pdf();
    let signed = sign_with(&waiting, "maire", &Options { champ: Some("Maire".into()), ..options() });
    assert_sound(&signed);
    assert!(pdfsig(&signed).contains("Signature is Valid."));
    assert_pyhanko_agrees(&signed, 1);
    let [found] = &verify(&signed)[..] else { panic!("one signature") };
    assert_eq!((found.champ.as_str(), found.rapport.verdict), ("Maire", Verdict::Valide));
}

#[test]
fn who_certifies_is_obeyed() {
    for (interdit, again) in [
        (Interdit::Tout, Err(PadesError::Certifie { interdit: "toute modification, signatures comprises" })),
        (Interdit::ToutSaufFormulaire, Ok(())),
        (Interdit::ToutSaufAnnotations, Ok(())),
    ] {
        let certified = sign_with(&plain(), "maire", &Options { certification: Some(interdit), ..options() });
        assert_sound(&certified);
        assert!(pdfsig(&certified).contains("Signature is Valid."));
        assert_pyhanko_agrees(&certified, 1);
        let found = &verify(&certified)[0];
        assert_eq!((found.interdit, found.rapport.verdict), (Some(interdit), Verdict::Valide));
        let second = prepare(&certified, &certificat("dgs"), &[], &options());
        assert_eq!(second.clone().map(|_| ()), again);
        if second.is_ok() {
            let signed = sign(&certified, "dgs");
            assert!(verify(&signed).iter().all(|one| one.rapport.verdict == Verdict::Valide), "{:?}", verify(&signed));
            assert_pyhanko_agrees(&signed, 2);
        }
    }
    let late = Options { certification: Some(Interdit::Tout), ..options() };
    assert_eq!(prepare(&sign(&plain(), "dgs"), &certificat("maire"), &[], &late).unwrap_err(), PadesError::DejaSigne);
}

#[test]
fn a_preparation_is_kept_and_completes_its_own_file_only() {
    let plain = plain();
    let preparation = prepare(&plain, &certificat("maire"), &[], &options()).unwrap();
    let text = serde_json::to_string(&preparation).unwrap();
    // What is kept is a little more than the revision, whatever the file.
    assert!(text.len() < 30_000, "{}", text.len());
    let kept: Preparation = serde_json::from_str(&text).unwrap();
    assert_eq!(kept, preparation);
    let valeur = cle("maire").sign(kept.algorithme(), kept.to_sign()).unwrap();
    let cms = kept.assemble(&valeur).unwrap();
    assert!(pdfsig(&kept.write(&plain, &cms).unwrap()).contains("Signature is Valid."));
    let other = Fabrique::default().pdf();
    assert_eq!(kept.write(&other, &cms), Err(PadesError::AutreFichier));
    let elsewhere = prepare(&other, &certificat("maire"), &[], &options()).unwrap();
    assert_eq!(elsewhere.write(&other, &cms), Err(PadesError::AutreFichier));
    let wrong = cle("revoque").sign(kept.algorithme(), kept.to_sign()).unwrap();
    let fausse = PadesError::Cades(CadesError::Certificat(CertificatError::SignatureFausse));
    assert_eq!(kept.assemble(&wrong).unwrap_err(), fausse);
}

#[test]
fn what_is_not_signed_says_why() {
    let refus = |octets: &[u8]| prepare(octets, &certificat("maire"), &[], &options()).unwrap_err();
    assert_eq!(refus(b""), PadesError::Pdf(PdfError::Vide));
    let encrypted = qpdf(&["--encrypt", "", "b", "256", "--"], &plain());
    assert_eq!(refus(&encrypted), PadesError::Pdf(PdfError::Restreint));
    // A document that says itself the mark of the room is not signed at random.
    let mark = "/ByteRange [0 9999999999 9999999999 9999999999] /Contents <00>";
    let double = Fabrique { catalogue: format!("/Piege << {mark} >>"), ..Fabrique::default() }.pdf();
    assert_eq!(refus(&double), PadesError::PlaceIntrouvable);
}

#[test]
fn what_pyhanko_signs_is_valid_before_and_after_ours() {
    let plain = qpdf(&["--object-streams=generate"], &plain());
    for (name, extra, format) in [
        ("maire", &["--use-pades"][..], "PAdES-B-B"),
        ("dgs", &["--use-pades", "--certify"], "PAdES-B-B"),
        ("maire", &["--prefer-pss"], "PAdES-B-B"),
    ] {
        let Some(signed) = pyhanko_signs(&plain, name, extra) else { return };
        // Its dates are those of today, whatever the day of the test.
        let found = &verify(&signed)[0];
        assert_eq!(
            (found.rapport.verdict, codes(found), found.rapport.format.as_str()),
            (Verdict::Valide, vec![], format),
            "{extra:?}"
        );
        assert!(found.couvre_tout && found.champ == "Pyhanko");
        let twice = sign(&signed, "adjoint");
        assert_pyhanko_agrees(&twice, 2);
        let found = verify(&twice);
        assert!(found.iter().all(|one| one.rapport.verdict == Verdict::Valide), "{found:?}");
        // And theirs after ours.
        if !extra.contains(&"--certify") {
            let twice = pyhanko_signs(&sign(&plain, "adjoint"), name, extra).unwrap();
            let found = verify(&twice);
            assert_eq!(found.len(), 2);
            assert!(found.iter().all(|one| one.rapport.verdict == Verdict::Valide), "{found:?}");
            assert_eq!(pdfsig(&twice).matches("Signature is Valid.").count(), 2);
        }
    }
}
