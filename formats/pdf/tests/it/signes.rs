//! Signed files: what their signatures say, and that a stamp leaves them valid.

use pdf::{Interdit, PdfError, check, stamp};

use super::{
    en_haut_a_droite,
    fabrique::Fabrique,
    juges::{assert_sound, pdfsig, qpdf, text},
    signataire::sign,
    tampon,
};

#[test]
fn a_stamp_leaves_every_signature_valid() {
    let plain = Fabrique { pages: 2, ..Fabrique::default() }.pdf();
    for before in [plain.clone(), qpdf(&["--object-streams=generate"], &plain), qpdf(&["--linearize"], &plain)] {
        let signed = sign(&before, None);
        assert_sound(&signed);
        let said = pdfsig(&signed);
        assert!(said.contains("Signature is Valid.") && said.contains("Total document signed"), "{said}");
        let signatures = check(&signed).unwrap().signatures;
        assert_eq!((signatures.nombre, signatures.couvrent_tout, signatures.interdit), (1, true, None));

        let twice = sign(&signed, None);
        assert_eq!(pdfsig(&twice).matches("Signature is Valid.").count(), 2);
        assert_eq!(check(&twice).unwrap().signatures.nombre, 2);

        let stamped = stamp(&twice, &tampon(), &en_haut_a_droite()).unwrap();
        assert_sound(&stamped);
        let said = pdfsig(&stamped);
        assert_eq!(said.matches("Signature is Valid.").count(), 2, "{said}");
        assert!(said.contains("Not total document signed"), "{said}");
        assert!(text(2, &stamped).contains("Reçu le 17 novembre 2026"));
        let signatures = check(&stamped).unwrap().signatures;
        assert_eq!((signatures.nombre, signatures.couvrent_tout), (2, false));

        // Signed once more, after the stamp.
        let said = pdfsig(&sign(&stamped, None));
        assert_eq!(said.matches("Signature is Valid.").count(), 3, "{said}");
    }
}

#[test]
fn a_stamp_that_the_signer_forbids_is_refused() {
    let before = Fabrique::default().pdf();
    for (level, interdit, refused) in [
        (1, Interdit::Tout, Some("toute modification")),
        (2, Interdit::ToutSaufFormulaire, Some("toute annotation")),
        (3, Interdit::ToutSaufAnnotations, None),
    ] {
        let certified = sign(&before, Some(level));
        assert!(pdfsig(&certified).contains("Signature is Valid."));
        assert_eq!(check(&certified).unwrap().signatures.interdit, Some(interdit));
        let stamped = stamp(&certified, &tampon(), &en_haut_a_droite());
        match refused {
            Some(interdit) => {
                let refus = stamped.unwrap_err();
                assert_eq!(refus, PdfError::Certifie { interdit });
                assert!(refus.to_string().contains("publiez-le sans tampon"));
            }
            None => assert!(pdfsig(&stamped.unwrap()).contains("Signature is Valid.")),
        }
    }
}

#[test]
fn a_field_that_waits_for_its_signature_is_counted_apart() {
    let waiting = Fabrique {
        objets: vec![b"<< /FT /Sig /T (Maire) /Type /Annot /Subtype /Widget /Rect [0 0 0 0] >>".to_vec()],
        catalogue: "/AcroForm << /Fields [4 0 R] >>".into(),
        ..Fabrique::default()
    };
    let pdf = check(&waiting.pdf()).unwrap();
    assert_eq!((pdf.signatures.total(), pdf.signatures.champs_vides, pdf.formulaire), (0, 1, true));
}
