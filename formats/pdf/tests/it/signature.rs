//! A signature that covers the file before its stamp is still valid after it, as `pdfsig` sees it.

use pdf::{Position, Tampon, check, stamp};

use crate::{
    fabrique::{A4, file},
    outils::{folder, is_sound, run, told, write},
};

/// Room for the signature, in hexadecimal digits.
const ROOM: usize = 8192;

/// A page signed with a key made for the occasion, by openssl.
fn signed() -> Vec<u8> {
    let folder = folder();
    let path = |nom: &str| folder.path().join(nom).to_str().unwrap().to_owned();
    let (key, certificate) = (path("k.pem"), path("c.pem"));
    let subject = "/CN=Maire de Beffroi-les-Bains";
    let make = [
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "30",
        "-subj",
        subject,
        "-keyout",
        &key,
        "-out",
        &certificate,
    ];
    told("openssl", &make);
    let hole = "0".repeat(ROOM);
    let unsigned = file(&[
        "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] /SigFlags 3 >> >>".into(),
        format!("<< /Type /Pages /Kids [3 0 R] /Count 1 {A4} >>"),
        "<< /Type /Page /Parent 2 0 R /Annots [4 0 R] >>".into(),
        "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Signature) /V 5 0 R /Rect [0 0 0 0] /F 132 /P 3 0 R >>".into(),
        format!(
            "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached /ByteRange [0000000000 0000000000 0000000000 0000000000] /Contents <{hole}> >>"
        ),
    ]);
    let place = |of: &[u8]| unsigned.windows(of.len()).position(|window| window == of).unwrap();
    let start = place(format!("<{hole}>").as_bytes());
    let end = start + ROOM + 2;
    let range = format!("[{:010} {:010} {:010} {:010}]", 0, start, end, unsigned.len() - end);
    let mut ready = unsigned.clone();
    let at = place(b"[0000000000 0000000000");
    ready[at..at + range.len()].copy_from_slice(range.as_bytes());
    let covered = write(&folder, "covered", &[&ready[..start], &ready[end..]].concat());
    let der = path("s.der");
    let sign = [
        "cms",
        "-sign",
        "-binary",
        "-in",
        covered.to_str().unwrap(),
        "-signer",
        &certificate,
        "-inkey",
        &key,
        "-outform",
        "DER",
        "-out",
        &der,
    ];
    told("openssl", &sign);
    for (octet, at) in std::fs::read(der).unwrap().into_iter().zip((start + 1..).step_by(2)) {
        ready[at..at + 2].copy_from_slice(format!("{octet:02x}").as_bytes());
    }
    ready
}

#[test]
fn a_stamp_leaves_the_signature_valid() {
    let original = signed();
    assert_eq!(check(&original).unwrap().signatures, 1);
    let folder = folder();
    let judge = |octets: &[u8]| {
        let path = write(&folder, "a.pdf", octets);
        String::from_utf8_lossy(&run("pdfsig", &["-nocert", path.to_str().unwrap()]).stdout).into_owned()
    };
    let before = judge(&original);
    assert!(before.contains("Signature is Valid.") && before.contains("Total document signed"), "{before}");
    let tampon = Tampon { titre: "Reçu".into(), lignes: vec!["082-218200020-20261117-1-DE".into()] };
    let stamped = stamp(&original, &tampon, Position { x: 0.6, y: 0.02 }).unwrap();
    is_sound(&stamped);
    let after = judge(&stamped);
    assert!(after.contains("Signature is Valid.") && after.contains("Not total document signed"), "{after}");
    assert_eq!(check(&stamped).unwrap().signatures, 1);
}
