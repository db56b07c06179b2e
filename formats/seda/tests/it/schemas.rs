//! Strict on emission: every manifest that is written is taken by the official schema.

use seda::{ArchiveTransfer, CodeListVersions, DataObjectPackage, ManagementMetadata};
use time::macros::datetime;

use super::{
    echantillon::transfer,
    juges::{official, refusal},
};

pub(crate) const SCHEMA: &str = "seda-2.1/seda-2.1-main.xsd";

fn least() -> ArchiveTransfer {
    ArchiveTransfer {
        comments: Vec::new(),
        date: datetime!(2026-11-20 09:30 UTC),
        message_identifier: "1".into(),
        archival_agreement: None,
        code_list_versions: CodeListVersions::default(),
        package: DataObjectPackage::default(),
        related_transfers: Vec::new(),
        transfer_request_reply: None,
        archival_agency: "a".into(),
        transferring_agency: "b".into(),
    }
}

#[test]
fn least_and_most_are_valid() {
    let Some(schema) = official(SCHEMA) else { return };
    assert_eq!(refusal(&schema, &least().to_xml().unwrap()), None);
    assert_eq!(refusal(&schema, &transfer().to_xml().unwrap()), None);
}

#[test]
fn each_rule_of_the_whole_may_stand_alone() {
    let Some(schema) = official(SCHEMA) else { return };
    let whole = transfer().package.management.management;
    for rang in 0..6 {
        let mut one = seda::Management::default();
        match rang {
            0 => one.storage.clone_from(&whole.storage),
            1 => one.appraisal.clone_from(&whole.appraisal),
            2 => one.access.clone_from(&whole.access),
            3 => one.dissemination.clone_from(&whole.dissemination),
            4 => one.reuse.clone_from(&whole.reuse),
            _ => one.need_authorization = Some(true),
        }
        let mut transfer = least();
        transfer.package.management = ManagementMetadata { management: one, ..ManagementMetadata::default() };
        assert_eq!(refusal(&schema, &transfer.to_xml().unwrap()), None, "{rang}");
    }
}

/// What the schema refuses is refused here first, and the other way round.
#[test]
fn the_schema_and_the_reader_agree_on_what_is_out_of_place() {
    let Some(schema) = official(SCHEMA) else { return };
    let xml = transfer().to_xml().unwrap();
    let changes = [
        ("<Date>2026-11-20T09:30:00.25Z</Date>", "", "« Date » manque"),
        ("<DescriptionLevel>Item<", "<DescriptionLevel>item<", "n’est pas une valeur que le schéma connaît"),
        (
            "<DescriptionLevel>Item</DescriptionLevel>",
            "<Title>x</Title><DescriptionLevel>Item</DescriptionLevel>",
            "n’est pas à sa place",
        ),
        ("<Status>Original</Status>", "<Status>Original</Status><Status>Copie</Status>", "donné deux fois"),
        ("id=\"u-annexe\"", "id=\"u-acte\"", "porté deux fois"),
        ("<FinalAction>Keep</FinalAction>", "", "« FinalAction » manque"),
        ("<Rule>AR048</Rule>", "<StartDate>2026-01-01</StartDate>", "n’est pas à sa place"),
        ("<Size>12000</Size>", "<Size>0</Size>", "au-dessus de zéro"),
        ("<CreatedDate>2026-11-16<", "<CreatedDate>16/11/2026<", "une date y est attendue"),
        ("<SigningTime>2026-11-17T20:00:00+01:00<", "<SigningTime>2026-11-17<", "une date et une heure"),
        ("<NeedAuthorization>false<", "<NeedAuthorization>non<", "true ou false"),
        ("<LegalStatus>Public Archive<", "<LegalStatus>Publique<", "n’est pas une valeur"),
        (" id=\"u-annexe\"", "", "« id » manque"),
        ("<FullName>Anne Martin</FullName>", "<FullName>A</FullName><FullName>B</FullName>", "donné deux fois"),
        (
            "<Identifier>a.martin</Identifier>",
            "<Identifier>a</Identifier><FullName>B</FullName>",
            "n’est pas à sa place",
        ),
        (
            "<FinalAction>Keep</FinalAction>",
            "<FinalAction>Keep</FinalAction><FinalAction>Keep</FinalAction>",
            "deux fois",
        ),
        ("<RefNonRuleId>AR040</RefNonRuleId>", "<PreventInheritance>true</PreventInheritance>", "n’est pas à sa place"),
        ("<Content>", "texte<Content>", "aucun texte n’y est attendu"),
    ];
    for (from, to, told) in changes {
        assert!(xml.contains(from), "{from}");
        let other = xml.replacen(from, to, 1);
        assert!(refusal(&schema, &other).is_some(), "the schema takes: {from} -> {to}");
        let error = seda::read_manifest(other.as_bytes()).unwrap_err().to_string().replace('\u{a0}', " ");
        assert!(error.contains(told), "{from} -> {to}: {error}");
    }
}
