//! Names: each is built and read, the same; what is no name is refused in French.

use norme_actes::{CodeTypePj, IdActe, NomArchive, NomEnveloppe, NomFichier, TypeMessage};
use time::macros::date;

#[test]
fn the_names_of_the_domain_are_read_and_built_again() {
    for nom in [
        "045-214502494-20170717-D201717-DE-1-1_0.xml",
        "99_DE-006-210600235-20180522-684-AI-1-1_1.pdf",
        "01_01-044-214400152-20181012-123456-DE-1-1_2.xml",
        "044-214400152----1-3_1.xml",
        "044-214400152----7-1_12.xml",
        "006-210600235-20180522-684-AI-1-2_5279.xml",
        "044-214400152-20181106-TEST_DGCL_4-DE-6-2_10.xml",
        "CO_DE-006-210600730-20180115-007-AR-1-1_1.jpg",
        "02A-218200020-20260101-2026-01 b-CC-3-4_2.pdf",
    ] {
        assert_eq!(nom.parse::<NomFichier>().unwrap().to_string(), nom);
    }
    for nom in [
        "EACT--210600730--20180115-1.xml",
        "TACT--210600730--20180115-1.xml",
        "EACT--SPREF0441-214400152-20181012-9.xml",
        "ANO_EACT--214400152--20180925-1.xml",
    ] {
        assert_eq!(nom.parse::<NomEnveloppe>().unwrap().to_string(), nom);
    }
    let nom = "SIC-EACT--210600730--20180115-1.tar.gz";
    assert_eq!(nom.parse::<NomArchive>().unwrap().to_string(), nom);
}

#[test]
fn the_parts_of_a_name_are_told_apart() {
    let nom: NomFichier = "21_DA-082-218200020-20261117-2026-112-DE-3-4_2.pdf".parse().unwrap();
    assert_eq!(nom.type_pj.as_ref().map(CodeTypePj::as_str), Some("21_DA"));
    assert_eq!((nom.message, nom.rang, nom.extension.as_str()), (TypeMessage::new(3, 4), 2, "pdf"));
    let id = nom.id_acte().unwrap();
    assert_eq!((id.cle.numero.as_str(), id.cle.date), ("2026-112", date!(2026 - 11 - 17)));
    assert_eq!(id.to_string(), "082-218200020-20261117-2026-112-DE");
    let anomalie: NomEnveloppe = "ANO_EACT--214400152--20180925-1.xml".parse().unwrap();
    assert!(anomalie.anomalie && anomalie.emetteur.is_none() && anomalie.serie == 1);
    let envoyee = anomalie.envoyee().unwrap();
    assert_eq!((envoyee.to_string().as_str(), envoyee.envoyee()), ("EACT--214400152--20180925-1.xml", None));
}

#[test]
fn a_message_and_its_documents_are_named_after_the_acte() {
    let id: IdActe = "082-218200020-20261117-112-DE".parse().unwrap();
    let nom = NomFichier::of_message(&id, TypeMessage::ACTE);
    assert_eq!(nom.to_string(), "082-218200020-20261117-112-DE-1-1_0.xml");
    let annexe = nom.document("70_DE".parse().unwrap(), 2, "pdf");
    assert_eq!(annexe.to_string(), "70_DE-082-218200020-20261117-112-DE-1-1_2.pdf");
    let demande = NomFichier::without_acte(id.departement, id.siren, TypeMessage::DEMANDE_CLASSIFICATION);
    assert_eq!(demande.to_string(), "082-218200020----7-1_0.xml");
}

#[test]
fn what_is_no_name_is_refused_in_french() {
    for wrong in [
        "",
        "x",
        "delib.pdf",
        "../../../etc/passwd",
        "99DE-082-218200020-20261117-112-DE-1-1_1.pdf",
        "82-218200020-20261117-112-DE-1-1_1.pdf",
        "082-21820002-20261117-112-DE-1-1_1.pdf",
        "082-218200020-20261317-112-DE-1-1_1.pdf",
        "082-218200020-20261117-11/2-DE-1-1_1.pdf",
        "082-218200020-20261117-112-de-1-1_1.pdf",
        "082-218200020-20261117-112-DE-1-1.pdf",
        "082-218200020-20261117-112-DE-1-1_1.",
        "082-218200020-20261117-112-DE-1-1_01.pdf",
        "082-218200020-20261117-112-DE-1-999_1.pdf",
        "082-218200020-20261117---1-1_1.pdf",
        "é-é",
    ] {
        let told = wrong.parse::<NomFichier>().unwrap_err().to_string();
        assert!(told.contains("99_DE-044-214400152") && told.ends_with('.'), "{wrong}: {told}");
    }
    for wrong in ["EACT-214400152-20180925-1.xml", "eact--214400152--20180925-1.xml", "EACT--214400152--20180925-1.pdf"]
    {
        assert!(wrong.parse::<NomEnveloppe>().unwrap_err().to_string().contains("enveloppe"), "{wrong}");
    }
    for wrong in ["EACT--214400152--20180925-1.tar.gz", "SICT-EACT--214400152--20180925-1.tar.gz", "SIC-x.tar.gz"] {
        assert!(wrong.parse::<NomArchive>().unwrap_err().to_string().contains("archive"), "{wrong}");
    }
    for wrong in
        ["", "082-218200020-20261117-112", "082-218200020-20261117--DE", "a-b-c-d-e", "82-218200020-20261117-1-DE"]
    {
        assert!(wrong.parse::<IdActe>().is_err(), "{wrong}");
    }
}

#[test]
fn what_a_prefecture_wrote_is_kept_when_its_parts_are_clear() {
    let id = IdActe::recu("082-218200020-20261117-_x.y_-DE").unwrap();
    assert_eq!(id.to_string(), "082-218200020-20261117-_x.y_-DE");
    assert!(!id.is_conforme() && "082-218200020-20261117-_x_-DE".parse::<IdActe>().is_err());
}
