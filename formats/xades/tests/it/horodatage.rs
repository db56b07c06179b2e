//! Time stamps of `openssl ts`, put in signatures.

use std::fs;

use cades::{Demande, Jeton};
use certificats::{Hachage, Verdict};
use xades::{Contexte, Portee, XadesError, a_horodater, horodate, verify};

use super::{
    Monde, codes,
    fabrique::{between, pes, replace, sign},
    integre,
    juges::xmlsec1,
    key, pki,
};

pub(crate) fn stamp(octets: &[u8]) -> Jeton {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    // openssl counts its stamps in a file: each has its own here.
    fs::write(path("serie"), "01\n").unwrap();
    let configuration = String::from_utf8(pki::read("pki.cnf")).unwrap().replace("tsa.serie", &path("serie"));
    fs::write(path("tsa.cnf"), configuration).unwrap();
    let demande = Demande::new(Hachage::Sha256, &Hachage::Sha256.digest(octets), &[1, 2, 3, 4, 5, 6, 7, 8]).unwrap();
    fs::write(path("q"), demande.to_der()).unwrap();
    pki::openssl_ok(&["ts", "-reply", "-config", &path("tsa.cnf"), "-queryfile", &path("q"), "-out", &path("r")]);
    demande.read_response(&fs::read(path("r")).unwrap()).unwrap()
}

#[test]
fn each_signature_is_stamped_and_stays_what_it_was() {
    let monde = Monde::new().with_crl();
    let signed = sign(&pes(2, 1), Portee::Bordereaux, &key("maire"));
    let to_stamp = a_horodater(&signed).unwrap();
    assert!(to_stamp[0].starts_with(b"<ds:SignatureValue xmlns:ds="), "{}", String::from_utf8_lossy(&to_stamp[0]));
    let jetons: Vec<Jeton> = to_stamp.iter().map(|octets| stamp(octets)).collect();
    let mut out = Vec::new();
    horodate(&signed, &jetons, &monde.contexte(&[]), &mut out).unwrap();
    let verification = monde.verify(&out).unwrap();
    assert_eq!(verification.verdict(), Verdict::Valide, "{:?}", codes(&verification));
    for (signature, jeton) in verification.signatures.iter().zip(&jetons) {
        assert_eq!(signature.rapport.format, "XAdES-T (1.1.1)");
        assert_eq!(signature.date_prouvee, Some(jeton.date()));
    }
    assert_eq!(xmlsec1(&out, 3), [true; 3]);
    // Nothing but the three properties was added.
    let mut left = out.clone();
    for _ in 0..3 {
        let property = between(&left, "<xad:UnsignedProperties ", "</xad:UnsignedProperties>");
        left = replace(&left, std::str::from_utf8(&property).unwrap(), "");
    }
    assert_eq!(left, signed);
    assert!(matches!(a_horodater(&out), Err(XadesError::DejaHorodatee)));
    // Twelve years later, the certificate is expired; what is proven to have existed before stays valid.
    let contexte = monde.contexte(&[]);
    let jeton = jetons[0].date();
    let mut conditions = contexte.conditions;
    conditions.maintenant += time::Duration::days(4400);
    let later = verify(&out, &Contexte { conditions, ..contexte }).unwrap();
    assert_eq!(later.verdict(), Verdict::Indetermine);
    conditions.existait_le = Some(jeton + time::Duration::days(10));
    assert_eq!(verify(&out, &Contexte { conditions, ..contexte }).unwrap().verdict(), Verdict::Valide);
}

#[test]
fn a_stamp_of_something_else_is_refused() {
    let monde = Monde::new();
    let signed = sign(&pes(2, 0), Portee::Bordereaux, &key("maire"));
    let mut jetons: Vec<Jeton> = a_horodater(&signed).unwrap().iter().map(|octets| stamp(octets)).collect();
    jetons.swap(0, 1);
    let mut out = Vec::new();
    let error = horodate(&signed, &jetons, &monde.contexte(&[]), &mut out).unwrap_err();
    assert!(matches!(&error, XadesError::Assemblage { .. }) && out.is_empty(), "{error}");
    assert!(matches!(horodate(&signed, &jetons[..1], &monde.contexte(&[]), &mut out), Err(XadesError::Nombre { .. })));
    // Put there by another, it proves nothing, and one says it.
    jetons.swap(0, 1);
    horodate(&signed, &jetons, &monde.contexte(&[]), &mut out).unwrap();
    let mine = between(&out, "<xad:EncapsulatedTimeStamp>", "</xad:EncapsulatedTimeStamp>");
    let other = certificats::pem::encode(stamp(b"autre").der());
    let forged = replace(
        &out,
        std::str::from_utf8(&mine).unwrap(),
        format!("<xad:EncapsulatedTimeStamp>{other}</xad:EncapsulatedTimeStamp>"),
    );
    let verification = monde.verify(&forged).unwrap();
    assert!(codes(&verification).contains(&"horodatage_sans_preuve"));
    assert_eq!(verification.signatures[0].date_prouvee, None);
}

#[test]
fn what_a_signature_carries_for_later_is_used() {
    let signed = sign(&pes(1, 0), Portee::Bordereaux, &key("maire"));
    let values: String = ["racine.crl", "intermediaire.crl"]
        .iter()
        .map(|name| certificats::pem::blocks(&pki::read(name)).unwrap().remove(0).der)
        .map(|der| certificats::pem::encode(&der))
        .fold(String::new(), |all, one| all + "<xad:EncapsulatedCRLValue>" + &one + "</xad:EncapsulatedCRLValue>");
    let property = format!(
        "<xad:UnsignedProperties><xad:UnsignedSignatureProperties><xad:RevocationValues><xad:CRLValues>{values}</xad:CRLValues>\
         </xad:RevocationValues></xad:UnsignedSignatureProperties></xad:UnsignedProperties></xad:QualifyingProperties>"
    );
    let carrying = replace(&signed, "</xad:QualifyingProperties>", property);
    let mut monde = Monde::new();
    monde.confiance = monde.confiance.with_revocation(certificats::Exigence::Prouvee);
    assert!(codes(&monde.verify(&signed).unwrap()).contains(&"revocation_inconnue"));
    let verification = monde.verify(&carrying).unwrap();
    assert_eq!(verification.verdict(), Verdict::Valide, "{:?}", codes(&verification));
}

#[test]
fn a_counter_signature_is_told_and_harms_nothing() {
    let signed = sign(&pes(1, 0), Portee::Bordereaux, &key("maire"));
    let other = between(&sign(&pes(1, 0), Portee::Bordereaux, &key("adjoint")), "<ds:Signature ", "</ds:Signature>");
    let property = [
        b"<xad:UnsignedProperties><xad:UnsignedSignatureProperties><xad:CounterSignature>".as_slice(),
        &other,
        b"</xad:CounterSignature></xad:UnsignedSignatureProperties></xad:UnsignedProperties></xad:QualifyingProperties>",
    ]
    .concat();
    let verification = Monde::new().verify(&replace(&signed, "</xad:QualifyingProperties>", property)).unwrap();
    assert!(integre(&verification));
    assert_eq!((verification.signatures.len(), verification.verdict()), (1, Verdict::Indetermine));
    assert!(codes(&verification).contains(&"contresignature"));
}
