//! What is read back: the same values, and what other makers write otherwise.

use seda::{Digest, SedaError, read_manifest};

use super::{echantillon::transfer, juges::assert_phrase};

#[test]
fn the_whole_comes_back_the_same() {
    let transfer = transfer();
    let lecture = read_manifest(transfer.to_xml().unwrap().as_bytes()).unwrap();
    assert_eq!(lecture.transfer, transfer);
    assert_eq!(lecture.ecarts, Vec::<String>::new());
}

#[test]
fn a_prefix_comments_and_blanks_change_nothing() {
    let xml = transfer().to_xml().unwrap();
    let mut prefixed = xml.replace("xmlns=", "xmlns:seda=");
    for (from, to) in [("</", "</seda:"), ("<", "<seda:"), ("<seda:/seda:", "</seda:"), ("<seda:?xml", "<?xml")] {
        prefixed = prefixed.replace(from, to);
    }
    let prefixed = prefixed.replace("<seda:Content>", "<!-- un commentaire --><seda:Content>");
    assert_eq!(read_manifest(prefixed.as_bytes()).unwrap().transfer, transfer());
}

#[test]
fn what_is_not_kept_is_told_once() {
    let xml = transfer().to_xml().unwrap();
    let more = "<Gps><GpsLatitude>44</GpsLatitude></Gps>";
    let told = xml.replace("</Content>", &format!("{more}</Content>"));
    let told = told.replace(
        "<Identifier>FRAD082</Identifier>",
        "<Identifier>FRAD082</Identifier><OrganizationDescriptiveMetadata><x xmlns=\"urn:x\"><y/></x></OrganizationDescriptiveMetadata>",
    );
    let told = told.replace("<Uri>", "<Attachment filename=\"x\">AA==</Attachment><Uri>");
    let lecture = read_manifest(told.as_bytes()).unwrap();
    assert_eq!(lecture.transfer, transfer());
    assert_eq!(
        lecture.ecarts,
        [
            "ArchiveTransfer/ArchivalAgency/OrganizationDescriptiveMetadata",
            "ArchiveTransfer/DataObjectPackage/BinaryDataObject/Attachment",
            "ArchiveTransfer/DataObjectPackage/DataObjectGroup/BinaryDataObject/Attachment",
            "ArchiveTransfer/DataObjectPackage/DescriptiveMetadata/ArchiveUnit/Content/Gps",
        ]
    );
}

#[test]
fn hours_without_a_zone_and_days_with_one_are_told() {
    let mut transfer = transfer();
    let xml = transfer.to_xml().unwrap();
    let other = xml.replace("09:30:00.25Z", "09:30:00.25").replace("2026-11-16<", "2026-11-16+01:00<");
    let lecture = read_manifest(other.as_bytes()).unwrap();
    assert_eq!(lecture.transfer, transfer);
    assert_eq!(
        lecture.ecarts,
        [
            "ArchiveTransfer/DataObjectPackage/DescriptiveMetadata/ArchiveUnit/Content/CreatedDate (fuseau horaire d’un jour)",
            "ArchiveTransfer/Date (sans fuseau horaire, lu en UTC)",
        ]
    );
    // What is never, and what no time is.
    for (from, to) in
        [("09:30:00.25Z", "09:30Z"), ("2026-11-20T09", "2026-02-30T09"), ("09:30:00.25Z", "09:30:00.25+25:00")]
    {
        assert!(read_manifest(xml.replace(from, to).as_bytes()).is_err(), "{to}");
    }
    transfer.date = transfer.date.replace_year(9999).unwrap();
    assert_eq!(read_manifest(transfer.to_xml().unwrap().as_bytes()).unwrap().transfer, transfer);
}

/// Before SEDA 2.1 each object named its group by itself.
#[test]
fn the_old_way_of_grouping_is_read() {
    let xml = transfer().to_xml().unwrap();
    let old = xml.replace("<DataObjectGroup id=\"g-acte\">", "").replace("</DataObjectGroup>", "");
    let version = |nom: &str| format!("<DataObjectVersion>{nom}");
    let old = old
        .replace(
            &version("BinaryMaster_1"),
            &format!("<DataObjectGroupId>g-acte</DataObjectGroupId>{}", version("BinaryMaster_1")),
        )
        .replace(
            &version("TextContent_1"),
            &format!("<DataObjectGroupReferenceId>g-acte</DataObjectGroupReferenceId>{}", version("TextContent_1")),
        );
    assert!(old.contains("DataObjectGroupReferenceId>g-acte</DataObjectGroupReferenceId><DataObjectVersion>Text"));
    assert_eq!(read_manifest(old.as_bytes()).unwrap().transfer, transfer());
}

#[test]
fn fingerprints_are_read_in_hexadecimal_and_base64_under_both_names() {
    let transfer = transfer();
    let xml = transfer.to_xml().unwrap();
    let Digest::Sha512(octets) = transfer.package.data_objects[0].digest else { panic!() };
    let hex = transfer.package.data_objects[0].digest.to_string();
    let base64 = {
        use base64::Engine;
        base64::engine::general_purpose::STANDARD.encode(octets)
    };
    for told in [hex.to_uppercase(), base64] {
        let other = xml.replace(&hex, &told).replace("\"SHA-512\"", "\"http://www.w3.org/2001/04/xmlenc#sha512\"");
        assert_eq!(read_manifest(other.as_bytes()).unwrap().transfer, transfer);
    }
    for (from, to, told) in [
        ("\"SHA-512\"", "\"MD5\"", "« MD5 » ne se lit pas"),
        ("\"SHA-512\"", "\"SHA-256\"", "n’est pas une empreinte"),
        (&hex[1..], "", "n’est pas une empreinte"),
    ] {
        let error = read_manifest(xml.replacen(from, to, 1).as_bytes()).unwrap_err();
        assert_phrase(&error.to_string());
        assert!(error.to_string().replace('\u{a0}', " ").contains(told), "{error}");
    }
}

#[test]
fn another_message_or_another_version_is_named() {
    let xml = transfer().to_xml().unwrap();
    for (from, to) in [("seda:v2.1", "seda:v2.2"), ("ArchiveTransfer", "ArchiveTransferReply")] {
        let error = read_manifest(xml.replace(from, to).as_bytes()).unwrap_err();
        assert!(matches!(error, SedaError::PasUnVersement { .. }), "{error}");
        assert_phrase(&error.to_string());
    }
}

/// Makes a transfer wrong.
type Change = fn(&mut seda::ArchiveTransfer);

#[test]
fn values_that_the_schema_refuses_are_not_written() {
    let refused: [(Change, &str); 14] = [
        (|t| t.message_identifier.clear(), "« MessageIdentifier » ne peut pas être vide : une valeur est obligatoire."),
        (
            |t| t.message_identifier = "a  b".into(),
            "« MessageIdentifier » ne peut pas être « a  b » : il tient sur une ligne, sans espaces au bord ni espaces doubles.",
        ),
        (
            |t| t.comments[0] = "\u{1}".into(),
            "« Comment » ne peut pas être « \u{fffd} » : il contient un caractère que XML ne transporte pas.",
        ),
        (|t| t.comments[0] = " ".into(), "« Comment » ne peut pas être vide : donnez-lui un texte, ou retirez-le."),
        (|t| t.date = t.date.replace_year(0).unwrap(), "« Date » ne peut pas être « 0 » : l’année va de 1 à 9999."),
        (
            |t| t.package.units[0].id = "1a".into(),
            "« id » ne peut pas être « 1a » : il commence par une lettre ou « _ », puis lettres sans accents, chiffres, « . », « - », « _ ».",
        ),
        (
            |t| t.package.data_objects[0].uri = "../x".into(),
            "« Uri » ne peut pas être « ../x » : il remonte d’un dossier.",
        ),
        (
            |t| t.package.data_objects[0].uri = "Content/é.pdf".into(),
            "« Uri » ne peut pas être « Content/é.pdf » : il s’écrit en lettres sans accents, chiffres, « . », « - », « _ » et « / ».",
        ),
        (
            |t| t.package.data_objects[0].uri = t.package.data_objects[1].uri.to_uppercase(),
            "Deux objets de ce bordereau désignent le même fichier « Content/acte.pdf ».",
        ),
        (|t| t.package.data_objects[0].size = Some(0), "« Size » ne peut pas être « 0 » : il doit dépasser zéro."),
        (
            |t| t.package.data_objects.swap(0, 1),
            "Le groupe d’objets « g-acte » est coupé en deux : ses objets doivent se suivre.",
        ),
        (
            |t| t.package.units[0].content.languages.push("français".into()),
            "« Language » ne peut pas être « français » : une langue s’écrit « fr » ou « fr-FR ».",
        ),
        (
            |t| t.package.units[0].units[0].content.writers[0].person.full_name = Some("x".into()),
            "« Corpname » ne peut pas être « auteur » : c’est ou une personne, ou un organisme.",
        ),
        (
            |t| t.package.units[0].units[0].content.signatures[0].signers.clear(),
            "« Signer » manque dans « Signature ».",
        ),
    ];
    for (change, told) in refused {
        let mut transfer = transfer();
        change(&mut transfer);
        let error = transfer.to_xml().unwrap_err();
        assert_phrase(&error.to_string());
        assert_eq!(error.to_string().replace('\u{a0}', " "), told);
    }
}
