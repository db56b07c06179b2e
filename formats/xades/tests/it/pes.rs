//! PES signed as the DGFiP asks, and accepted by xmlsec1 and signxml.

use certificats::{CertificatError, Verdict};
use xades::{Genre, Portee, XadesError, prepare_pes};

use super::{
    Monde, assert_invalid, codes, demande,
    fabrique::{between, find, pes, replace, sign, values},
    integre,
    juges::{signxml, xmlsec1},
    key, pki,
};

#[test]
fn each_bordereau_is_signed_and_every_judge_agrees() {
    for (nom, pem) in [("maire", "maire.pem"), ("adjoint", "adjoint.pem"), ("dgs", "dgs.pem")] {
        let key = key(nom);
        let signed = sign(&pes(2, 1), Portee::Bordereaux, &key);
        let verification = Monde::new().with_crl().verify(&signed).unwrap();
        assert_eq!(verification.signatures.len(), 3);
        assert!(integre(&verification), "{:#?}", verification.signatures);
        assert_eq!(verification.verdict(), Verdict::Valide, "{:#?}", verification.signatures);
        assert!(verification.bordereaux.iter().all(|bordereau| bordereau.signe));
        assert_eq!(verification.bordereaux[2].genre, Genre::Recette);
        assert_eq!(xmlsec1(&signed, 3), [true; 3], "{nom}");
        assert_ne!(signxml(&signed, &pki::read(pem), 3, ""), Some(false), "{nom}");
    }
}

#[test]
fn the_whole_file_is_signed_once() {
    let signed = sign(&pes(2, 1), Portee::Entier, &key("maire"));
    let verification = Monde::new().with_crl().verify(&signed).unwrap();
    assert_eq!(verification.verdict(), Verdict::Valide, "{:#?}", verification.signatures);
    assert!(verification.bordereaux.iter().all(|bordereau| bordereau.signe));
    assert!(verification.couverture.hors.is_empty(), "{:?}", verification.couverture);
    assert!(!codes(&verification).contains(&"pes_partiel"));
    assert_eq!(xmlsec1(&signed, 1), [true]);
    assert_ne!(signxml(&signed, &pki::read("maire.pem"), 1, ""), Some(false));
    assert_invalid(&Monde::new(), &replace(&signed, "2026-11-25\"/>", "2026-11-26\"/>"), "empreinte_fausse");
}

#[test]
fn every_other_byte_stays() {
    let before = pes(2, 2);
    let signed = sign(&before, Portee::Bordereaux, &key("maire"));
    let mut left = signed.clone();
    for _ in 0..4 {
        let signature = between(&left, "<ds:Signature ", "</ds:Signature>");
        let at = find(&left, "<ds:Signature ");
        left.drain(at..at + signature.len());
    }
    // What the policy asks besides: a header that says so, an identifier.
    left = replace(&left, "<InfoDematerialisee V=\"1\"/>", "<InfoDematerialisee V=\"0\"/>");
    left = replace(&left, "<InfoDematerialisee V=\"1\"/>", "");
    for _ in 0..2 {
        let id = between(&left, "<Bordereau  Id=\"", "\">");
        left = replace(&left, std::str::from_utf8(&id).unwrap(), "<Bordereau >");
    }
    assert_eq!(String::from_utf8_lossy(&left), String::from_utf8_lossy(&before));
}

#[test]
fn what_is_stated_is_read_again() {
    let signed = sign(&pes(1, 0), Portee::Bordereaux, &key("maire"));
    let verification = Monde::new().verify(&signed).unwrap();
    let proprietes = verification.signatures[0].proprietes.as_ref().unwrap();
    assert_eq!((proprietes.version, proprietes.date_utc), ("1.1.1", true));
    assert_eq!(proprietes.roles, ["Maire"]);
    // A character that the encoding of the file lacks is there.
    assert_eq!(proprietes.lieu.as_ref().unwrap().ville.as_deref(), Some("Villebrumier-l’Œuvre"));
    assert_eq!(verification.signatures[0].rapport.format, "XAdES-EPES (1.1.1)");
    assert_eq!(verification.signatures[0].rapport.signataire.as_deref(), Some("MAIRE Émile, Test"));
    let json = serde_json::to_string(&verification).unwrap();
    assert!(json.contains("\"roles\":[\"Maire\"]") && json.contains("\"empreinte\":\"roF9+cfR"), "{json}");
    assert!(json.contains("\"date\":\"2026-11-25T08:30:15Z\"") && json.contains("\"integrite\":\"ok\""), "{json}");
}

#[test]
fn what_is_not_covered_is_told() {
    let signed = sign(&pes(2, 0), Portee::Bordereaux, &key("maire"));
    let monde = Monde::new();
    let header = replace(&signed, "2026-11-25\"/>", "2026-11-26\"/>");
    let verification = monde.verify(&header).unwrap();
    assert_eq!(verification.verdict(), Verdict::Valide);
    assert!(codes(&verification).contains(&"pes_partiel"));
    let left: Vec<_> = verification.couverture.hors.iter().map(|(path, count)| (path.as_str(), *count)).collect();
    assert_eq!(
        left,
        [("/PES_Aller/EnTetePES", 1), ("/PES_Aller/Enveloppe", 1), ("/PES_Aller/PES_DepenseAller/EnTeteDepense", 1)]
    );
    assert_ne!(verification.sha256, monde.verify(&signed).unwrap().sha256);
    // A bordereau added among those that are signed.
    let added = replace(
        &signed,
        "\t</PES_DepenseAller>",
        "<Bordereau Id=\"x\"><BlocBordereau><IdBord V=\"9\"/></BlocBordereau></Bordereau></PES_DepenseAller>",
    );
    assert_invalid(&monde, &added, "pes_bordereau_non_signe");
    let verification = monde.verify(&added).unwrap();
    assert!(integre(&verification));
    assert_eq!(verification.couverture.hors.get("/PES_Aller/PES_DepenseAller/Bordereau"), Some(&1));
    assert!(verification.raisons.iter().any(|raison| raison.texte.contains("bordereau de dépense n° 9")));
}

#[test]
fn certificates_that_should_not_sign_are_told() {
    for (nom, code) in [("perime", "perime"), ("revoque", "revoque"), ("serveur", "usage")] {
        let signed = sign(&pes(1, 0), Portee::Bordereaux, &key(nom));
        let verification = Monde::new().with_crl().verify(&signed).unwrap();
        assert!(integre(&verification));
        assert_eq!(verification.verdict(), Verdict::Indetermine, "{nom}");
        assert!(codes(&verification).contains(&code), "{nom}: {:?}", codes(&verification));
    }
}

#[test]
fn the_same_request_gives_the_same_preparation() {
    let (maire, document) = (key("maire"), pes(2, 1));
    let [one, two] = [(), ()].map(|()| prepare_pes(&document, Portee::Bordereaux, &demande(&maire)).unwrap());
    assert!(one.to_sign().eq(two.to_sign()));
    assert_eq!(one.modifications(), two.modifications());
    let mut out = Vec::new();
    two.assemble(&document, &values(&one, &maire), &Monde::new().contexte(&[]), &mut out).unwrap();
    let mut other = demande(&maire);
    other.date += time::Duration::SECOND;
    let three = prepare_pes(&document, Portee::Bordereaux, &other).unwrap();
    assert!(one.to_sign().zip(three.to_sign()).all(|(one, three)| one.1 != three.1));
}

#[test]
fn nothing_false_is_assembled() {
    let (maire, adjoint) = (key("maire"), key("adjoint"));
    let document = pes(2, 0);
    let preparation = prepare_pes(&document, Portee::Bordereaux, &demande(&maire)).unwrap();
    let names: Vec<_> = preparation.to_sign().map(|(name, _)| name.to_owned()).collect();
    assert_eq!(names, ["Le bordereau de dépense n° 1", "Le bordereau de dépense n° 2"]);
    assert_eq!(preparation.modifications().len(), 1);
    let monde = Monde::new();
    let mut good = values(&preparation, &maire);
    let mut out = Vec::new();
    let assemble = |document: &Vec<u8>, values: &[Vec<u8>], out: &mut Vec<u8>| {
        preparation.assemble(document, values, &monde.contexte(&[]), out).map(|_| ())
    };
    assert!(matches!(assemble(&document, &good[..1], &mut out), Err(XadesError::Nombre { attendues: 2, recues: 1 })));
    // Another file than the one that was prepared.
    let other = replace(&document, "V=\"0.50\"", "V=\"9.50\"");
    assert!(matches!(assemble(&other, &good, &mut out), Err(XadesError::Assemblage { .. })));
    good.swap(0, 1);
    assert!(matches!(assemble(&document, &good, &mut out), Err(XadesError::Assemblage { .. })));
    assert!(out.is_empty());
    good.swap(0, 1);
    assemble(&document, &good, &mut out).unwrap();
    // The key of another.
    let preparation = prepare_pes(&document, Portee::Bordereaux, &demande(&adjoint)).unwrap();
    let error = preparation.assemble(&document, &good, &monde.contexte(&[]), &mut Vec::new()).unwrap_err();
    assert!(matches!(error, XadesError::Certificat(CertificatError::Illisible { .. })), "{error}");
}

#[test]
fn what_cannot_be_signed_is_refused_with_a_sentence() {
    let maire = key("maire");
    let signed = sign(&pes(1, 0), Portee::Bordereaux, &maire);
    let doubled = replace(&pes(2, 0), "Id='Bord1'", "Id='Bord0'");
    let cases: [(Vec<u8>, &str); 5] = [
        (signed.clone(), "porte déjà une signature"),
        (doubled, "désigne plusieurs éléments"),
        (b"<a/>".to_vec(), "n’est pas un PES Aller"),
        (pes(0, 0), "aucun bordereau"),
        (b"<!DOCTYPE a><a/>".to_vec(), "DTD"),
    ];
    for portee in [Portee::Bordereaux, Portee::Entier] {
        for (octets, words) in &cases {
            match prepare_pes(octets, portee, &demande(&maire)) {
                Ok(_) => assert!(
                    portee == Portee::Entier && (words.contains("plusieurs") || words.contains("aucun")),
                    "{words}"
                ),
                Err(error) => {
                    assert!(error.to_string().contains(words) && error.to_string().ends_with('.'), "{error}");
                }
            }
        }
    }
    let mut mute = demande(&maire);
    mute.roles.clear();
    assert!(matches!(prepare_pes(&pes(1, 0), Portee::Bordereaux, &mute), Err(XadesError::SansRole)));
    let mut weak = demande(&maire);
    weak.hachage = certificats::Hachage::Sha1;
    assert!(prepare_pes(&pes(1, 0), Portee::Bordereaux, &weak).is_err());
    // A second signature of what is signed.
    let signature = between(&signed, "<ds:Signature ", "</ds:Signature>");
    let twice = replace(&signed, "</ds:Signature>", [b"</ds:Signature>", &*signature].concat());
    assert_invalid(&Monde::new(), &twice, "pes_cosignature");
}
