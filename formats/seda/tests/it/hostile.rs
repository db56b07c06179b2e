//! Hostile manifests and packages: refused in French, in bounded time and memory, never a fall.
//!
//! `SEDA_FUZZ_CASES=1000000 cargo nextest run -p seda hostile` makes a long run of it.

use std::{env, io::Cursor};

use proptest::prelude::*;
use seda::{Limites, Package, SedaError, read_manifest};

use super::{
    echantillon::{package, transfer},
    juges::assert_phrase,
};

const NS: &str = "xmlns=\"fr:gouv:culture:archivesdefrance:seda:v2.1\"";

fn cases() -> ProptestConfig {
    let asked = env::var("SEDA_FUZZ_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(asked.unwrap_or(200)) }
}

/// Everything that reads bytes: what is refused is refused in one sentence, what is taken holds together and is written again.
fn read_all(octets: &[u8]) {
    match read_manifest(octets) {
        Err(error) => assert_ends(&error),
        Ok(lecture) => {
            lecture.transfer.check().unwrap();
            if let Ok(xml) = lecture.transfer.to_xml() {
                assert_eq!(read_manifest(xml.as_bytes()).unwrap().transfer, lecture.transfer);
            }
        }
    }
    match Package::open(Cursor::new(octets), &Limites { fichiers: 100, bordereau: 1 << 20, total: 4 << 20 }) {
        Err(error) => assert_ends(&error),
        Ok(mut package) => package.verify().iter().for_each(assert_ends),
    }
}

/// What it cites may be anything.
fn assert_ends(error: &SedaError) {
    assert!(error.to_string().ends_with('.'), "{error}");
}

/// One change to a file.
#[derive(Debug, Clone)]
enum Mutation {
    Set(prop::sample::Index, u8),
    Cut(prop::sample::Index),
    Insert(prop::sample::Index, Vec<u8>),
    Remove(prop::sample::Index, usize),
    Repeat(prop::sample::Index, usize, usize),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let at = || any::<prop::sample::Index>();
    let words: Vec<&[u8]> = vec![
        b"<![CDATA[",
        b"<!DOCTYPE a>",
        b"&x;",
        b"&#0;",
        b"&#xFFFFFFFF;",
        b"<!--",
        b"]]>",
        b"\"",
        b"<",
        b"</",
        b"/>",
        b"<ArchiveUnit id=\"x\"><Content/></ArchiveUnit>",
        b"<Content/>",
        b"<Rule>x</Rule>",
        b" id=\"acte\"",
        b" xmlns=\"\"",
        b" xmlns:a=\"a\"",
        b"PK\x01\x02",
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"PK\x06\x06",
        b"PK\x06\x07",
        b"\xff\xff\xff\xff",
        b"\xff\xff",
    ];
    let morceau = prop_oneof![
        proptest::collection::vec(any::<u8>(), 1..8),
        proptest::sample::select(words).prop_map(<[u8]>::to_vec),
    ];
    prop_oneof![
        (at(), any::<u8>()).prop_map(|(at, octet)| Mutation::Set(at, octet)),
        at().prop_map(Mutation::Cut),
        (at(), morceau).prop_map(|(at, morceau)| Mutation::Insert(at, morceau)),
        (at(), 1_usize..200).prop_map(|(at, len)| Mutation::Remove(at, len)),
        (at(), 1_usize..200, 1_usize..50).prop_map(|(at, len, times)| Mutation::Repeat(at, len, times)),
    ]
}

fn apply(octets: &mut Vec<u8>, mutation: &Mutation) {
    if octets.is_empty() {
        return;
    }
    let end = |at: usize, len: usize| (at + len).min(octets.len());
    match mutation {
        Mutation::Set(at, octet) => {
            let at = at.index(octets.len());
            octets[at] = *octet;
        }
        Mutation::Cut(at) => octets.truncate(at.index(octets.len())),
        Mutation::Insert(at, morceau) => {
            let at = at.index(octets.len());
            octets.splice(at..at, morceau.iter().copied());
        }
        Mutation::Remove(at, len) => {
            let at = at.index(octets.len());
            octets.drain(at..end(at, *len));
        }
        Mutation::Repeat(at, len, times) => {
            let at = at.index(octets.len());
            let morceau = octets[at..end(at, *len)].repeat(*times);
            octets.splice(at..at, morceau);
        }
    }
}

/// The end of a package, where its table of contents is, is changed as often as all the rest.
fn apply_to_end(octets: &mut Vec<u8>, mutation: &Mutation) {
    let mut end = octets.split_off(octets.len().saturating_sub(600));
    apply(&mut end, mutation);
    octets.append(&mut end);
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn a_changed_manifest_is_read_or_refused(changes in proptest::collection::vec(mutation(), 1..4)) {
        let mut octets = transfer().to_xml().unwrap().into_bytes();
        for change in &changes {
            apply(&mut octets, change);
        }
        read_all(&octets);
    }

    #[test]
    fn a_changed_package_is_read_or_refused(changes in proptest::collection::vec((mutation(), any::<bool>()), 1..4)) {
        let mut octets = package(&transfer()).unwrap();
        for (change, at_end) in &changes {
            if *at_end { apply_to_end(&mut octets, change) } else { apply(&mut octets, change) }
        }
        read_all(&octets);
    }

    #[test]
    fn any_bytes_are_refused(octets in proptest::collection::vec(any::<u8>(), 0..400)) {
        read_all(&octets);
    }
}

#[track_caller]
fn refused(xml: &[u8], told: &str) {
    let error = read_manifest(xml).unwrap_err().to_string();
    assert_phrase(&error);
    assert!(error.replace('\u{a0}', " ").contains(told), "{error}");
}

#[test]
fn entities_and_other_codings_are_refused() {
    let xml = transfer().to_xml().unwrap();
    let body = xml.split_once('\n').unwrap().1;
    refused(
        format!("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>{body}").as_bytes(),
        "déclare des entités",
    );
    refused(xml.replace("<Status>Original", "<Status>&x;").as_bytes(), "déclare des entités");
    refused(xml.replace("UTF-8", "ISO-8859-1").as_bytes(), "codé en ISO-8859-1");
    refused(&xml.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>(), "n’est pas un XML bien formé");
    refused(&xml.replace('é', "\u{1}").replace('\u{1}', "&#1;").into_bytes(), "n’a pas sa place dans un XML");
    let latin: Vec<u8> = xml.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
    refused(&latin, "ne sont pas de l’UTF-8");
}

#[test]
fn what_is_not_well_formed_is_refused() {
    let xml = transfer().to_xml().unwrap();
    for (from, to, told) in [
        ("</ArchiveTransfer>", "", "s’arrête au milieu"),
        ("</Content>", "</Contenu>", "ferme une balise"),
        ("</ArchiveTransfer>", "</ArchiveTransfer><a/>", "suit la fin du bordereau"),
        ("</ArchiveTransfer>", "</ArchiveTransfer>texte", "suit la fin du bordereau"),
        ("<Date>", "<x:Date>", "n’est pas déclaré"),
        ("id=\"annee\"", "id=\"annee\" id=\"annee\"", "donné deux fois"),
    ] {
        refused(xml.replacen(from, to, 1).as_bytes(), told);
    }
    refused(b"", "il n’y a aucun élément");
    refused(b"<!-- rien -->", "il n’y a aucun élément");
}

#[test]
fn floods_are_refused() {
    let open = format!("<ArchiveTransfer {NS}>");
    refused(format!("{open}{}", "<a>".repeat(100_000)).as_bytes(), "plus de 100 balises imbriquées");
    let repeat = |times: u32, one: fn(u32) -> String| (0..times).map(one).collect::<Vec<_>>().concat();
    let attributes = repeat(10_000, |n| format!(" a{n}=\"\""));
    refused(format!("<ArchiveTransfer {NS}{attributes}/>").as_bytes(), "plus de 32 attributs");
    let namespaces = repeat(10_000, |n| format!(" xmlns:a{n}=\"u\""));
    refused(format!("<ArchiveTransfer {NS}{namespaces}/>").as_bytes(), "ses espaces de noms");
}

#[test]
fn a_tree_that_is_too_deep_is_refused_without_a_fall() {
    let mut transfer = transfer();
    let mut unit = transfer.package.units.remove(0);
    for niveau in 0..70 {
        unit = seda::ArchiveUnit::new(format!("n{niveau}"), seda::Content::default()).with_unit(unit);
    }
    transfer.package.units.push(unit);
    let error = transfer.to_xml().unwrap_err();
    assert_eq!(error, SedaError::TropGrand { quoi: "niveaux d’unités", max: 60 });
}
