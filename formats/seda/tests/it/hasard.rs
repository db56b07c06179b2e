//! Any transfer: what is written is read again, the same, and its package with it; any text: refused or read, never a fall.

use std::{collections::HashMap, io::Cursor};

use proptest::{collection::vec, option, prelude::*};
use seda::{
    ArchiveTransfer, ArchiveUnit, BinaryDataObject, Content, DateType, DescriptionLevel, Digest, FileInfo,
    FormatIdentification, Inheritance, Keyword, KeywordType, Limites, Management, NomBordereau, Package, Rule, Rules,
    read_manifest, write_package,
};
use time::{Date, Month, OffsetDateTime, UtcOffset};

use super::{
    echantillon::transfer,
    juges::{official, refusal},
    schemas::SCHEMA,
};

fn text() -> impl Strategy<Value = String> {
    "[\\PC\n\t\r<>&\"' \u{a0}]{0,20}[a-zé<&\"][\\PC\n\t\r<>&\"' ]{0,20}"
}

fn token() -> impl Strategy<Value = String> {
    "[a-zéA-Z0-9<&\"'>_:-]{1,8}( [a-z0-9<&]{1,6}){0,2}"
}

fn date() -> impl Strategy<Value = Date> {
    (1_i32..=9999, 1_u16..=365).prop_map(|(year, day)| Date::from_ordinal_date(year, day).unwrap())
}

fn instant() -> impl Strategy<Value = OffsetDateTime> {
    let at = (-60_000_000_000_i64..250_000_000_000, 0_u32..1_000_000_000, -14 * 60..=14 * 60);
    at.prop_map(|(seconds, nanos, minutes)| {
        let at = OffsetDateTime::from_unix_timestamp(seconds).unwrap().replace_nanosecond(nanos).unwrap();
        at.to_offset(UtcOffset::from_whole_seconds(minutes * 60).unwrap())
    })
}

fn date_type() -> impl Strategy<Value = DateType> {
    let month = || (1_u8..=12).prop_map(|month| Month::try_from(month).unwrap());
    prop_oneof![
        date().prop_map(DateType::Date),
        instant().prop_map(DateType::DateTime),
        (1_u16..=9999).prop_map(DateType::Year),
        (1_u16..=9999, month()).prop_map(|(year, month)| DateType::YearMonth(year, month)),
    ]
}

fn rules() -> impl Strategy<Value = Rules> {
    let inheritance = prop_oneof![
        Just(Inheritance::All),
        Just(Inheritance::Nothing),
        vec(token(), 1..3).prop_map(Inheritance::Except),
    ];
    let rule = (token(), option::of(date())).prop_map(|(code, start_date)| Rule { code, start_date });
    (vec(rule, 0..4), inheritance).prop_map(|(rules, inheritance)| Rules { rules, inheritance })
}

prop_compose! {
    fn content()(
        level in option::of(proptest::sample::select(DescriptionLevel::ALL)),
        titles in vec(text(), 0..3),
        identifiers in vec(token(), 0..3),
        descriptions in vec(text(), 0..3),
        keywords in vec((text(), option::of(token()), option::of(proptest::sample::select(KeywordType::ALL))), 0..3),
        dates in proptest::array::uniform4(option::of(date_type())),
        tags in vec(token(), 0..3),
        source in option::of(text()),
    ) -> Content {
        let [created, transacted, start, end] = dates;
        Content {
            description_level: level,
            titles,
            originating_agency_identifiers: identifiers,
            descriptions,
            keywords: keywords.into_iter().map(|(content, reference, kind)| Keyword { content, reference, kind }).collect(),
            created,
            transacted,
            start,
            end,
            tags,
            source,
            ..Content::default()
        }
    }
}

/// A tree whose identifiers are given once it is made.
fn units() -> impl Strategy<Value = Vec<ArchiveUnit>> {
    let unit = || {
        (content(), option::of(rules())).prop_map(|(content, access)| {
            ArchiveUnit::new("", content).with_management(Management { access, ..Management::default() })
        })
    };
    let tree = unit().prop_recursive(4, 12, 3, move |inner| {
        (unit(), vec(inner, 0..3)).prop_map(|(mut unit, units)| {
            unit.units = units;
            unit
        })
    });
    vec(tree, 0..3)
}

/// Files: their bytes, their name, their group.
fn files() -> impl Strategy<Value = Vec<(Vec<u8>, String, bool)>> {
    vec((vec(any::<u8>(), 1..300), "[a-zé .]{1,12}", any::<bool>()), 0..5)
}

fn number(units: &mut [ArchiveUnit], next: &mut usize, objects: &[BinaryDataObject]) {
    for unit in units {
        unit.id = format!("u{next}");
        if let Some(object) = objects.get(*next) {
            unit.data_objects = vec![seda::DataObjectReference::Object(object.id.clone())];
        }
        *next += 1;
        number(&mut unit.units, next, objects);
    }
}

fn objects(files: &[(Vec<u8>, String, bool)]) -> Vec<BinaryDataObject> {
    let mut objects = Vec::new();
    for (rang, (octets, nom, grouped)) in files.iter().enumerate() {
        let mut object = BinaryDataObject::describe(format!("o{rang}"), format!("x{nom}"), octets.as_slice()).unwrap();
        object.group = grouped.then(|| format!("g{}", rang / 2));
        objects.push(object);
    }
    // A group is not cut by what has none.
    objects.sort_by_key(|object: &BinaryDataObject| object.group.clone());
    objects
}

prop_compose! {
    fn any_transfer()(
        comments in vec(text(), 0..3),
        date in instant(),
        identifier in token(),
        mut units in units(),
        files in files(),
        access in option::of(rules()),
    ) -> (ArchiveTransfer, HashMap<String, Vec<u8>>) {
        let objects = objects(&files);
        number(&mut units, &mut 0, &objects);
        let mut transfer = transfer();
        (transfer.comments, transfer.date, transfer.message_identifier) = (comments, date, identifier);
        transfer.package.management.management.access = access;
        transfer.package.units = units;
        transfer.package.data_objects = objects;
        let octets = files.into_iter().enumerate().map(|(rang, (octets, _, _))| (format!("o{rang}"), octets));
        (transfer, octets.collect())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(120) })]

    #[test]
    fn every_transfer_and_its_package_come_back_the_same((transfer, octets) in any_transfer()) {
        let lecture = read_manifest(transfer.to_xml().unwrap().as_bytes()).unwrap();
        prop_assert_eq!(&lecture.transfer, &transfer);
        prop_assert!(lecture.ecarts.is_empty());
        let written = write_package(&transfer, NomBordereau::Manifest, Vec::new(), |object| {
            Ok(Cursor::new(octets[&object.id].clone()))
        });
        let mut package = Package::open(Cursor::new(written.unwrap()), &Limites::default()).unwrap();
        prop_assert_eq!(package.transfer(), &transfer);
        prop_assert_eq!(package.verify(), vec![]);
    }

    #[test]
    fn any_value_is_written_so_that_it_is_read_or_is_refused(
        texte in any::<String>(),
        id in any::<String>(),
        uri in any::<String>(),
        octets in any::<[u8; 32]>(),
    ) {
        let mut transfer = transfer();
        transfer.package.units[0].content.titles = vec![texte.clone()];
        transfer.package.units[0].content.tags = vec![texte.clone()];
        transfer.package.units[0].id.clone_from(&id);
        transfer.package.units[0].units.clear();
        transfer.package.data_objects[0] = BinaryDataObject {
            uri: format!("Content/{uri}"),
            digest: Digest::Sha256(octets),
            format: Some(FormatIdentification { format_id: Some(texte.clone()), ..FormatIdentification::default() }),
            file_info: Some(FileInfo { filename: texte, last_modified: None }),
            ..transfer.package.data_objects[0].clone()
        };
        match transfer.to_xml() {
            Ok(xml) => prop_assert_eq!(read_manifest(xml.as_bytes()).unwrap().transfer, transfer),
            Err(error) => prop_assert!(error.to_string().ends_with('.')),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(12) })]

    #[test]
    fn every_transfer_is_valid((transfer, _) in any_transfer()) {
        if let Some(schema) = official(SCHEMA) {
            let xml = transfer.to_xml().unwrap();
            prop_assert_eq!(refusal(&schema, &xml), None, "{}", xml);
        }
    }
}
