//! Encrypted files: locked or restricted, told apart for every method that qpdf writes.

use pdf::{PdfError, check, stamp};

use super::{
    en_haut_a_droite,
    fabrique::Fabrique,
    juges::{file, qpdf},
    tampon,
};

fn encrypt(user: &str, owner: &str, args: &[&str]) -> Vec<u8> {
    let mut all = vec!["--allow-weak-crypto", "--encrypt", user, owner];
    all.extend(args);
    all.push("--");
    qpdf(&all, &Fabrique::default().pdf())
}

#[test]
fn a_lock_and_a_restriction_are_told_apart() {
    for args in [
        &["40"][..],
        &["40", "--print=n"],
        &["128", "--use-aes=n"],
        &["128", "--use-aes=n", "--modify=none"],
        &["128", "--use-aes=y"],
        &["128", "--use-aes=y", "--cleartext-metadata"],
        &["256"],
        &["256", "--print=none", "--modify=none"],
        &["256", "--force-R5"],
    ] {
        for (user, owner, expected) in [("", "secret", PdfError::Restreint), ("secret", "autre", PdfError::Verrouille)]
        {
            let locked = encrypt(user, owner, args);
            assert_eq!(check(&locked), Err(expected.clone()), "{args:?}");
            assert_eq!(stamp(&locked, &tampon(), &en_haut_a_droite()), Err(expected), "{args:?}");
        }
        let both = encrypt("", "", args);
        assert_eq!(check(&both), Err(PdfError::Restreint), "{args:?}");
    }
}

#[test]
fn an_encrypted_file_in_object_streams_is_told_too() {
    let streams = qpdf(&["--object-streams=generate"], &encrypt("", "secret", &["256"]));
    assert_eq!(check(&streams), Err(PdfError::Restreint));
    // The table is lost: the lock is still seen.
    let mut lost = encrypt("secret", "autre", &["256"]);
    let at = lost.windows(9).rposition(|window| window == b"startxref").unwrap();
    lost[at + 10] = b'9';
    assert_eq!(check(&lost), Err(PdfError::Verrouille));
    assert!(!file(&lost).path().as_os_str().is_empty());
}

#[test]
fn a_file_for_the_holders_of_certificates_is_refused_by_name() {
    let pdf =
        super::fabrique::assemble(b"", &Fabrique::default().objects(), "/Encrypt << /Filter /Adobe.PubSec /V 4 >>");
    let refus = check(&pdf).unwrap_err();
    assert_eq!(refus, PdfError::Chiffre { methode: "Adobe.PubSec".into() });
    let absent = super::fabrique::assemble(b"", &Fabrique::default().objects(), "/Encrypt 99 0 R");
    assert!(matches!(check(&absent), Err(PdfError::Chiffre { .. })));
}
