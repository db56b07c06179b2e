//! Who is trusted, when and why not; openssl says the same of chains.

use std::fs;

use certificats::{
    Certificat, Confiance, Crl, Demande, EtatRevocation, Examen, Exigence, Moment, Preuves, ReponseOcsp, Usage,
    Verdict, demande_ocsp,
};
use time::{Duration, OffsetDateTime, macros::datetime};

use super::{
    lecture::certificat,
    pki::{PKI, openssl, openssl_ok, read},
};

/// A while after the certificates of this run were made.
pub(crate) fn maintenant() -> OffsetDateTime {
    certificat("repondeur").validite().du + Duration::hours(2)
}

pub(crate) fn confiance() -> Confiance {
    Confiance::new([certificat("racine")])
}

pub(crate) fn preuves() -> Preuves {
    let crl = |name: &str| Crl::read(&read(name)).unwrap();
    Preuves {
        certificats: vec![certificat("intermediaire")],
        crl: vec![crl("racine.crl"), crl("intermediaire.crl")],
        ocsp: Vec::new(),
    }
}

fn examine(name: &str, usage: Usage) -> Examen {
    confiance().examine(&certificat(name), usage, Moment::maintenant(maintenant()), &preuves())
}

fn codes(examen: &Examen) -> Vec<&'static str> {
    examen.raisons.iter().map(|raison| raison.code).collect()
}

#[test]
fn people_of_a_known_authority_are_trusted() {
    for name in ["maire", "adjoint", "dgs"] {
        let examen = examine(name, Usage::Signature);
        assert_eq!((examen.verdict(), codes(&examen)), (Verdict::Valide, vec![]), "{name}");
        assert_eq!(examen.chaine, [certificat(name), certificat("intermediaire"), certificat("racine")]);
        assert!(examen.revocation.iter().all(|statut| matches!(statut.etat, EtatRevocation::Bon { .. })));
        assert!(examen.demandes.is_empty());
        openssl_ok(&["verify", "-CAfile", "racine.pem", "-untrusted", "intermediaire.pem", &format!("{name}.pem")]);
    }
    assert!(examine("horodatage", Usage::Horodatage).est_de_confiance());
}

#[test]
fn others_are_not_and_a_sentence_says_why() {
    let anybody = [
        ("perime", "perime", "périmé depuis le 01/01/2021"),
        ("revoque", "revoque", "(clé compromise)"),
        ("serveur", "usage", "pas fait pour signer"),
        ("usurpateur", "pas_une_autorite", "sans en avoir le droit"),
    ];
    for (name, code, sentence) in anybody {
        let mut preuves = preuves();
        preuves.certificats.push(certificat("maire"));
        let moment = Moment::maintenant(maintenant());
        let examen = confiance().examine(&certificat(name), Usage::Signature, moment, &preuves);
        assert_eq!(examen.verdict(), Verdict::Indetermine);
        let found = examen.raisons.iter().find(|raison| raison.code == code).unwrap();
        assert!(found.texte.contains(sentence) && found.texte.ends_with('.'), "{found}");
    }
    let verify = openssl(&["verify", "-CAfile", "racine.pem", "-untrusted", "maire-chaine.pem", "usurpateur.pem"]);
    assert!(!verify.status.success());
    assert_eq!(codes(&examine("maire", Usage::Horodatage)), ["usage"]);
}

#[test]
fn an_authority_that_nobody_gave_is_unknown() {
    let nobody = Confiance::default().examine(
        &certificat("maire"),
        Usage::Signature,
        Moment::maintenant(maintenant()),
        &Preuves { certificats: vec![certificat("racine")], ..preuves() },
    );
    assert!(codes(&nobody).contains(&"chaine_inconnue"));
    let alone = confiance().examine(
        &certificat("maire"),
        Usage::Signature,
        Moment::maintenant(maintenant()),
        &Preuves::default(),
    );
    assert_eq!(codes(&alone), ["chaine_inconnue"]);
    let adresse = "http://ca.example/intermediaire.cer".to_owned();
    assert_eq!(alone.demandes, [Demande::Emetteur { adresse }]);
}

#[test]
fn what_a_time_stamp_proves_makes_a_doubt_a_refusal_or_lifts_it() {
    let revoque = certificat("revoque");
    let Some((le, _)) = revocation_date() else { panic!("not in the list") };
    let at = |moment| confiance().examine(&revoque, Usage::Signature, moment, &preuves());
    assert_eq!(at(Moment::maintenant(maintenant())).verdict(), Verdict::Indetermine);
    assert_eq!(at(Moment::prouve(maintenant())).verdict(), Verdict::Invalide);
    let perime = |moment| confiance().examine(&certificat("perime"), Usage::Signature, moment, &preuves());
    assert_eq!(perime(Moment::prouve(maintenant())).verdict(), Verdict::Invalide);
    // One second before it was revoked: nothing against it, but that its certificate may be younger than that.
    let before = at(Moment::prouve(le - Duration::seconds(1)));
    assert!(!codes(&before).contains(&"revoque"));
    let early = at(Moment::prouve(datetime!(2000-01-01 0:00 UTC)));
    assert!(codes(&early).contains(&"pas_encore_valide"));
}

fn revocation_date() -> Option<(OffsetDateTime, String)> {
    let examen = examine("revoque", Usage::Signature);
    examen.revocation.iter().find_map(|statut| match statut.etat {
        EtatRevocation::Revoque { le, motif } => Some((le, motif.to_string())),
        _ => None,
    })
}

#[test]
fn revocation_unknown_is_a_doubt_that_says_what_to_ask() {
    let at = |confiance: Confiance, preuves: &Preuves, when| {
        confiance.examine(&certificat("maire"), Usage::Signature, Moment::maintenant(when), preuves)
    };
    let without = Preuves { crl: Vec::new(), ..preuves() };
    let examen = at(confiance(), &without, maintenant());
    assert_eq!(codes(&examen), ["revocation_inconnue"; 2]);
    let question = demande_ocsp(&certificat("maire"), &certificat("intermediaire")).unwrap();
    assert_eq!(
        examen.demandes,
        [
            Demande::Ocsp { adresse: "http://ocsp.example/".into(), question },
            Demande::Crl { adresse: "http://crl.example/intermediaire.crl".into() },
            Demande::Crl { adresse: "http://crl.example/racine.crl".into() },
        ]
    );
    assert!(at(confiance().with_revocation(Exigence::SiConnue), &without, maintenant()).est_de_confiance());
    // A list of last year says nothing of today.
    let later = at(confiance(), &preuves(), maintenant() + Duration::days(60));
    assert_eq!(codes(&later), ["revocation_inconnue"; 2]);
    // A list that another authority signed is not believed.
    let other = Preuves { crl: vec![preuves().crl[0].clone()], ..preuves() };
    assert_eq!(codes(&at(confiance(), &other, maintenant())), ["revocation_inconnue"]);
}

/// What openssl answers of a certificate, signed by the responder.
pub(crate) fn ocsp(name: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let question = demande_ocsp(&certificat(name), &certificat("intermediaire")).unwrap();
    fs::write(file("question"), question).unwrap();
    let args = [
        "ocsp",
        "-index",
        "intermediaire.index",
        "-CA",
        "intermediaire.pem",
        "-rsigner",
        "repondeur.pem",
        "-rkey",
        "repondeur.key",
        "-ndays",
        "7",
        "-reqin",
    ];
    openssl_ok(&[&args[..], &[&file("question"), "-respout", &file("reponse")]].concat());
    fs::read(file("reponse")).unwrap()
}

#[test]
fn answers_of_ocsp_are_believed_when_their_responder_is_the_authority_s() {
    let now = OffsetDateTime::from(fs::metadata(PKI.join("pki.cnf")).unwrap().modified().unwrap());
    for (name, revoked) in [("maire", false), ("revoque", true)] {
        let answer = ReponseOcsp::read(&ocsp(name)).unwrap();
        assert_eq!(answer.certificats(), [certificat("repondeur")]);
        let preuves = Preuves { crl: vec![preuves().crl[0].clone()], ocsp: vec![answer.clone()], ..preuves() };
        let moment = Moment::maintenant(now + Duration::minutes(5));
        let examen = confiance().examine(&certificat(name), Usage::Signature, moment, &preuves);
        assert_eq!(codes(&examen).contains(&"revoque"), revoked);
        assert_eq!(examen.est_de_confiance(), !revoked, "{:?}", examen.raisons);
        // It says nothing of another.
        let other = confiance().examine(&certificat("adjoint"), Usage::Signature, moment, &preuves);
        assert_eq!(codes(&other), ["revocation_inconnue"]);
        // Changed by one bit, it says nothing at all.
        let mut octets = answer.der().to_vec();
        let found = octets.windows(2).position(|pair| pair == b"\x80\x00" || pair == b"\xA1\x16").unwrap();
        octets[found + 20] ^= 1;
        if let Ok(changed) = ReponseOcsp::read(&octets) {
            let preuves = Preuves { ocsp: vec![changed], ..preuves.clone() };
            let examen = confiance().examine(&certificat(name), Usage::Signature, moment, &preuves);
            assert!(codes(&examen).contains(&"revocation_inconnue"));
        }
    }
}

#[test]
fn many_authorities_of_one_name_do_not_make_the_search_endless() {
    let certificats = vec![certificat("racine"); 3000];
    let preuves = Preuves { certificats, ..preuves() };
    let moment = Moment::maintenant(maintenant());
    let start = std::time::Instant::now();
    let examen = Confiance::new([certificat("maire")]).examine(&certificat("dgs"), Usage::Signature, moment, &preuves);
    assert!(codes(&examen).contains(&"chaine_inconnue") && start.elapsed().as_secs() < 5);
    assert_eq!(Certificat::read_all(&read("maire-chaine.pem")).unwrap().len(), 2);
}

/// The certificate of a person as authorities of the RGS issue them; it is not redistributed with the project.
#[test]
fn a_real_certificate_of_a_person_is_read_and_its_revocation_believed() {
    let given = std::env::var_os("BEFFROI_SCHEMAS").map(std::path::PathBuf::from);
    let beside = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = given.into_iter().chain([beside]).map(|folder| folder.join("certificats")).find(|path| path.exists());
    let Some(folder) = folder else {
        println!("SKIPPED: no certificats in BEFFROI_SCHEMAS nor in ../shared/data");
        return;
    };
    let read = |name: &str| fs::read(folder.join(name)).unwrap();
    let marie = Certificat::read_all(&read("porteur-test.pem")).unwrap().remove(0);
    assert_eq!((marie.sujet().court().as_str(), marie.sujet().get("SN")), ("Marie DURAND", Some("DURAND")));
    assert_eq!(marie.sujet().get("organizationIdentifier"), Some("NTRFR-210100012"));
    assert!(marie.extensions().qualification.qualifie);
    let mut confiance = Confiance::default();
    assert_eq!(confiance.add(&read("ca.pem")), Ok(1));
    let at = marie.validite().du + Duration::days(1);
    let examine = |moment, preuves: &Preuves| confiance.examine(&marie, Usage::Signature, moment, preuves);
    let unknown = examine(Moment::maintenant(at), &Preuves::default());
    assert_eq!(codes(&unknown), ["revocation_inconnue"]);
    let addresses = unknown.demandes.iter().map(|demande| match demande {
        Demande::Ocsp { adresse, .. } | Demande::Crl { adresse } | Demande::Emetteur { adresse } => adresse.as_str(),
    });
    assert_eq!(addresses.collect::<Vec<_>>(), ["http://127.0.0.1:18098", "http://127.0.0.1:18099/crl.crl"]);
    let preuves = Preuves { crl: vec![Crl::read(&read("crl.pem")).unwrap()], ..Preuves::default() };
    for (moment, verdict) in [(Moment::maintenant(at), Verdict::Indetermine), (Moment::prouve(at), Verdict::Invalide)] {
        let examen = examine(moment, &preuves);
        assert_eq!((examen.verdict(), codes(&examen)), (verdict, vec!["revoque"]));
        assert!(examen.raisons[0].texte.contains("changement de fonctions"));
    }
}
