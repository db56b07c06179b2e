//! Levels B-T, B-LT and B-LTA, with the authority of time stamps of the run.

use certificats::{Hachage, Preuves, ReponseOcsp, Verdict};
use pades::{Options, add_preuves, prepare_horodatage};
use pdf::Interdit;
use time::Duration;

use super::{
    NONCE, answer, certificat, codes,
    fabrique::Fabrique,
    juges::{assert_pyhanko_agrees, pyhanko_says_lta},
    maintenant, options, preuves,
    regards::{assert_sound, pdfsig},
    sign, sign_stamped, sign_with, verify, verify_at, verify_with,
};

fn plain() -> Vec<u8> {
    Fabrique { pages: 2, ..Fabrique::default() }.pdf()
}

fn seal(octets: &[u8]) -> Vec<u8> {
    let preparation = prepare_horodatage(octets, Hachage::Sha256, &NONCE).unwrap();
    preparation.write(octets, &answer(&preparation.demande().to_der())).unwrap()
}

#[test]
fn each_level_is_reached_and_read() {
    let stamped = sign_stamped(&plain(), "adjoint");
    let complete = add_preuves(&stamped, &preuves()).unwrap();
    let sealed = seal(&complete);
    for (octets, level, count) in
        [(&stamped, "PAdES-B-T", 1), (&complete, "PAdES-B-LT", 1), (&sealed, "PAdES-B-LTA", 2)]
    {
        assert_sound(octets);
        assert_eq!(pdfsig(octets).matches("Signature is Valid.").count(), 1, "{}", pdfsig(octets));
        let found = verify(octets);
        assert_eq!((found[0].rapport.format.as_str(), found.len()), (level, count));
        for one in &found {
            assert_eq!((one.rapport.verdict, codes(one)), (Verdict::Valide, vec![]), "{level}");
            assert!(one.date_prouvee.is_some());
        }
        assert_pyhanko_agrees(octets, 1);
    }
    assert!(sealed.starts_with(&complete) && complete.starts_with(&stamped));
    assert_eq!(verify(&sealed)[1].rapport.format, "Horodatage RFC 3161");
    // Nothing else is needed: neither lists nor authorities.
    let alone = verify_with(&complete, &Preuves::default());
    assert_eq!((alone[0].rapport.verdict, alone[0].rapport.format.as_str()), (Verdict::Valide, "PAdES-B-LT"));
    let without = verify_with(&stamped, &Preuves::default());
    assert!(codes(&without[0]).contains(&"revocation_inconnue") && !without[0].demandes.is_empty());
    // Of all that a house has gathered, what is of use is chosen.
    let mut reunies = preuves();
    reunies.certificats.extend([certificat("maire"), certificat("dgs")]);
    reunies.crl.extend(preuves().crl);
    let useful = verify(&stamped)[0].preuves(&reunies);
    let chosen = add_preuves(&stamped, &useful).unwrap();
    assert_eq!(verify_with(&chosen, &Preuves::default())[0].rapport.format, "PAdES-B-LT");
    let kept: Vec<_> = useful.certificats.iter().map(|one| one.sujet().court()).collect();
    assert!(!kept.iter().any(|nom| nom.starts_with("MAIRE") || nom.starts_with("DGS")), "{kept:?}");
    // The same proofs again change nothing.
    assert_eq!(add_preuves(&complete, &preuves()).unwrap(), complete);
}

#[test]
fn pyhanko_reads_the_proofs_of_the_file() {
    let sealed = seal(&add_preuves(&sign_stamped(&plain(), "maire"), &preuves()).unwrap());
    let Some(said) = pyhanko_says_lta(&sealed) else { return };
    assert!(said.contains("LTA AdESPassed.OK"), "{said}");
}

#[test]
fn a_file_with_its_proofs_stays_valid_once_they_are_old() {
    let complete = add_preuves(&sign_stamped(&plain(), "maire"), &preuves()).unwrap();
    let later = |days| verify_at(&complete, &Preuves::default(), maintenant() + Duration::days(days)).remove(0);
    // A year later, the lists are no longer those of the day: what they said when it was signed is what counts.
    let found = later(365);
    assert_eq!((found.rapport.verdict, found.rapport.format.as_str()), (Verdict::Valide, "PAdES-B-LT"), "{found:?}");
    assert!(found.horodatages[0].raisons.iter().all(|raison| raison.code == "revocation_ancienne"));
    // Twelve years later, the authority of the stamp is expired itself: somebody had to seal the file before.
    let found = later(4400);
    assert_eq!((found.rapport.verdict, found.date_prouvee), (Verdict::Indetermine, None));
    let sealed = seal(&complete);
    let found = verify_at(&sealed, &Preuves::default(), maintenant() + Duration::days(365));
    assert_eq!(
        (found[0].rapport.verdict, found[0].rapport.format.as_str()),
        (Verdict::Valide, "PAdES-B-LTA"),
        "{found:?}"
    );
    assert!(found[0].date_prouvee <= found[1].date_prouvee);
}

/// Proofs and time stamps are never changes, even for who forbids them all (ISO 32000-2, 12.8.2.2.2).
#[test]
fn a_certified_file_is_kept_for_the_long_term_too() {
    let options = Options { certification: Some(Interdit::Tout), ..options() };
    let certified = sign_with(&plain(), "maire", &options);
    let sealed = seal(&add_preuves(&certified, &preuves()).unwrap());
    let found = verify(&sealed);
    assert_eq!((found[0].rapport.verdict, codes(&found[0])), (Verdict::Valide, vec![]));
    assert_eq!(
        found[0].rapport.couverture,
        "le document tel qu’il était ; ajouté depuis : des preuves de validation, un horodatage"
    );
    assert_pyhanko_agrees(&sealed, 1);
}

#[test]
fn an_answer_of_ocsp_is_a_proof_too() {
    let now = maintenant() - Duration::days(20);
    let stamped = sign_stamped(&plain(), "maire");
    let ocsp = |name: &str| ReponseOcsp::read(&super::pki_ocsp(name)).unwrap();
    let preuves = Preuves {
        certificats: vec![certificat("intermediaire"), certificat("racine")],
        crl: vec![preuves().crl[0].clone()],
        ocsp: vec![ocsp("maire"), ocsp("horodatage")],
    };
    let complete = add_preuves(&stamped, &preuves).unwrap();
    let found = &verify_at(&complete, &Preuves::default(), now)[0];
    assert_eq!(
        (found.rapport.verdict, found.rapport.format.as_str()),
        (Verdict::Valide, "PAdES-B-LT"),
        "{:?}",
        found.rapport.raisons
    );
}

#[test]
fn a_revoked_signer_is_refused_when_a_stamp_proves_that_it_was_too_late() {
    let found = &verify(&sign_stamped(&plain(), "revoque"))[0];
    assert_eq!((found.rapport.verdict, codes(found)), (Verdict::Invalide, vec!["revoque"]));
    let found = &verify(&sign(&plain(), "revoque"))[0];
    assert_eq!((found.rapport.verdict, codes(found)), (Verdict::Indetermine, vec!["revoque"]));
}
