//! Real PES, that are not redistributed with the project, and their schemas.

use std::{fs, path::PathBuf, process::Command};

use certificats::{Integrite, Verdict};
use xades::{PolitiqueDite, Portee, XadesError, a_horodater, horodate, prepare_pes};

use super::{
    Monde, assert_invalid, codes, demande,
    fabrique::{between, replace, sign, values},
    horodatage::stamp,
    juges::{file, signxml, xmlsec1},
    key,
};

fn official(path: &str) -> Option<PathBuf> {
    let given = std::env::var_os("BEFFROI_SCHEMAS").map(PathBuf::from);
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let found = given.into_iter().chain([beside]).map(|folder| folder.join(path)).find(|path| path.exists());
    if found.is_none() {
        println!("SKIPPED: no {path} in BEFFROI_SCHEMAS nor in ../shared/data");
    }
    found
}

/// The signed sample of 2019.
fn sample() -> Option<Vec<u8>> {
    Some(fs::read(official("pes/exemples/PESALR2_25060187900027_190328_001.xml")?).unwrap())
}

#[test]
fn the_signed_sample_is_whole_and_its_certificate_is_not_for_signing() {
    let Some(octets) = sample() else { return };
    let verification = Monde::new().verify(&octets).unwrap();
    let signature = &verification.signatures[0];
    assert_eq!((signature.rapport.integrite, signature.rapport.verdict), (Integrite::Ok, Verdict::Indetermine));
    let told = codes(&verification);
    for code in ["chaine_inconnue", "perime", "usage", "pes_usage", "pes_partiel"] {
        assert!(told.contains(&code), "{code}: {told:?}");
    }
    assert!(!told.iter().any(|code| code.starts_with("politique")), "the policy is known: {told:?}");
    let pem = signature.certificat.as_ref().unwrap().pem();
    assert_ne!(signxml(&octets, pem.as_bytes(), 1, "2019-04-01T00:00:00+00:00"), Some(false));
    let proprietes = signature.proprietes.as_ref().unwrap();
    assert!(
        matches!(&proprietes.politique, Some(PolitiqueDite::Nommee { identifiant, .. }) if identifiant.ends_with(".7"))
    );
    assert_eq!(proprietes.roles, ["Maire"]);
    assert_eq!(verification.bordereaux.len(), 1);
    assert!(verification.bordereaux[0].signe);
}

#[test]
fn the_sample_altered_is_refused_where_xmlsec1_refuses_it() {
    let Some(octets) = sample() else { return };
    let monde = Monde::new();
    // Without the chain, which xmlsec1 does not know: see `juges`.
    let judged = |octets: &[u8]| {
        let file = file(octets);
        let args = ["--verify", "--insecure", "--id-attr:Id", "Bordereau"];
        Command::new("xmlsec1").args(args).arg(file.path()).output().unwrap().status.success()
    };
    assert!(judged(&octets));
    for (old, new) in [
        ("<xad:City>NICE", "<xad:City>LICE"),
        ("<Bordereau Id=\"N10025\">", "<Bordereau Id=\"N10025\"> "),
        ("<Piece>", "<Piece >"),
    ] {
        let changed = replace(&octets, old, new);
        let whole = monde.verify(&changed).unwrap().signatures[0].rapport.integrite == Integrite::Ok;
        assert_eq!(whole, judged(&changed), "{old}");
        assert_eq!(whole, new == "<Piece >");
    }
    assert_invalid(&monde, &replace(&octets, "<MtBordHT V=\"", "<MtBordHT V=\"1"), "empreinte_fausse");
    let header = replace(&octets, "<DteStr V=\"2017", "<DteStr V=\"2018");
    assert_eq!(monde.verify(&header).unwrap().signatures[0].rapport.integrite, Integrite::Ok);
    assert!(judged(&header));
    // What the policy says is not its digest.
    let policy = replace(
        &octets,
        "roF9+cfRHNPtVJolhdqfIqGMVuUXX8aR4rpiquf0u5E=",
        "soF9+cfRHNPtVJolhdqfIqGMVuUXX8aR4rpiquf0u5E=",
    );
    assert!(codes(&monde.verify(&policy).unwrap()).contains(&"politique_empreinte"));
}

#[test]
fn real_files_are_signed_and_obey_their_schema() {
    let Some(octets) = sample() else { return };
    let signature = between(&octets, "<ds:Signature ", "</ds:Signature>");
    let latin: String = signature.iter().map(|octet| char::from(*octet)).collect();
    let unsigned = replace(&octets, &latin, "");
    let maire = key("maire");
    for portee in [Portee::Bordereaux, Portee::Entier] {
        let mut demande = demande(&maire);
        demande.mime = (portee == Portee::Entier).then(|| "text/xml".to_owned());
        let preparation = prepare_pes(&unsigned, portee, &demande).unwrap();
        let mut signed = Vec::new();
        let monde = Monde::new();
        preparation.assemble(&unsigned, &values(&preparation, &maire), &monde.contexte(&[]), &mut signed).unwrap();
        assert_eq!(xmlsec1(&signed, 1), [true]);
        let stamps: Vec<_> = a_horodater(&signed).unwrap().iter().map(|octets| stamp(octets)).collect();
        let mut stamped = Vec::new();
        horodate(&signed, &stamps, &monde.contexte(&[]), &mut stamped).unwrap();
        assert_eq!(xmlsec1(&stamped, 1), [true]);
        let Some(schema) = official("pes/xsd-5.17/PES_V2/Rev0/PES_Aller.xsd") else { continue };
        for octets in [signed, stamped] {
            let file = file(&octets);
            let mut xmllint = Command::new("xmllint");
            let output =
                xmllint.args(["--noout", "--nonet", "--schema"]).arg(&schema).arg(file.path()).output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
    }
    for name in ["PESALR1_unsigned.xml", "helios.xml"] {
        let Some(path) = official(&format!("pes/exemples/{name}")) else { continue };
        let octets = fs::read(path).unwrap();
        assert!(matches!(Monde::new().verify(&octets), Err(XadesError::SansSignature)));
        let signed = sign(&octets, Portee::Bordereaux, &key("maire"));
        assert_eq!(xmlsec1(&signed, 1), [true], "{name}");
    }
}
