//! Strict on emission: every file that is written is taken by the official schemas.

use std::{path::Path, process::Command};

use norme_actes::{CodesMatieres, DonneesActe, Message, RetourClassification, Schema};

use super::{
    echantillon::{classification, donnees, enveloppe, enveloppes_recues, messages},
    official,
};

pub(crate) const TYPOLOGIE: &str = "actes/xsd/actesv1_1.xsd";
pub(crate) const LARGE: &str = "actes/xsd-large/actesv1_1.xsd";

/// What the schema says of a file; nothing when it takes it.
pub(crate) fn refusal(schema: &Path, octets: &[u8]) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("message.xml");
    std::fs::write(&file, octets).unwrap();
    let out = Command::new("xmllint").args(["--noout", "--nonet", "--schema"]).arg(schema).arg(&file).output().unwrap();
    (!out.status.success()).then(|| String::from_utf8_lossy(&out.stderr).into_owned())
}

/// The four messages that say of the acte, or of its types, what only one of the two schemas knows.
fn is_of_one_schema(message: &Message) -> bool {
    matches!(
        message,
        Message::Acte(_) | Message::ArActe(_) | Message::AnomalieActe(_) | Message::RetourClassification(_)
    )
}

#[test]
fn every_message_is_valid_in_the_schema_it_is_written_for() {
    let (Some(typologie), Some(large)) = (official(TYPOLOGIE), official(LARGE)) else { return };
    for message in messages() {
        let racine = message.racine();
        for (schema, own, other) in [(Schema::Typologie, &typologie, &large), (Schema::Large, &large, &typologie)] {
            let octets = message.to_xml(schema).unwrap();
            assert_eq!(refusal(own, &octets), None, "{racine} in {schema:?}");
            // The exceptions, all of them: any other message is the same file in both.
            assert_eq!(refusal(other, &octets).is_some(), is_of_one_schema(&message), "{racine} in the other schema");
        }
    }
}

#[test]
fn every_envelope_is_valid_in_both_schemas() {
    let (Some(typologie), Some(large)) = (official(TYPOLOGIE), official(LARGE)) else { return };
    let recues = enveloppes_recues().into_iter().map(|recue| recue.to_xml().unwrap());
    for octets in recues.chain([enveloppe().to_xml().unwrap()]) {
        for schema in [&typologie, &large] {
            assert_eq!(refusal(schema, &octets), None);
        }
    }
}

#[test]
fn least_and_most_are_valid_too() {
    let Some(typologie) = official(TYPOLOGIE) else { return };
    let least = DonneesActe {
        codes_matieres: CodesMatieres::new(1, 1),
        precedent_identifiant_acte: None,
        annexes: Vec::new(),
        document_papier: None,
        ..donnees()
    };
    let most = DonneesActe {
        codes_matieres: "1.1.1.1.1".parse().unwrap(),
        objet: "œ".repeat(250),
        numero_interne: "a23456789012345".parse().unwrap(),
        ..donnees()
    };
    for message in [Message::Acte(least), Message::Acte(most), Message::DemandeClassification(None)] {
        assert_eq!(refusal(&typologie, &message.to_xml(Schema::Typologie).unwrap()), None);
    }
}

/// The known gap between the two schemas: a number with a hyphen or a space makes an `IDActe` that only the wider one takes.
#[test]
fn a_number_with_a_hyphen_is_an_exception_of_one_schema() {
    let (Some(typologie), Some(large)) = (official(TYPOLOGIE), official(LARGE)) else { return };
    let annulation = Message::Annulation("082-218200020-20261117-2026-112 b-DE".parse().unwrap());
    let octets = annulation.to_xml(Schema::Large).unwrap();
    assert_eq!(refusal(&large, &octets), None);
    assert!(refusal(&typologie, &octets).unwrap().contains("pattern"));
    let told = annulation.to_xml(Schema::Typologie).unwrap_err().to_string();
    assert!(told.contains("ni tiret ni espace"), "what a schema refuses is not written for it: {told}");
}

#[test]
fn an_anomaly_of_envelope_is_valid_with_or_without_its_zeros() {
    let (Some(typologie), Some(large)) = (official(TYPOLOGIE), official(LARGE)) else { return };
    for nature in ["5", "005", "100"] {
        let anomalie = messages().into_iter().find_map(|message| match message {
            Message::AnomalieEnveloppe(anomalie) => Some(anomalie),
            _ => None,
        });
        let anomalie = norme_actes::AnomalieEnveloppe { nature: nature.to_owned(), ..anomalie.unwrap() };
        let octets = Message::AnomalieEnveloppe(anomalie).to_xml(Schema::default()).unwrap();
        assert_eq!((refusal(&typologie, &octets), refusal(&large, &octets)), (None, None), "{nature}");
    }
}

#[test]
fn a_classification_without_typology_is_for_the_wider_schema_only() {
    let Some(large) = official(LARGE) else { return };
    let old = RetourClassification {
        natures: classification()
            .natures
            .into_iter()
            .map(|nature| norme_actes::NatureActe { types_pj: Vec::new(), ..nature })
            .collect(),
        ..classification()
    };
    let message = Message::RetourClassification(old);
    assert!(message.to_xml(Schema::Typologie).unwrap_err().to_string().contains("TypePJNatureActe"));
    assert_eq!(refusal(&large, &message.to_xml(Schema::Large).unwrap()), None);
}
