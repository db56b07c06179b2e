//! Lenient on reception: what a préfecture writes out of the schema is read, and told.

use norme_actes::{ActesError, Contenu, Encodage, Lecture, Message, Signature, read};

use super::{assert_phrase, echantillon::id, fixture, plain};

const NS: &str = "http://www.interieur.gouv.fr/ACTES#v1.1-20040216";

fn message(octets: &[u8]) -> (Message, Vec<String>) {
    let Lecture { contenu, ecarts, .. } = read(octets).unwrap();
    match contenu {
        Contenu::Message(message) => (*message, ecarts.into_iter().map(|ecart| ecart.phrase).collect()),
        other => panic!("{other:?}"),
    }
}

fn error(octets: &[u8]) -> ActesError {
    let error = read(octets).unwrap_err();
    let told = error.to_string();
    assert_phrase(&told);
    error
}

#[test]
fn a_receipt_is_read() {
    let octets = fixture("ar-acte.xml");
    assert_eq!(read(&octets).unwrap().encodage, Encodage::Latin1);
    let (Message::ArActe(ar), ecarts) = message(&octets) else { panic!() };
    assert_eq!((ar.id_acte, ecarts), (id(), Vec::new()));
    let acte = ar.acte_recu.unwrap();
    assert_eq!(acte.objet, "Subvention à l'école élémentaire");
    assert_eq!((acte.codes_matieres.to_string(), acte.document_papier), ("7.10".to_owned(), Some(false)));
}

#[test]
fn an_anomaly_out_of_the_schema_is_read() {
    let (Message::AnomalieEnveloppe(anomalie), ecarts) = message(&fixture("anomalie-enveloppe.xml")) else { panic!() };
    assert_eq!(
        (anomalie.nature.as_str(), ecarts),
        ("999", vec!["«\u{a0}999\u{a0}» n’est pas dans le schéma.".to_owned()])
    );
    assert_eq!(anomalie.enveloppe_recue.unwrap().formulaires_envoyes.len(), 1);
}

/// The schema counts in integers: `5` is the `005` that it lists.
#[test]
fn an_anomaly_is_known_with_or_without_its_zeros() {
    let five = String::from_utf8_lossy(&fixture("anomalie-enveloppe.xml")).replace(">999<", ">5<");
    let (Message::AnomalieEnveloppe(anomalie), ecarts) = message(five.as_bytes()) else { panic!() };
    assert_eq!((anomalie.nature.as_str(), ecarts), ("5", Vec::new()));
    assert_eq!(norme_actes::anomalie("AnomalieEnveloppe", "5"), norme_actes::anomalie("AnomalieEnveloppe", "005"));
    assert!(norme_actes::anomalie("AnomalieEnveloppe", "5").is_some_and(|sens| sens.contains("SIREN")));
    assert_eq!(norme_actes::anomalie("AnomalieActe", "ERREUR2"), None);
}

#[test]
fn the_check_that_failed_is_told_by_its_number() {
    let told = norme_actes::verification("ODT-VERIF-01 : Votre acte a été transmis avec une date de classification");
    assert!(told.is_some_and(|sens| sens.contains("demandez celle qui est en vigueur")), "{told:?}");
    assert!(norme_actes::verification("Refus (ODT-VERIF-17)").is_some_and(|sens| sens.contains("n’est pas reconnue")));
    for unknown in ["", "ODT-VERIF", "ODT-VERIF-", "ODT-VERIF-99\u{a0}: autre", "ODT-VERIF-é", "VERIF-01"] {
        assert_eq!(norme_actes::verification(unknown), None, "{unknown}");
    }
}

#[test]
fn a_receipt_counts_even_when_the_acte_in_it_is_damaged() {
    let octets = format!(
        "<ARActe xmlns=\"{NS}\" DateReception=\"2026-11-20+01:00\" IDActe=\" {} \"><ActeRecu Date=\"hier\"/></ARActe>",
        id()
    );
    let (Message::ArActe(ar), ecarts) = message(octets.as_bytes()) else { panic!() };
    assert_eq!((ar.id_acte, ar.acte_recu, ar.classification_date_version_en_cours), (id(), None, None));
    assert_eq!(ecarts.len(), 2, "{ecarts:?}");
}

/// An anomaly has no `IDActe`: the acte that came back tells which one it is.
#[test]
fn what_comes_back_tells_its_acte() {
    let (message, _) = message(&fixture("ar-acte.xml"));
    assert_eq!(message.acte_recu().unwrap().cle().unwrap(), id().cle);
    assert_eq!(message.id_acte(), Some(&id()));
}

#[test]
fn gaps_are_told_one_by_one() {
    let octets = String::from_utf8_lossy(&fixture("ar-acte.xml")).replace("encoding=\"ISO-8859-1\"", "");
    let octets = octets
        .replace("Nombre=\"0\"", "Nombre=\"3\"")
        .replace(">0<", ">peut-être<")
        .replace("<actes:CodeMatiere2 actes:CodeMatiere=\"10\"/>", "<actes:CodeMatiere5 actes:CodeMatiere=\"4\"/>")
        .replace("Subvention", &"x".repeat(600));
    let (Message::ArActe(ar), ecarts) = message(octets.as_bytes()) else { panic!() };
    assert_eq!(ar.acte_recu.unwrap().codes_matieres.to_string(), "7.0.0.0.4");
    let told =
        ["500 caractères", "saute un niveau", "0 annexes sont listées, 3", "«\u{a0}peut-être\u{a0}» n’est ni O ni N"];
    assert_eq!(ecarts.len(), told.len(), "{ecarts:?}");
    for (ecart, told) in ecarts.iter().zip(told) {
        assert!(ecart.contains(told), "{ecart} / {told}");
    }
}

#[test]
fn a_detached_signature_is_kept_whatever_it_is_made_of() {
    let courrier = |signature: &str| {
        format!(
            "<a:CourrierSimple xmlns:a=\"{NS}\" a:IDActe=\"{}\" a:DateCourrierPref=\"2026-12-01\"><a:Document>\
             <a:NomFichier> x.pdf </a:NomFichier>{signature}</a:Document></a:CourrierSimple>",
            id()
        )
    };
    for (written, kept) in [
        ("<a:Signature> MIIB </a:Signature>", Some(Signature::Texte("MIIB".to_owned()))),
        ("<a:Signature><![CDATA[<MIIB>]]></a:Signature>", Some(Signature::Texte("<MIIB>".to_owned()))),
        ("<a:Signature><s:é x=\"1\">y</s:é></a:Signature>", Some(Signature::Xml("<s:é x=\"1\">y</s:é>".to_owned()))),
        ("<a:Signature><s/></a:Signature>", Some(Signature::Xml("<s/>".to_owned()))),
        ("<a:Signature/>", None),
        ("", None),
    ] {
        let (Message::CourrierSimple(courrier), _) = message(courrier(written).as_bytes()) else { panic!() };
        assert_eq!((courrier.document.nom_fichier.as_str(), courrier.document.signature), ("x.pdf", kept));
    }
}

#[test]
fn what_makes_the_message_must_be_there() {
    let told = |xml: &str| error(xml.replace("NS", NS).as_bytes()).to_string();
    assert!(told("<Annulation xmlns=\"NS\"/>").contains("«\u{a0}IDActe\u{a0}» manque"));
    assert!(told("<Annulation xmlns=\"NS\" IDActe=\"x\"/>").contains("044-214400152"));
    assert!(told("<AnomalieActe xmlns=\"NS\"/>").contains("«\u{a0}Nature\u{a0}» manque"));
    let twice = told("<a:Annulation xmlns:a=\"NS\" a:IDActe=\"1\" a:IDActe=\"2\"/>");
    assert!(twice.contains("l’attribut a:IDActe est donné deux fois"), "{twice}");
    assert!(told("<Inconnu xmlns=\"NS\"/>").contains("«\u{a0}Inconnu\u{a0}» n’est pas connu"));
    let long = format!("<Annulation xmlns=\"NS\" IDActe=\"{}\"/>", "y".repeat(5_000));
    assert!(told(&long).len() < 500, "a hostile value is not repeated whole");
}

#[test]
fn what_is_not_actes_says_what_it_is() {
    assert!(matches!(error(b"<html xmlns=\"http://www.w3.org/1999/xhtml\"/>"), ActesError::PasActes { .. }));
    assert!(matches!(error(b"<Acte/>"), ActesError::PasActes { .. }));
    assert!(matches!(error(b"%PDF-1.7"), ActesError::MalForme { .. }));
    assert!(matches!(error(b""), ActesError::Vide));
    assert!(matches!(error(b"\xff\xfe<\0"), ActesError::Utf16));
}

/// The golden sentences: what people read when a file is refused.
#[test]
fn every_refusal_is_a_french_sentence() {
    let sane = String::from_utf8_lossy(&fixture("ar-acte.xml")).replace("ISO-8859-1", "UTF-8");
    let (opening, rest) = sane.split_once("actes:ARActe").unwrap();
    let with = |from: &str, to: &str| sane.replace(from, to).into_bytes();
    let refused: Vec<(&str, Vec<u8>)> = vec![
        ("vide", Vec::new()),
        ("un PDF", b"%PDF-1.7".to_vec()),
        ("UTF-16", b"\xff\xfe<\0a\0".to_vec()),
        ("coupé", sane.as_bytes()[..sane.len() - 20].to_vec()),
        ("deux racines", [sane.as_bytes(), b"<a/>"].concat()),
        ("balises croisées", with("</actes:Objet>", "</actes:Autre>")),
        ("entité", with("Subvention", "&secret;")),
        ("type de document", format!("{}<!DOCTYPE a>{}", "", &sane[opening.len() - 1..]).into_bytes()),
        ("autre espace de noms", with("#v1.1-20040216", "#v2")),
        ("racine inconnue", format!("{opening}actes:Autre{}", rest.replace("ARActe", "Autre")).into_bytes()),
        ("sans IDActe", with("actes:IDActe", "actes:Autre")),
        ("IDActe illisible", with("082-218200020-20261117-2026_112-DE\"", "n° 12\"")),
        ("date illisible", with("DateReception=\"2026-11-20\"", "DateReception=\"20/11/2026\"")),
        ("attribut double", with("actes:IDActe=", "actes:DateReception=\"\" actes:IDActe=")),
    ];
    let told: Vec<String> = refused.iter().map(|(nom, octets)| format!("{nom} → {}", error(octets))).collect();
    insta::assert_snapshot!(plain(&told.join("\n")));
}
