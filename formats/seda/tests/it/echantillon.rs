//! A transfer that has everything: an acte, its annexe, its receipt, each value of each list once.

use std::{collections::HashMap, io::Cursor};

use seda::{
    Agent, AppraisalRule, ArchiveTransfer, ArchiveUnit, BinaryDataObject, Capacity, CodeListVersions, Content,
    DataObjectPackage, DataObjectReference, DescriptionLevel, Event, FinalAction, Inheritance, Keyword, KeywordType,
    LegalStatus, Management, ManagementMetadata, NomBordereau, Person, Related, RelatedObjects, Rule, Rules, SedaError,
    Signature, SignedObject, Signer, StorageAction, StorageRule, Validator, write_package,
};
use time::{
    Month,
    macros::{date, datetime},
};

pub(crate) const ID_ACTE: &str = "082-218200020-20261117-2026_112-DE";

/// The bytes of each object, by its `id`.
pub(crate) fn octets() -> HashMap<&'static str, Vec<u8>> {
    HashMap::from([
        ("acte", pdf_a("2", "A")),
        ("annexe", b"%PDF-1.4\n1 0 obj\nendobj\n%%EOF\n".repeat(400)),
        ("recu", b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<actes:ARActe/>\n".to_vec()),
        ("copie", b"Subvention \xc3\xa0 l\xe2\x80\x99\xc3\xa9cole\n".to_vec()),
    ])
}

/// What makes a file a PDF/A for PRONOM: its header, what its metadata claim, its end.
pub(crate) fn pdf_a(part: &str, level: &str) -> Vec<u8> {
    format!(
        "%PDF-1.7\n1 0 obj\n<x:xmpmeta xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">\
         <pdfaid:part>{part}</pdfaid:part><pdfaid:conformance>{level}</pdfaid:conformance></x:xmpmeta>\nendobj\n%%EOF\n"
    )
    .into_bytes()
}

pub(crate) fn objects() -> Vec<BinaryDataObject> {
    let octets = octets();
    let describe = |id: &str, nom: &str| BinaryDataObject::describe(id, nom, octets[id].as_slice()).unwrap();
    let mut acte = describe("acte", "Délibération n° 112.PDF");
    acte.group = Some("g-acte".into());
    acte.version = Some("BinaryMaster_1".into());
    acte.file_info.as_mut().unwrap().last_modified = Some(datetime!(2026-11-17 18:30:15.5 +1));
    let mut copie = describe("copie", "acte.txt");
    copie.group = Some("g-acte".into());
    copie.version = Some("TextContent_1".into());
    copie.format.as_mut().unwrap().encoding = Some("UTF-8".into());
    vec![describe("annexe", "annexe <1> & \"plan\".pdf"), acte, copie, describe("recu", "ar.xml")]
}

pub(crate) fn transfer() -> ArchiveTransfer {
    ArchiveTransfer {
        comments: vec!["Actes transmis au contrôle de légalité\r\n\tpar l’école <&> la mairie".into(), "2026".into()],
        date: datetime!(2026-11-20 09:30:00.25 UTC),
        message_identifier: "218200020-2026-0001".into(),
        archival_agreement: Some("ACTES-2026".into()),
        code_list_versions: code_lists(),
        package: DataObjectPackage { data_objects: objects(), units: vec![annee()], management: management_metadata() },
        related_transfers: vec!["218200020-2025-0001".into()],
        transfer_request_reply: Some("R-1".into()),
        archival_agency: "FRAD082".into(),
        transferring_agency: "218200020".into(),
    }
}

fn code_lists() -> CodeListVersions {
    let some = |nom: &str| Some(nom.to_owned());
    CodeListVersions {
        reply: some("reply"),
        message_digest_algorithm: some("digest"),
        mime_type: some("mime"),
        encoding: some("encoding"),
        file_format: some("DROID 109"),
        compression_algorithm: some("compression"),
        data_object_version: some("version"),
        storage_rule: some("storage"),
        appraisal_rule: some("appraisal"),
        access_rule: some("access"),
        dissemination_rule: some("dissemination"),
        reuse_rule: some("reuse"),
        classification_rule: some("classification"),
        acquisition_information: some("acquisition"),
        authorization_reason: some("authorization"),
        relationship: some("relationship"),
    }
}

fn management_metadata() -> ManagementMetadata {
    ManagementMetadata {
        archival_profile: Some("PROFIL-ACTES".into()),
        service_level: Some("SL1".into()),
        acquisition_information: Some("Versement".into()),
        legal_status: Some(LegalStatus::PublicArchive),
        originating_agency: Some("218200020".into()),
        submission_agency: Some("288200013".into()),
        management: Management {
            storage: Some(StorageRule {
                rules: Rules::from_day("DUC-1", None),
                final_action: StorageAction::RestrictAccess,
            }),
            appraisal: Some(AppraisalRule {
                rules: Rules::from_day("DUA-10", date!(2026 - 11 - 17)),
                final_action: FinalAction::Keep,
            }),
            access: Some(Rules::from_day("AR038", date!(2026 - 11 - 17))),
            dissemination: Some(Rules::from_day("DIF-0", None)),
            reuse: Some(Rules::default()),
            need_authorization: Some(false),
        },
    }
}

fn annee() -> ArchiveUnit {
    let content = Content {
        description_level: Some(DescriptionLevel::RecordGrp),
        titles: vec!["Actes de l’année 2026".into()],
        start: Some(seda::DateType::Year(2026)),
        end: Some(seda::DateType::YearMonth(2026, Month::November)),
        ..Content::default()
    };
    ArchiveUnit::new("annee", content).with_unit(acte())
}

fn acte() -> ArchiveUnit {
    let piece = |id: &str, titre: &str, kind: &str| {
        let content = Content {
            description_level: Some(DescriptionLevel::Item),
            titles: vec![titre.into()],
            document_type: Some(kind.into()),
            ..Content::default()
        };
        ArchiveUnit::new(format!("u-{id}"), content)
    };
    let mut unit = ArchiveUnit::new("u-dossier", whole_content()).with_management(Management {
        access: Some(Rules {
            rules: vec![
                Rule { code: "AR048".into(), start_date: Some(date!(2026 - 11 - 17)) },
                Rule { code: "AR039".into(), start_date: None },
            ],
            inheritance: Inheritance::Except(vec!["AR038".into(), "AR040".into()]),
        }),
        dissemination: Some(Rules { rules: vec![], inheritance: Inheritance::Nothing }),
        ..Management::default()
    });
    unit.profile = Some("PROFIL-ACTE".into());
    let mut document = piece("acte", "Délibération n° 2026_112", "Délibération");
    document.data_objects.push(DataObjectReference::Group("g-acte".into()));
    unit.with_unit(document)
        .with_unit(piece("annexe", "Plan", "Annexe").with_object("annexe"))
        .with_unit(piece("recu", "Accusé de réception", "Accusé de réception").with_object("recu"))
}

fn whole_content() -> Content {
    let tokens = |nom: &str| vec![format!("{nom} 1"), format!("{nom} 2")];
    let agents = |nom: &str| vec![body(nom), person()];
    Content {
        description_level: Some(DescriptionLevel::File),
        titles: vec!["Subvention à l’école".into(), "Grant to the school".into()],
        file_plan_positions: vec!["7.10".into()],
        system_ids: tokens("system"),
        originating_system_ids: tokens("beffroi"),
        archival_agency_identifiers: tokens("1234 W"),
        originating_agency_identifiers: vec![ID_ACTE.into()],
        transferring_agency_identifiers: tokens("versant"),
        descriptions: vec!["  Votée à l’unanimité ;\n  voir l’annexe.".into()],
        kind: Some("CDO".into()),
        document_type: Some("Délibération".into()),
        languages: vec!["fr".into(), "oc-FR".into()],
        description_language: Some("fra".into()),
        status: Some("Original".into()),
        version: Some("1.0".into()),
        tags: tokens("école"),
        keywords: KeywordType::ALL.iter().map(|kind| keyword(Some(*kind))).chain([keyword(None)]).collect(),
        originating_agency: Some("218200020".into()),
        submission_agency: Some("288200013".into()),
        authorized_agents: agents("autorisé"),
        writers: agents("auteur"),
        addressees: agents("destinataire"),
        recipients: agents("copie"),
        transmitters: agents("émetteur"),
        senders: agents("expéditeur"),
        source: Some("Registre des délibérations".into()),
        related: Some(related()),
        created: Some(date!(2026 - 11 - 16).into()),
        transacted: Some(date!(2026 - 11 - 17).into()),
        acquired: Some(datetime!(2026-11-18 08:00 -10:30).into()),
        sent: Some(datetime!(2026-11-18 08:00 UTC).into()),
        received: Some(date!(2026 - 11 - 18).into()),
        registered: Some(seda::DateType::Year(2026)),
        start: Some(seda::DateType::YearMonth(2026, Month::January)),
        end: Some(date!(2026 - 12 - 31).into()),
        events: vec![
            event(),
            Event {
                identifier: None,
                type_code: None,
                kind: None,
                detail: None,
                outcome: None,
                outcome_detail: None,
                outcome_detail_message: None,
                ..event()
            },
        ],
        signatures: vec![signature()],
    }
}

fn keyword(kind: Option<KeywordType>) -> Keyword {
    Keyword { content: "école".into(), reference: kind.map(|_| "T1-463".into()), kind }
}

fn body(nom: &str) -> Agent {
    Agent {
        person: Person { corpname: Some(nom.into()), identifiers: vec!["218200020".into()], ..Person::default() },
        capacity: Capacity::default(),
    }
}

fn person() -> Agent {
    Agent {
        person: Person {
            first_name: Some("Anne".into()),
            birth_name: Some("Martin".into()),
            full_name: Some("Anne Martin".into()),
            given_name: Some("Anne".into()),
            corpname: None,
            identifiers: vec!["a.martin".into(), "42".into()],
        },
        capacity: Capacity {
            functions: vec!["Maire".into()],
            activities: vec!["Conseil municipal".into()],
            positions: vec!["Présidente".into()],
            roles: vec!["Signataire".into()],
            mandates: vec!["2026-2032".into(), "2020-2026".into()],
        },
    }
}

fn related() -> RelatedObjects {
    RelatedObjects {
        is_version_of: vec![Related::ArchiveUnit("annee".into())],
        replaces: vec![Related::External("082-218200020-20251104-2025_098-DE".into())],
        requires: vec![Related::DataObject(DataObjectReference::Object("annexe".into()))],
        is_part_of: vec![Related::RepositoryArchiveUnit("ark:/1/2".into())],
        references: vec![Related::RepositoryObject("ark:/1/3".into()), Related::External("x".into())],
    }
}

fn event() -> Event {
    Event {
        identifier: Some("e1".into()),
        type_code: Some("TELETRANSMISSION".into()),
        kind: Some("Télétransmission".into()),
        date_time: datetime!(2026-11-18 08:00 UTC).into(),
        detail: Some("Reçu par la préfecture.".into()),
        outcome: Some("OK".into()),
        outcome_detail: Some("1-2".into()),
        outcome_detail_message: Some("Accusé de réception".into()),
    }
}

fn signature() -> Signature {
    let who = person();
    Signature {
        signers: vec![Signer {
            person: who.person.clone(),
            signing_time: datetime!(2026-11-17 20:00 +1),
            capacity: who.capacity.clone(),
        }],
        validator: Validator {
            person: body("Beffroi").person,
            validation_time: datetime!(2026-11-17 20:01 +1),
            capacity: Capacity::default(),
        },
        masterdata: Some("LTSF".into()),
        referenced_object: SignedObject { object: "acte".into(), digest: objects()[1].digest },
    }
}

/// The package of a transfer whose objects are those of `octets`.
pub(crate) fn package(transfer: &ArchiveTransfer) -> Result<Vec<u8>, SedaError> {
    let octets = octets();
    write_package(transfer, NomBordereau::Manifest, Vec::new(), |object| {
        Ok(Cursor::new(octets[object.id.as_str()].clone()))
    })
}
