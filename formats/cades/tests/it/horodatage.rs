//! Time stamps of `openssl ts`.

use std::fs;

use cades::{CadesError, Cms, Conditions, Demande, Empreintes, Jeton};
use certificats::{Confiance, Hachage, Oid, Preuves, Verdict};
use time::Duration;

use super::{Fichiers, TEXTE, certificat, codes, maintenant, pki, preuves, sign, verify, verify_at};

/// What the authority of the run answers.
pub(crate) fn answer(question: &[u8]) -> Vec<u8> {
    let files = Fichiers::new();
    let (query, reply) = (files.write("q", question), files.path("r"));
    // openssl counts its stamps in a file: each has its own here.
    let serie = files.write("serie", "01\n");
    let configuration = String::from_utf8(pki::read("pki.cnf")).unwrap().replace("tsa.serie", &serie);
    let configuration = files.write("tsa.cnf", configuration);
    let args = ["ts", "-reply", "-config", &configuration, "-queryfile", &query, "-out", &reply];
    let output = pki::openssl(&args);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    fs::read(reply).unwrap()
}

pub(crate) fn stamp(cms: &mut Cms, rang: usize, hachage: Hachage) -> Jeton {
    let demande =
        Demande::new(hachage, &cms.a_horodater(rang, hachage).unwrap(), &[0x9F, 2, 3, 4, 5, 6, 7, 8]).unwrap();
    let jeton = demande.read_response(&answer(&demande.to_der())).unwrap();
    cms.add_horodatage(rang, &jeton).unwrap();
    jeton
}

#[test]
fn a_stamped_signature_is_of_level_b_t_and_openssl_still_takes_it() {
    for hachage in [Hachage::Sha256, Hachage::Sha512] {
        let mut cms = sign("adjoint", TEXTE, Hachage::Sha256);
        let jeton = stamp(&mut cms, 0, hachage);
        let cms = Cms::read(&cms.to_der()).unwrap();
        let [found] = &verify(&cms, TEXTE)[..] else { panic!("one signer") };
        assert_eq!((found.rapport.verdict, codes(found)), (Verdict::Valide, vec![]));
        assert_eq!((found.rapport.format.as_str(), found.rapport.date), ("CAdES-B-T", Some(jeton.date())));
        assert_eq!(found.horodatages[0].autorite, Some(certificat("horodatage")));
        let files = Fichiers::new();
        let (signature, content) = (files.write("s", cms.to_der()), files.write("t", TEXTE));
        let args =
            ["cms", "-verify", "-cades", "-binary", "-purpose", "any", "-CAfile", "racine.pem", "-inform", "DER"];
        pki::openssl_ok(&[&args[..], &["-in", &signature, "-content", &content, "-out", "/dev/null"]].concat());
        // openssl takes the token too, as that of the value of the signature.
        let (token, value) = (files.write("j", jeton.der()), files.write("v", cms.signataires()[0].valeur()));
        let args = ["ts", "-verify", "-token_in", "-in", &token, "-data", &value, "-CAfile", "racine.pem"];
        pki::openssl_ok(&[&args[..], &["-untrusted", "intermediaire.pem"]].concat());
    }
}

#[test]
fn a_stamp_keeps_a_signature_valid_once_its_certificate_is_revoked() {
    let mut cms = sign("maire", TEXTE, Hachage::Sha256);
    stamp(&mut cms, 0, Hachage::Sha256);
    // Twelve years later, the certificates are all expired, and fresh lists are no more.
    let later = maintenant() + Duration::days(4400);
    let found = &verify_at(&cms, TEXTE, later, &preuves())[0];
    assert_eq!((found.rapport.verdict, found.date_prouvee), (Verdict::Indetermine, None));
    assert!(codes(found).contains(&"horodatage_sans_preuve"));
    // Unless something else proves that all of it existed before.
    let confiance = Confiance::new([certificat("racine")]);
    let preuves = preuves();
    let conditions = Conditions {
        confiance: &confiance,
        horodateurs: &confiance,
        preuves: &preuves,
        maintenant: later,
        existait_le: Some(maintenant()),
    };
    let found = &cms.verify(&Empreintes::of(&cms.hachages(), &[TEXTE.as_bytes()]), &conditions)[0];
    assert_eq!(found.rapport.verdict, Verdict::Valide, "{:?}", found.rapport.raisons);
}

#[test]
fn a_revoked_certificate_with_a_stamp_after_is_refused_for_good() {
    let mut cms = sign("revoque", TEXTE, Hachage::Sha256);
    stamp(&mut cms, 0, Hachage::Sha256);
    let found = &verify(&cms, TEXTE)[0];
    assert_eq!((found.rapport.verdict, codes(found)), (Verdict::Invalide, vec!["revoque"]));
}

#[test]
fn an_answer_that_is_not_that_of_the_question_is_refused() {
    let digest = Hachage::Sha256.digest(TEXTE.as_bytes());
    let ask = |digest: &[u8], nonce: &[u8]| Demande::new(Hachage::Sha256, digest, nonce).unwrap();
    let demande = ask(&digest, b"12345678");
    let reponse = answer(&demande.to_der());
    demande.read_response(&reponse).unwrap();
    let refus = |demande: Demande, octets: &[u8]| demande.read_response(octets).unwrap_err();
    let others = [
        ask(&Hachage::Sha256.digest(b"autre"), b"12345678"),
        ask(&digest, b"87654321"),
        demande.clone().with_politique(Oid::new("1.2.3.4.5").unwrap()),
    ];
    for other in others {
        assert!(matches!(refus(other, &reponse), CadesError::HorodatageFaux { .. }));
    }
    // An authority that refuses says why.
    let refused = demande.clone().with_politique(Oid::new("1.2.3.4.9").unwrap());
    let said = refus(refused.clone(), &answer(&refused.to_der()));
    assert!(matches!(said, CadesError::HorodatageRefuse { code: 2, .. }), "{said}");
    // Any byte of the token changed.
    for at in (20..reponse.len()).step_by(7) {
        let mut changed = reponse.clone();
        changed[at] ^= 0x10;
        if let Ok(jeton) = demande.read_response(&changed) {
            assert_eq!(
                (jeton.empreinte(), jeton.date()),
                (&digest[..], demande.read_response(&reponse).unwrap().date())
            );
        }
    }
}

#[test]
fn a_stamp_of_something_else_is_not_attached_nor_believed() {
    let mut cms = sign("maire", TEXTE, Hachage::Sha256);
    let mut other = sign("maire", "autre", Hachage::Sha256);
    let jeton = stamp(&mut other, 0, Hachage::Sha256);
    assert!(matches!(cms.add_horodatage(0, &jeton), Err(CadesError::HorodatageFaux { .. })));
    assert!(matches!(cms.add_horodatage(3, &jeton), Err(CadesError::RangInconnu { rang: 4 })));
    let confiance = Confiance::default();
    let conditions = Conditions {
        confiance: &confiance,
        horodateurs: &confiance,
        preuves: &Preuves::default(),
        maintenant: maintenant(),
        existait_le: None,
    };
    let read = jeton.verify(|hachage| Some(hachage.digest(b"autre chose")), &conditions);
    assert_eq!(read.verdict(), Verdict::Invalide);
}
